import type { SecretOpens } from '@app/domain';
import type { EnvironmentChange, EnvironmentState } from '@app/evaluation';

/** What `api` keeps current for `els`: ordered by revision, and honest about what it does not know. */
export abstract class EnvironmentCache {
  /** Replaces all that is kept of the environment, unless that is as new already. */
  abstract fill(state: EnvironmentState): Promise<void>;
  /** Takes one change, only forward. False when it cannot follow: never filled, lost, or a change is missing between. */
  abstract follow(change: EnvironmentChange): Promise<boolean>;
  /** Forgets the tombstones up to `purgedRevision`, which `changedSince` says from then on (`fill` brings its own). */
  abstract purge(environmentId: string, purgedRevision: number): Promise<void>;
  /** All above `revision`, lowest first, removed items as tombstones. Undefined: not known here, ask the database. */
  abstract changedSince(environmentId: string, revision: number): Promise<EnvironmentState | undefined>;
  /** `hash`: SHA-256 of the secret's value, hex. `opens` undefined: forgets it. */
  abstract rememberSecret(hash: string, opens: SecretOpens | undefined): Promise<void>;
  /** Undefined: not known here, ask the database. */
  abstract secret(hash: string): Promise<SecretOpens | undefined>;
}
