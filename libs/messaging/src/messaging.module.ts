import { Connections } from '@app/connections';
import { Health, Log, ready } from '@app/platform';
import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { MessageBus } from './message-bus';
import { MessageStrategy } from './message-strategy';
import { MessagingMigrations } from './messaging-migrations';
import type { MessagingEnv } from './messaging.config';

interface Provider {
  readonly bus: MessageBus;
  readonly migrations: MessagingMigrations;
  /** Rejects when the queue cannot be reached. */
  readonly check: () => Promise<unknown>;
}

const open: Record<MessagingEnv['MqProvider'], (to: Connections, log: Log) => Promise<Provider>> = {
  Postgres: async (to, log) => {
    const { PostgresMessageBus } = await import('./postgres/postgres-message-bus.js');
    const { PostgresMessagingMigrations } = await import('./postgres/postgres-messaging-migrations.js');
    const pool = await to.postgres();
    return {
      bus: new PostgresMessageBus(pool, to, log),
      migrations: new PostgresMessagingMigrations(pool),
      check: () => pool.query('SELECT 1'),
    };
  },
};

const PROVIDER = Symbol('the chosen queue');

@Module({})
export class MessagingModule implements OnModuleInit {
  constructor(
    @Inject(PROVIDER) private readonly provider: Provider,
    private readonly health: Health,
  ) {}

  static forRoot({ MqProvider }: MessagingEnv): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        { provide: PROVIDER, useFactory: open[MqProvider], inject: [Connections, Log] },
        { provide: MessageBus, useFactory: ({ bus }: Provider) => bus, inject: [PROVIDER] },
        { provide: MessagingMigrations, useFactory: ({ migrations }: Provider) => migrations, inject: [PROVIDER] },
        { provide: MessageStrategy, useFactory: (bus: MessageBus) => new MessageStrategy(bus), inject: [MessageBus] },
      ],
      exports: [MessageBus, MessagingMigrations, MessageStrategy],
    };
  }

  /** Without the queue changes wait in the outbox, and everything else goes on. */
  onModuleInit(): void {
    this.health.register('queue', async () => (await this.provider.check(), ready), 'degraded');
  }
}
