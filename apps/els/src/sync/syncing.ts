import { Injectable } from '@nestjs/common';
import type { Snapshot } from '../snapshots/snapshot';
import { Snapshots } from '../snapshots/snapshots';
import type { Has } from './cursor';

/** The snapshot an SDK is answered from, and what it is taken to have. */
export interface Ground {
  readonly snapshot: Snapshot;
  readonly has: Has;
}

/** Finds the snapshot for a request. Throws `Unavailable` when there is none within 10 s. */
@Injectable()
export class Syncing {
  constructor(private readonly snapshots: Snapshots) {}

  /** Undefined: not at once, ask `groundFor`. */
  readyGround(environmentId: string, has: Has): Ground | undefined {
    const snapshot = this.snapshots.current(environmentId);
    return snapshot && !isAhead(has, snapshot) ? { snapshot, has } : undefined;
  }

  /** From what is there in this turn: it may have advanced since, and connections were told. */
  inThisTurn({ snapshot, has }: Ground): Ground {
    return { snapshot: this.snapshots.current(snapshot.environmentId) ?? snapshot, has };
  }

  /** A cursor above ours makes us look into the store first: perhaps it is we who are behind. */
  async groundFor(environmentId: string, has: Has): Promise<Ground> {
    const snapshot = await this.snapshots.of(environmentId);
    if (!isAhead(has, snapshot)) return { snapshot, has };
    const looked = await this.snapshots.catchUp(environmentId, has.cursor);
    const now = this.snapshots.current(environmentId) ?? snapshot;
    // When nobody can be asked the SDK may well be right: it keeps what it has, and hears of the rest later.
    return { snapshot: now, has: looked ? has : { ...has, cursor: Math.min(has.cursor, now.revision) } };
  }
}

function isAhead({ cursor, instance }: Has, snapshot: Snapshot): boolean {
  return cursor > snapshot.revision && (instance === undefined || instance === snapshot.instance);
}
