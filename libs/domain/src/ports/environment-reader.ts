import type { EnvironmentState } from '@app/evaluation';

/** What a secret opens, and until when. */
export interface SecretOpens {
  readonly environmentId: string;
  readonly type: 'server' | 'client';
  /** Unix seconds; null: never. */
  readonly expiresAt: number | null;
}

/** All that `els` knows of the model. */
export abstract class EnvironmentReader {
  /** The id made with the database. */
  abstract instance(): Promise<string>;
  /** `hash`: SHA-256 of the secret's value, hex. Undefined: it opens nothing (unknown, expired, environment or project archived). */
  abstract secret(hash: string): Promise<SecretOpens | undefined>;
  /** All items above `since` (0: everything), lowest first, tombstones included; revision read first. Undefined: no such environment. */
  abstract changedSince(environmentId: string, since: number): Promise<EnvironmentState | undefined>;
}
