import { Connections } from '@app/connections';
import { Metrics, createLog } from '@app/platform';
import { Topics } from '@app/protocol';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/eventually';
import { freshDatabase } from '../../../../test/support/postgres';
import type { FreshDatabase } from '../../../../test/support/postgres';
import type { Delivery } from '../message-bus';
import { BusReport } from '../bus-report';
import { contractJobOptions, messageBusContract } from '../message-bus.contract';
import { to } from '../outgoing';
import { PostgresMessageBus } from './postgres-message-bus';
import { PostgresMessagingMigrations } from './postgres-messaging-migrations';

const log = createLog({ app: 'test', level: 'silent' });
const report = (metrics = new Metrics('test')) => new BusReport(log, metrics);

describe('one database', () => {
  let database: FreshDatabase;
  let own: Connections;
  const connect = () => new Connections({ POSTGRES_URL: database.url, POSTGRES_POOL_SIZE: 10 }, log);

  beforeAll(async () => {
    database = await freshDatabase();
    own = connect();
    await new PostgresMessagingMigrations(await own.postgres()).run();
  });

  afterAll(async () => {
    await own.close();
    await database.drop();
  });

  /** Emptied, it is as good as a new one. */
  messageBusContract('Postgres', async () => {
    const pool = await own.postgres();
    await pool.query('TRUNCATE queue_message, queue_lease, queue_dead_letter');
    return {
      open: async () => {
        const connections = connect();
        const bus = new PostgresMessageBus(await connections.postgres(), connections, report(), contractJobOptions);
        return { bus, kill: () => connections.close() };
      },
      setAside: async (topic, scopeId) => {
        const { rows } = await pool.query<{ body: unknown; reason: string }>(
          'SELECT body, reason FROM queue_dead_letter WHERE topic = $1 AND scope_id = $2 ORDER BY id',
          [topic, scopeId],
        );
        return rows;
      },
      hang: async () => {
        const client = await pool.connect();
        await client.query('BEGIN; LOCK TABLE queue_message IN ACCESS EXCLUSIVE MODE');
        return async () => {
          await client.query('COMMIT');
          client.release();
        };
      },
      close: async () => {},
    };
  });
});

