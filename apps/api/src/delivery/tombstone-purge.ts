import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { EnvironmentCache } from '@app/cache';
import { Leases, Tombstones } from '@app/domain';
import { Log } from '@app/platform';
import { HeldLease } from './held-lease';
import { Repeated } from './repeated';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a tombstone is kept, in days. */
export const TOMBSTONE_DAYS = Symbol('TOMBSTONE_DAYS');

/** Forgets what left long ago, in one replica at a time: an SDK that was away for longer gets everything anew. */
@Injectable()
export class TombstonePurge implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly owner = randomUUID();
  private repeated: Repeated | undefined;

  constructor(
    private readonly tombstones: Tombstones,
    private readonly cache: EnvironmentCache,
    private readonly leases: Leases,
    private readonly log: Log,
    @Inject(TOMBSTONE_DAYS) private readonly days: number,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated = new Repeated(() => this.tryPurge(), HOUR_MS);
  }

  async onModuleDestroy(): Promise<void> {
    await this.repeated?.stop();
  }

  /** In the cache as well. Does nothing where another replica is at it. */
  async purge(): Promise<void> {
    const lease = await HeldLease.take(this.leases, 'tombstones', this.owner);
    if (!lease) return;
    try {
      for (const { environmentId, purgedRevision } of await this.tombstones.purge(this.days * DAY_MS)) {
        await this.cache.purge(environmentId, purgedRevision);
      }
    } finally {
      await lease.release();
    }
  }

  private async tryPurge(): Promise<void> {
    try {
      await this.purge();
    } catch (error) {
      this.log.warn({ err: error }, 'old tombstones were not purged; tried again in an hour');
    }
  }
}
