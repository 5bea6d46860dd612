import { Connections } from '@app/connections';
import { Health, Log, Metrics, ready } from '@app/platform';
import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnModuleInit } from '@nestjs/common';
import { BusReport } from './bus-report';
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

const open: Record<MessagingEnv['MqProvider'], (to: Connections, report: BusReport) => Promise<Provider>> = {
  Postgres: async (to, report) => {
    const { PostgresMessageBus } = await import('./postgres/postgres-message-bus.js');
    const { PostgresMessagingMigrations } = await import('./postgres/postgres-messaging-migrations.js');
    const pool = await to.postgres();
    return {
      bus: new PostgresMessageBus(pool, to, report),
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
        { provide: BusReport, useFactory: (log: Log, metrics: Metrics) => new BusReport(log, metrics), inject: [Log, Metrics] },
        { provide: PROVIDER, useFactory: open[MqProvider], inject: [Connections, BusReport] },
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
