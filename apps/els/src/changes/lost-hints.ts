import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MessageBus } from '@app/messaging';
import { Secrets } from '../secrets/secrets';
import { Snapshots } from '../snapshots/snapshots';
import { SecretChecks } from '../streaming/secret-checks';

/** While the bus was away hints were lost: everything is compared with the store. */
@Injectable()
export class LostHints implements OnApplicationBootstrap, OnModuleDestroy {
  private stop?: () => void;

  constructor(
    private readonly bus: MessageBus,
    private readonly snapshots: Snapshots,
    private readonly secrets: Secrets,
    private readonly secretChecks: SecretChecks,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.bus.onReconnect(() => {
      this.secrets.doubtAll();
      void this.secretChecks.checkAll();
      void this.snapshots.compareAnew();
    });
  }

  onModuleDestroy(): void {
    this.stop?.();
  }
}
