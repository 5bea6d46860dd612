import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Announcer } from './announcer';
import { Delivery } from './delivery';
import { Relay } from './relay';
import { Sweeper } from './sweeper';
import { TOMBSTONE_DAYS, TombstonePurge } from './tombstone-purge';

@Module({})
export class DeliveryModule {
  static forRoot(config: { readonly TOMBSTONE_DAYS: number }): DynamicModule {
    return {
      module: DeliveryModule,
      global: true,
      providers: [
        Announcer,
        Relay,
        Delivery,
        Sweeper,
        TombstonePurge,
        { provide: TOMBSTONE_DAYS, useValue: config.TOMBSTONE_DAYS },
      ],
      exports: [Delivery],
    };
  }
}
