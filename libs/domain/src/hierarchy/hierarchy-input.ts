import type { MetaInput } from '../meta/meta-input';
import type { EnvironmentSettings } from './hierarchy-state';

export type WorkspaceInput = MetaInput;

export interface SecretInput {
  readonly name?: string;
  /** `server` or `client`; of an existing secret absent, or what it is. */
  readonly type?: string;
  /** Unix seconds; null or absent: never. */
  readonly expiresAt?: number | null;
  /** Root alone: 44 characters of A–Z, a–z, 0–9, `-` and `_`. */
  readonly value?: string;
}

export interface EnvironmentInput extends MetaInput {
  /** At creation and by root alone: a UUID. */
  readonly id?: string;
  /** At creation alone; default: "Server Key" and "Client Key". */
  readonly secrets?: readonly SecretInput[];
  readonly settings?: Partial<EnvironmentSettings>;
}

export interface ProjectInput extends MetaInput {
  /** At creation alone; default: staging and production. */
  readonly environments?: readonly EnvironmentInput[];
}
