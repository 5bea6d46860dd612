import { Connections, ConnectionsModule } from '@app/connections';
import {
  EnvironmentReader,
  Leases,
  ModelReader,
  ModelStore,
  Outbox,
  PrincipalReader,
  ScopeReader,
  Tombstones,
} from '@app/domain';
import { createLog, loadConfig, PlatformModule } from '@app/platform';
import { Test } from '@nestjs/testing';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { freshDatabase } from '../../../test/support/postgres';
import { PersistenceMigrations } from './persistence-migrations';
import { PersistenceEnv } from './persistence.config';
import { PersistenceModule } from './persistence.module';
import { ReadingModule } from './reading/reading.module';

const log = createLog({ app: 'test', level: 'silent' });
const config = { DbProvider: 'Postgres' } as const;

function moduleOn(url: string, room: typeof PersistenceModule | typeof ReadingModule) {
  const connections = new Connections({ POSTGRES_URL: url, POSTGRES_POOL_SIZE: 2 }, log);
  const imports = [
    PlatformModule.forRoot({ app: 'test', log }),
    ConnectionsModule.forRoot({ config: { POSTGRES_POOL_SIZE: 2 }, connections }),
    room.forRoot(config),
  ];
  return { connections, compiled: Test.createTestingModule({ imports }).compile() };
}

describe('the module', () => {
  it('provides every port of what is kept, with one pool behind them', async () => {
    const database = await freshDatabase();
    const { connections, compiled } = moduleOn(database.url, PersistenceModule);
    const app = await compiled;
    expect(await app.get(PersistenceMigrations).run()).not.toEqual([]);
    for (const port of [ModelStore, ModelReader, ScopeReader, PrincipalReader, EnvironmentReader, Outbox, Leases, Tombstones]) {
      expect(app.get<object>(port)).toBeInstanceOf(port);
    }
    expect(await app.get(EnvironmentReader).instance()).toBe((await app.get(ModelReader).instance()).id);
    const pool = await connections.postgres();
    const { rows } = await pool.query('SELECT FROM pg_stat_activity WHERE datname = current_database()');
    expect(rows.length).toBeLessThanOrEqual(2);
    await app.close();
    await pool.query('SELECT 1'); // whoever opened it closes it
    await connections.close();
    await database.drop();
  });

  it('starts while the database is away', async () => {
    const { connections, compiled } = moduleOn('postgres://nobody@127.0.0.1:1/nothing', PersistenceModule);
    const app = await compiled;
    await expect(app.get(ModelReader).instance()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await app.close();
    await connections.close();
  });

  it('takes PostgreSQL, by its exact name, and wants its address', () => {
    class Env extends PersistenceEnv {
      POSTGRES_URL?: string;
    }
    const problems = (env: Record<string, string>) => () => loadConfig(Env, env);
    expect(problems({ DbProvider: 'postgres' })).toThrow(/DbProvider/);
    expect(problems({ DbProvider: 'MongoDb' })).toThrow(/DbProvider/);
    expect(problems({})).toThrow(/POSTGRES_URL/);
  });
});

describe('the reading half', () => {
  it('provides the environment reader and nothing that writes', async () => {
    const database = await freshDatabase();
    const { connections, compiled } = moduleOn(database.url, ReadingModule);
    const app = await compiled;
    expect(app.get<object>(EnvironmentReader)).toBeInstanceOf(EnvironmentReader);
    for (const port of [ModelStore, ModelReader, Outbox, Leases, Tombstones, PersistenceMigrations]) {
      expect(() => app.get<object>(port)).toThrow();
    }
    await app.close();
    await connections.close();
    await database.drop();
  });

  it('needs no more than SELECT', async () => {
    const database = await freshDatabase();
    const owner = moduleOn(database.url, PersistenceModule);
    const all = await owner.compiled;
    await all.get(PersistenceMigrations).run();
    const pool = await owner.connections.postgres();
    const role = `reader_${new URL(database.url).pathname.slice(6)}`;
    await pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'reads'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`);
    const url = Object.assign(new URL(database.url), { username: role, password: 'reads' });
    const { connections, compiled } = moduleOn(url.href, ReadingModule);
    const app = await compiled;
    const reader = app.get(EnvironmentReader);
    expect(await reader.instance()).toEqual(expect.any(String));
    expect(await reader.secret('00'.repeat(32))).toBeUndefined();
    expect(await reader.changedSince('7d444840-9dc0-11d1-b245-5ffdce74fad2', 0)).toBeUndefined();
    await app.close();
    await connections.close();
    await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    await all.close();
    await owner.connections.close();
    await database.drop();
  });
});

describe('what is loaded', () => {
  /** File names that a new process has loaded after it ran that code. */
  function loadedBy(code: string): string[] {
    const register = join(__dirname, '../testing/process/register.cjs');
    const script = `(async () => { ${code}; process.stdout.write(JSON.stringify(Object.keys(require.cache))); })()`;
    return JSON.parse(
      execFileSync(process.execPath, ['-r', register, '-e', script], { cwd: __dirname, encoding: 'utf8' }),
    ) as string[];
  }
  const drivers = /node_modules\/(typeorm|pg)\//;

  it('no driver before a provider is chosen', () => {
    const loaded = loadedBy(`require('./index.ts'); require('./reading/index.ts')`);
    expect(loaded.filter((file) => drivers.test(file))).toEqual([]);
  });

  it('by the reading half: no file that writes, and no migration', () => {
    const loaded = loadedBy(`require('./reading/index.ts'); require('./postgres/postgres-environment-reader.ts')`);
    const ours = loaded.filter((file) => file.includes('libs/persistence/src/'));
    expect(ours.some((file) => file.endsWith('postgres-environment-reader.ts'))).toBe(true);
    expect(loaded.filter((file) => file.includes('node_modules/typeorm/'))).toEqual([]);
    expect(
      ours.filter((file) => /writing|migrations|model-store|outbox|leases|tombstones|adapters|persistence\.module/.test(file)),
    ).toEqual([]);
  });
});
