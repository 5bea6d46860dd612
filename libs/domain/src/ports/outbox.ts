export type Lane = 'delivery';

export interface OutboxRow {
  readonly lane: Lane;
  /** The environment, or the workspace when identity or policies changed. */
  readonly environmentId: string | null;
  readonly workspaceId: string;
  /** In ms; of a workspace row its policyRevision. */
  readonly revision: number;
  readonly previousRevision: number;
  readonly changeSet: string;
  /** Hashes of secrets to look up anew. */
  readonly secrets: readonly string[];
  readonly createdAt: Date;
}

/** What was committed and is still to be announced. */
export abstract class Outbox {
  /** Environments and workspaces (ids) with rows at least `olderThanMs` old by the database's clock. */
  abstract waiting(lane: Lane, olderThanMs: number): Promise<readonly { environmentId: string | null; workspaceId: string }[]>;
  /** All rows of an environment (or, without one, of the workspace), lowest revision first. */
  abstract rows(lane: Lane, of: { environmentId: string | null; workspaceId: string }): Promise<readonly OutboxRow[]>;
  /** Removes what was announced, up to and with `revision`. */
  abstract done(lane: Lane, of: { environmentId: string | null; workspaceId: string }, revision: number): Promise<void>;
}

/** Who does a job among replicas, by the database's clock. */
export abstract class Leases {
  /** True: `owner` has it until `forMs` from now (taken, or renewed); false: another one does. */
  abstract take(name: string, owner: string, forMs: number): Promise<boolean>;
  /** Lets go, if it is still the owner's. */
  abstract release(name: string, owner: string): Promise<void>;
}

/** Old tombstones, forgotten. */
export abstract class Tombstones {
  /**
   * Removes, in every environment, tombstones that left more than `olderThanMs` ago, and raises `purgedRevision` to the newest one
   * removed. Answers the environments it changed.
   */
  abstract purge(olderThanMs: number): Promise<readonly { environmentId: string; purgedRevision: number }[]>;
}