describe('the Postgres bus', () => {
  let database: FreshDatabase;
  let connections: Connections;
  let bus: PostgresMessageBus;
  let outside: Client;
  let metrics: Metrics;

  beforeAll(async () => {
    database = await freshDatabase();
    connections = new Connections({ POSTGRES_URL: database.url, POSTGRES_POOL_SIZE: 5 }, log);
    const pool = await connections.postgres();
    await new PostgresMessagingMigrations(pool).run();
    metrics = new Metrics('test');
    bus = new PostgresMessageBus(pool, connections, report(metrics), contractJobOptions);
    outside = new Client(database.url);
    await outside.connect();
  });

  afterAll(async () => {
    await connections.close();
    await outside.end();
    await database.drop();
  });

  const presence = (bytes: number) =>
    to(Topics.presence, 'els-1', { instance: 'x'.repeat(bytes), els: 'els-1', sentAt: 1, environments: [] });
  const usage = to(Topics.usage, 'env-1', {
    environmentId: 'env-1',
    day: '2026-01-05',
    endUsers: ['\0', '\ud800'],
    evaluations: 1,
    metrics: 0,
    dropped: 0,
  });

  it('refuses a real-time message that no NOTIFY takes, and stores nothing with it', async () => {
    await expect(bus.publish(usage, presence(8_000))).rejects.toThrow(
      /a message of presence has 8\d\d\d bytes; .* less than 8000/,
    );
    expect((await outside.query('SELECT FROM queue_message')).rowCount).toBe(0);
    await bus.publish(presence(7_000));
  });

  it('keeps real-time messages nowhere', async () => {
    await bus.publish(presence(10));
    expect((await outside.query('SELECT FROM queue_message')).rowCount).toBe(0);
  });

  it('is not disturbed by what others notify', async () => {
    const got: Delivery[] = [];
    const stop = await bus.subscribe([Topics.presence.name], 1, async (one) => void got.push(one));
    for (const payload of ['', 'no json', '{}', 'null', '{"id":"1","correlationId":"c","scopeId":"els-1","at":1,"body":[]}'])
      await outside.query(`SELECT pg_notify('flaghoist:presence', $1)`, [payload]);
    await bus.publish(presence(10));
    await eventually('the message', () => got.length > 0);
    expect(got.map(({ bodies }) => bodies)).toEqual([[presence(10).body]]);
    await stop();
    const figures = await metrics.text();
    expect(figures).toContain('flaghoist_messages_total{topic="presence",outcome="malformed",app="test"} 5');
    expect(figures).toContain('flaghoist_messages_total{topic="presence",outcome="handled",app="test"} 1');
  });

  it('publishes for a role that may do nothing but add to the queue', async () => {
    const role = `els_${database.url.split('/').at(-1)}`;
    await outside.query(`CREATE ROLE ${role} LOGIN PASSWORD 'els'; GRANT INSERT ON queue_message TO ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'els' }).href;
    const theirs = new Connections({ POSTGRES_URL: url, POSTGRES_POOL_SIZE: 2 }, log);
    const got: Delivery[] = [];
    const stop = await bus.subscribe([Topics.usage.name, Topics.presence.name], 1, async (one) => void got.push(one));
    await new PostgresMessageBus(await theirs.postgres(), theirs, report()).publish(usage, presence(10));
    await eventually('both', () => got.length === 2);
    await stop();
    await theirs.close();
    await outside.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });

  it('keeps text that PostgreSQL could not keep as text', async () => {
    const got: Delivery[] = [];
    await bus.publish(usage);
    const stop = await bus.subscribe([Topics.usage.name], 1, async (one) => void got.push(one));
    await eventually('the job', () => got.length > 0);
    expect(got[0]?.bodies).toEqual([usage.body]);
    await stop();
  });

  it('says when hints may have been lost, and listens again', async () => {
    const got: Delivery[] = [];
    let reconnects = 0;
    const ended = bus.onReconnect(() => reconnects++);
    const stop = await bus.subscribe([Topics.presence.name, Topics.usage.name], 1, async (one) => void got.push(one));
    await bus.publish(presence(10));
    await eventually('the first message', () => got.length === 1);
    expect(reconnects).toBe(0);
    await outside.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flaghoist listen' AND datname = current_database()`,
    );
    await eventually('the new connection', () => reconnects === 1);
    await bus.publish(presence(20), usage);
    await eventually('what came after', () => got.length === 3);
    ended();
    await stop();
  });

  it('gives one reader of a huge backlog no more than it can hold', async () => {
    const large = { ...usage, body: { ...usage.body, endUsers: ['x'.repeat(3 * 1024 * 1024)] } };
    for (let i = 0; i < 5; i++) await bus.publish(large);
    const sizes: number[] = [];
    const stop = await bus.subscribe([Topics.usage.name], 100, async ({ bodies }) => void sizes.push(bodies.length));
    await eventually('all', () => sizes.reduce((sum, size) => sum + size, 0) === 5);
    expect(sizes).toEqual([3, 2]);
    await stop();
  });
});

describe('the migrations of the queue', () => {
  it('run once, however many start at once', async () => {
    const database = await freshDatabase();
    const connections = new Connections({ POSTGRES_URL: database.url, POSTGRES_POOL_SIZE: 5 }, log);
    const migrations = new PostgresMessagingMigrations(await connections.postgres());
    expect(await migrations.pending()).toEqual(['0001-queue']);
    const ran = await Promise.all([migrations.run(), migrations.run(), migrations.run()]);
    expect(ran.flat()).toEqual(['0001-queue']);
    expect(await migrations.pending()).toEqual([]);
    await connections.close();
    await database.drop();
  });
});
