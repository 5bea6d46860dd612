import { createLog } from '@app/platform';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { eventually } from '../../../test/support/eventually';
import { freshDatabase } from '../../../test/support/postgres';
import type { FreshDatabase } from '../../../test/support/postgres';
import { Connections } from './connections';
import { isPostgresAway } from './postgres-away';
import { sharedDriver } from './shared-driver';

const log = createLog({ app: 'test', level: 'silent' });

describe('the connections of a process', () => {
  let database: FreshDatabase;
  let outside: Client;
  let connections: Connections;

  beforeEach(async () => {
    database = await freshDatabase();
    outside = new Client(database.url);
    await outside.connect();
    connections = new Connections({ POSTGRES_URL: database.url, POSTGRES_POOL_SIZE: 4 }, log);
  });

  afterEach(async () => {
    await connections.close();
    await outside.end();
    await database.drop();
  });

  const ours = `FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  const open = async () => (await outside.query(`SELECT ${ours}`)).rowCount;

  it('are one pool, opened when it is asked for', async () => {
    const [one, other] = await Promise.all([connections.postgres(), connections.postgres()]);
    expect(one).toBe(other);
    expect(await open()).toBe(0);
    await one.query('SELECT 1');
    expect(await open()).toBe(1);
  });

  it('survive that all of them break, idle or in use', async () => {
    const pool = await connections.postgres();
    const inUse = await pool.connect();
    await pool.query('SELECT 1');
    await outside.query(`SELECT pg_terminate_backend(pid) ${ours}`);
    await eventually('a new one', async () => (await pool.query('SELECT 1').catch(() => undefined))?.rowCount === 1);
    await expect(inUse.query('SELECT 1')).rejects.toThrow();
    inUse.release(true);
  });

  it('close all they opened, once', async () => {
    const pool = await connections.postgres();
    await pool.query('SELECT 1');
    await connections.listen(
      ['a'],
      () => {},
      () => {},
    );
    expect(await open()).toBe(2);
    await Promise.all([connections.close(), connections.close()]);
    await eventually('nothing left open', async () => (await open()) === 0);
    expect(() => connections.postgres()).toThrow('the connections are closed');
    await expect(
      connections.listen(
        ['a'],
        () => {},
        () => {},
      ),
    ).rejects.toThrow('the connections are closed');
  });

  it('that were never opened close as well', async () => {
    await expect(new Connections({ POSTGRES_POOL_SIZE: 4 }, log).close()).resolves.toBeUndefined();
  });

  it('name the variable that is missing', () => {
    expect(() => new Connections({ POSTGRES_POOL_SIZE: 4 }, log).postgres()).toThrow('POSTGRES_URL is not set');
  });

  it('are lent to TypeORM, which opens none and ends none', async () => {
    const pool = await connections.postgres();
    const dataSource = new DataSource({ type: 'postgres', driver: await sharedDriver(pool) });
    await dataSource.initialize();
    expect(await dataSource.query<unknown>('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await open()).toBe(pool.totalCount);
    await dataSource.destroy();
    expect((await pool.query('SELECT 2')).rowCount).toBe(1);
  });

  it('that break while lent to TypeORM are let go, and the rest still closes', async () => {
    const pool = await connections.postgres();
    const dataSource = new DataSource({ type: 'postgres', driver: await sharedDriver(pool), logging: false });
    await dataSource.initialize();
    await outside.query(`SELECT pg_terminate_backend(pid) ${ours}`);
    await eventually('the pool has let the broken one go', () => pool.totalCount === 0);
    await dataSource.query('SELECT 1');
    expect(pool.totalCount).toBe(1);
    await dataSource.destroy();
    await connections.close();
    await eventually('the server has seen all of them end', async () => (await open()) === 0);
  });
});

describe('an error of the database', () => {
  let database: FreshDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
  });

  afterAll(() => database.drop());

  const failure = async (work: (client: Client) => Promise<unknown>, url = database.url): Promise<unknown> => {
    const client = new Client(url);
    client.on('error', () => {});
    try {
      await client.connect();
      await work(client);
    } catch (error) {
      return error;
    } finally {
      await client.end().catch(() => {});
    }
    throw new Error('it did not fail');
  };
  const nobodyThere = () => Object.assign(new URL(database.url), { port: '1' }).href;

  it.each([
    ['a closed port', () => failure(async () => {}, nobodyThere())],
    ['a connection that is ended', () => failure((client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())'))],
  ])('says that the server is away: %s', async (_, fail) => {
    expect(isPostgresAway(await fail())).toBe(true);
  });

  it.each([
    ['a mistake in SQL', () => failure((client) => client.query('SELEC 1'))],
    ['a wrong password', () => failure(async () => {}, Object.assign(new URL(database.url), { password: 'wrong' }).href)],
    ['none of the database', async () => 'a text'],
  ])('does not say so: %s', async (_, fail) => {
    expect(isPostgresAway(await fail())).toBe(false);
  });
});
