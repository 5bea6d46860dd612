import { Injectable } from '@nestjs/common';
import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@app/domain';
import { Log } from '@app/platform';
import { Delivery } from './delivery';
import { Repeated } from './repeated';

const EVERY_MS = 1_000;
/** Younger rows are still being relayed by whoever wrote them. */
const OLDER_THAN_MS = 1_000;

/** Announces what was committed and left behind: by a process that was killed, or while the queue was away. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private repeated: Repeated | undefined;
  private away = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly delivery: Delivery,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.repeated = new Repeated(() => this.sweep(), EVERY_MS);
  }

  async onModuleDestroy(): Promise<void> {
    await this.repeated?.stop();
  }

  async sweep(): Promise<void> {
    try {
      this.delivery.relay(await this.outbox.waiting('delivery', OLDER_THAN_MS));
      this.away = false;
    } catch (error) {
      if (!this.away) this.log.warn({ err: error }, 'cannot see what waits to be announced');
      this.away = true;
    }
  }
}
