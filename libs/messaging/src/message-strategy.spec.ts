import { Connections, ConnectionsModule } from '@app/connections';
import { Metrics, PlatformModule, correlationId, createLog, fastifyOptions, withCorrelation } from '@app/platform';
import { Topics } from '@app/protocol';
import type { Presence, Usage } from '@app/protocol';
import { Controller, Injectable, Module } from '@nestjs/common';
import type { CanActivate, DynamicModule, INestApplication, Type } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { eventually } from '../../../test/support/eventually';
import { freshDatabase } from '../../../test/support/postgres';
import type { FreshDatabase } from '../../../test/support/postgres';
import type { Pool } from 'pg';
import { BusReport } from './bus-report';
import { MessageBus } from './message-bus';
import { contractJobOptions } from './message-bus.contract';
import { MessageStrategy } from './message-strategy';
import { MessagingMigrations } from './messaging-migrations';
import { MessagingModule } from './messaging.module';
import { OnMessage } from './on-message';
import { to } from './outgoing';
import { PostgresMessageBus } from './postgres/postgres-message-bus';

const log = createLog({ app: 'test', level: 'silent' });
const guarded: string[] = [];

@Injectable()
class Guard implements CanActivate {
  canActivate(): boolean {
    guarded.push('asked');
    return true;
  }
}

@Controller()
class Handlers {
  readonly presence: { message: Presence; correlationId: string | undefined }[] = [];
  readonly usage: (readonly Usage[])[] = [];
  failsWith = '';

  @OnMessage(Topics.presence)
  async onPresence(message: Presence): Promise<void> {
    this.presence.push({ message, correlationId: correlationId() });
  }

  @OnMessage(Topics.usage)
  async onUsage(messages: readonly Usage[]): Promise<void> {
    this.usage.push(messages);
    if (this.failsWith) throw new Error(this.failsWith);
  }
}

@Controller()
class SecondHandler {
  @OnMessage(Topics.usage)
  async alsoOnUsage(): Promise<void> {}
}

export class WrongHandlers {
  // @ts-expect-error a job topic's handler takes a list
  @OnMessage(Topics.usage)
  async onUsage(_message: Usage): Promise<void> {}

  // @ts-expect-error a real-time topic's handler takes one message
  @OnMessage(Topics.presence)
  async onPresence(_messages: readonly Presence[]): Promise<void> {}
}

@Module({})
class AppModule {
  static of(url: string, controllers: Type[]): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ app: 'test', log }),
        ConnectionsModule.forRoot({ config: { POSTGRES_URL: url, POSTGRES_POOL_SIZE: 5 } }),
        MessagingModule.forRoot({ MqProvider: 'Postgres' }),
      ],
      controllers,
      providers: [{ provide: APP_GUARD, useClass: Guard }],
    };
  }
}

type StrategyOf = (connections: Connections, pool: Pool) => MessageStrategy | undefined;

describe('@OnMessage', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });

  afterAll(() => database.drop());

  const chosen: StrategyOf = () => undefined;

  const create = async (controllers: Type[], strategyOf = chosen): Promise<INestApplication> => {
    const options = { logger: false, abortOnError: false } as const;
    const app = await NestFactory.create(
      AppModule.of(database.url, controllers),
      new FastifyAdapter(fastifyOptions(log)),
      options,
    );
    await app.get(MessagingMigrations).run();
    try {
      const connections = app.get(Connections);
      const strategy = strategyOf(connections, await connections.postgres()) ?? app.get(MessageStrategy);
      app.connectMicroservice({ strategy }, { inheritAppConfig: true });
    } catch (error) {
      await app.close();
      throw error;
    }
    return app;
  };

  const usageOf = (n: number) =>
    to(Topics.usage, 'env-1', {
      environmentId: 'env-1',
      day: '2026-01-05',
      endUsers: [],
      evaluations: n,
      metrics: 0,
      dropped: 0,
    });
  const presence = to(Topics.presence, 'els-1', { instance: 'one', els: 'els-1', sentAt: 1, environments: [] });

  it('gives a real-time handler one message, a job handler a list, and both the app’s guards', async () => {
    const app = await create([Handlers]);
    await app.startAllMicroservices();
    const handlers = app.get(Handlers);
    guarded.length = 0;
    await withCorrelation('abc', () => app.get(MessageBus).publish(presence, usageOf(1), usageOf(2)));
    await eventually('both', () => handlers.presence.length === 1 && handlers.usage.length === 1);
    expect(handlers.presence).toEqual([{ message: presence.body, correlationId: 'abc' }]);
    expect(handlers.usage).toEqual([[usageOf(1).body, usageOf(2).body]]);
    expect(guarded).toHaveLength(2);
    await app.close();
  });

  it('tells the bus why a handler rejected: the reason passes every filter', async () => {
    const app = await create([Handlers], (connections, pool) => {
      const report = new BusReport(log, new Metrics('test'));
      return new MessageStrategy(new PostgresMessageBus(pool, connections, report, contractJobOptions));
    });
    const handlers = app.get(Handlers);
    handlers.failsWith = 'usage cannot be kept';
    await app.startAllMicroservices();
    await app.get(MessageBus).publish(usageOf(3));
    const pool = await app.get(Connections).postgres();
    const reasons = await eventually('the job set aside', async () => {
      const { rows } = await pool.query<{ reason: string }>('SELECT reason FROM queue_dead_letter');
      return rows.length > 0 && rows;
    });
    expect(reasons).toEqual([{ reason: 'usage cannot be kept' }]);
    expect(handlers.usage).toHaveLength(contractJobOptions.maxTries);
    await app.close();
  });

  it('refuses to start with two handlers of one topic', async () => {
    await expect(create([Handlers, SecondHandler])).rejects.toThrow("two handlers for the messages of 'usage': one app has one");
  });

  it('starts and stops without any handler', async () => {
    const app = await create([]);
    await app.startAllMicroservices();
    await app.close();
  });
});
