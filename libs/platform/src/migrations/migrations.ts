/**
 * The schema of one library: one sequence of migrations and one table of those that ran. Each library that keeps tables provides a
 * token of its own that extends this one; whoever runs several holds one lock around them all.
 */
export abstract class Migrations {
  /** Names of those not run yet, oldest first. Empty: the schema is the one this build was made for, or a newer one. */
  abstract pending(): Promise<readonly string[]>;
  /** Runs what is pending, each in its transaction; answers the names. Running it twice runs nothing the second time. */
  abstract run(): Promise<readonly string[]>;
}
