import type { Snapshot } from '../snapshots/snapshot';

/** What an SDK has already. */
export interface Has {
  /** Its cursor, in ms; 0: nothing. */
  readonly cursor: number;
  /** Caps only: the data its cursor belongs to. */
  readonly instance?: string;
  /** Of a connection: the run of revisions its cursor belongs to. */
  readonly history?: number;
}

/**
 * Whether only everything will do (featbit-protocol.md §4.2): it has nothing, or removals it missed are forgotten, or its cursor
 * belongs to other data, or is above the store's, as a look has shown.
 */
export function needsEverything({ cursor, instance, history }: Has, snapshot: Snapshot): boolean {
  if (history !== undefined && history !== snapshot.history) return true;
  if (instance !== undefined && instance !== snapshot.instance) return true;
  return cursor === 0 || cursor < snapshot.purgedRevision || cursor > snapshot.revision;
}
