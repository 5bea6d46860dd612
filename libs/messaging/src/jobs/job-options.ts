export interface JobOptions {
  /** Scopes that one subscription works on at once. */
  readonly parallel: number;
  /** How long a consumer that died keeps its messages from the others. */
  readonly leaseMs: number;
  /** How often a message is tried before it is set aside. */
  readonly maxTries: number;
  /** Before the second try; doubled for each further one, up to a minute. */
  readonly backOffMs: number;
  /** How often to look when nobody says that there is something. */
  readonly pollMs: number;
}

export const jobDefaults: JobOptions = { parallel: 8, leaseMs: 10_000, maxTries: 5, backOffMs: 1_000, pollMs: 1_000 };
