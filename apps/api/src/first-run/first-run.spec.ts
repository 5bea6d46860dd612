import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { loadConfig } from '@app/platform';
import { apiEnv, call, production } from '../../../../test/support/api';
import { freshDatabase } from '../../../../test/support/postgres';
import { createApi, runCommand } from '../api.app';
import type { Api } from '../api.app';
import { ApiEnv } from '../api.config';

type Env = Readonly<Record<string, string>>;

let database: Awaited<ReturnType<typeof freshDatabase>>;
let variables: Env;
const started: Api[] = [];

beforeEach(async () => {
  database = await freshDatabase();
  variables = apiEnv(database.url);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ app }) => app.close()));
  await database.drop();
});

const config = (env: Env = {}) => loadConfig(ApiEnv, { ...variables, ...env });
const start = async (env: Env = {}) => {
  const api = await createApi(config(env));
  started.push(api);
  return api;
};
const me = ({ app }: Api, token: string) => call(app, 'GET', '/me', undefined, { token });
const count = async (table: string) => {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int FROM ${table}`);
  await client.end();
  return rows[0]!.count;
};

describe('the first run', () => {
  it('is made once by two at once, and shown by the one that made it', async () => {
    const apis = await Promise.all([start(), start()]);
    expect(apis.filter(({ firstRun }) => firstRun)).toHaveLength(1);
    expect([
      await count('access'),
      await count('workspace'),
      await count('project'),
      await count('environment'),
      await count('environment_secret'),
    ]).toEqual([1, 1, 1, 2, 4]);
    const { rootToken } = apis.find(({ firstRun }) => firstRun)!.firstRun!;
    for (const api of apis)
      expect(await me(api, rootToken!)).toMatchObject({ status: 200, body: { principal: { kind: 'access', key: 'root' } } });
  });

  it('is over for later starts, and what it made is still there', async () => {
    const first = await start();
    await first.app.close();
    const later = await start();
    expect(later.firstRun).toBeUndefined();
    const { body } = await call(later.app, 'GET', `${production}/secrets`, undefined, { token: first.firstRun!.rootToken! });
    const { secrets } = first.firstRun!.environments.find(({ key }) => key === 'production')!;
    expect(body.items.map(({ value }: { value: string }) => value).sort()).toEqual(secrets.map(({ value }) => value).sort());
  });

  it('takes the root token from whoever chose it, does not repeat it, and ignores another one later', async () => {
    const chosen = `fh_${'0123456789abcdef'.repeat(2)}_${'a_b-'.repeat(10)}xyz`;
    const first = await start({ ROOT_ACCESS_TOKEN: chosen });
    expect(first.firstRun).toBeDefined();
    expect(first.firstRun).not.toHaveProperty('rootToken');
    expect(await me(first, chosen)).toMatchObject({
      status: 200,
      body: { principal: { id: '01234567-89ab-cdef-0123-456789abcdef' } },
    });
    const other = `fh_${'f'.repeat(32)}_${'z'.repeat(43)}`;
    const later = await start({ ROOT_ACCESS_TOKEN: other });
    expect([(await me(later, chosen)).status, (await me(later, other)).status]).toEqual([200, 401]);
  });

  it('keeps no token and no secret in clear', async () => {
    const { firstRun } = await start();
    const values = [
      firstRun!.rootToken!.slice(36),
      ...firstRun!.environments.flatMap(({ secrets }) => secrets.map(({ value }) => value)),
    ];
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`);
      for (const value of values) expect(rows.some(({ row }) => row.includes(value))).toBe(false);
    }
    await client.end();
  });
});

describe('a start', () => {
  it.each([
    ['ROOT_ACCESS_TOKEN', 'toor'],
    ['ENCRYPTION_KEY', 'short'],
    ['ENCRYPTION_KEY', ''],
    ['TOMBSTONE_DAYS', '0'],
    ['MIGRATE_ON_START', 'yes'],
    ['API_PORT', '70000'],
    ['DbProvider', 'postgres'],
  ])('is refused for %s=%s, without repeating a secret', (variable, value) => {
    const refused = () => config({ [variable]: value });
    expect(refused).toThrow(variable);
    if (value && /TOKEN|KEY/.test(variable)) expect(refused).not.toThrow(new RegExp(value));
  });

  it('with another key than the database was written with is one clear line', async () => {
    await start();
    const key = randomBytes(32).toString('base64');
    for (const MIGRATE_ON_START of ['true', 'false']) {
      const refused = createApi(config({ ENCRYPTION_KEY: key, MIGRATE_ON_START }));
      await expect(refused).rejects.toThrow(
        /^ENCRYPTION_KEY: this key \([0-9a-f]{8}\) does not fit the database, which was written with [0-9a-f]{8}: .*$/,
      );
      await expect(refused).rejects.not.toThrow(key);
    }
  });

  it('without a database is one clear line', async () => {
    await expect(createApi(config({ POSTGRES_URL: 'postgres://127.0.0.1:1/none' }))).rejects.toThrow(
      /^the database cannot be used: .*$/,
    );
  });

  it('that may not change the schema waits, not ready, for one that does', async () => {
    const waiting = await start({ MIGRATE_ON_START: 'false' });
    expect(waiting.firstRun).toBeUndefined();
    const readiness = async () => {
      const { statusCode, body } = await waiting.app.inject({ method: 'GET', url: '/health/readiness' });
      return [statusCode, JSON.parse(body)] as const;
    };
    expect(await readiness()).toEqual([
      503,
      {
        status: 'unavailable',
        because: expect.arrayContaining([expect.stringMatching(/^database: waits for migrations: .*; run: api migrate$/)]),
      },
    ]);
    expect(await me(waiting, `fh_${'0'.repeat(32)}_${'A'.repeat(43)}`)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
      body: { code: 'UNAVAILABLE' },
    });
    const { firstRun } = await start();
    expect(await readiness()).toEqual([200, { status: 'ready', because: [] }]);
    expect(await me(waiting, firstRun!.rootToken!)).toMatchObject({ status: 200 });
  });
});

describe('a command', () => {
  it('migrates, and makes the first run of an installation whose api may not', async () => {
    const output = await runCommand('migrate', config());
    const token = /^root access token: (fh_\S+)$/m.exec(output)?.[1];
    expect(output).toMatch(/^ran .+$/m);
    const api = await start({ MIGRATE_ON_START: 'false' });
    expect(await me(api, token!)).toMatchObject({ status: 200 });
    expect(await runCommand('migrate', config())).toBe('the schema is up to date');
  });

  it('makes one more root access', async () => {
    const api = await start();
    const token = await runCommand('access:root', config());
    expect(token).toMatch(/^fh_[0-9a-f]{32}_[\w-]{43}$/);
    expect(await me(api, token)).toMatchObject({ status: 200, body: { principal: { key: `root-${token.slice(3, 11)}` } } });
    expect(await me(api, api.firstRun!.rootToken!)).toMatchObject({ status: 200 });
  });

  it('describes the API without a database', async () => {
    const output = await runCommand('openapi', config({ POSTGRES_URL: 'postgres://127.0.0.1:1/none' }));
    expect(JSON.parse(output)).toMatchObject({ openapi: '3.1.0', paths: { '/api/v1/me': { get: expect.any(Object) } } });
  });
});
