import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Health, ready, type Finding } from '@app/platform';
import { within } from './pause';
import { Snapshots } from './snapshots';
import { SnapshotSource } from './snapshot-source';

/** Less than a check of readiness may take, in ms. */
const PATIENCE_MS = 1_500;

/** Without the store an els that has environments in memory goes on with them; one that has none can do nothing. */
@Injectable()
export class SnapshotReadiness implements OnModuleInit {
  constructor(
    private readonly health: Health,
    private readonly source: SnapshotSource,
    private readonly snapshots: Snapshots,
  ) {}

  onModuleInit(): void {
    this.health.register('database', () => this.check());
  }

  private async check(): Promise<Finding> {
    try {
      const instance = await within(PATIENCE_MS, this.source.readInstance());
      return instance === undefined ? this.without(`no answer in ${PATIENCE_MS} ms`) : ready;
    } catch (error) {
      return this.without((error as Error).message);
    }
  }

  private without(because: string): Finding {
    return { status: this.snapshots.anyLoaded ? 'degraded' : 'unavailable', because };
  }
}
