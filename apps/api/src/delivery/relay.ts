import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Leases, Outbox } from '@app/domain';
import { Announcer } from './announcer';
import { HeldLease } from './held-lease';
import { laneName } from './lane';
import type { LaneOf } from './lane';

export type Relayed = 'all' | 'another-does';

/** Announces what waits in a lane, in order of revision, while this process has the lane's lease. */
@Injectable()
export class Relay {
  private readonly owner = randomUUID();

  constructor(
    private readonly outbox: Outbox,
    private readonly leases: Leases,
    private readonly announcer: Announcer,
  ) {}

  /** A row is deleted when it has been announced: killed anywhere before, it goes out again. */
  async run(lane: LaneOf): Promise<Relayed> {
    const lease = await HeldLease.take(this.leases, laneName(lane), this.owner);
    if (!lease) return 'another-does';
    try {
      return await this.empty(lane, lease);
    } finally {
      await lease.release();
    }
  }

  private async empty(lane: LaneOf, lease: HeldLease): Promise<Relayed> {
    for (;;) {
      const rows = await this.outbox.rows('delivery', lane);
      if (rows.length === 0) return 'all';
      for (const row of rows) {
        if (!lease.held) return 'another-does';
        await this.announcer.announce(row);
        await this.outbox.done('delivery', lane, row.revision);
      }
    }
  }
}
