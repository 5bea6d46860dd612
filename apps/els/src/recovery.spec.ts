import { Client } from 'pg';
import { ElsOverPostgres, type SdkType } from '../../../test/support/els/els-over-postgres';
import type { SdkSocket, SyncData } from '../../../test/support/els/sdk-socket';
import { eventually, pause } from '../../../test/support/eventually';
import { startPostgresServer, type RestartablePostgres } from '../../../test/support/postgres-server';
import { PostgresProxy, type Fate } from '../../../test/support/postgres-proxy';
import { Snapshots } from './snapshots/snapshots';

const user = { keyId: 'u-1' };
const serverDoor = '/api/public/sdk/server/latest-all';
const at = new Date('2026-01-05T09:30:00.123Z');

/** What an SDK that heard all this has: flag key to whether it is on. */
class View {
  private readonly flags = new Map<string, boolean>();
  private taken = 0;

  constructor(readonly sdk: SdkSocket) {}

  get(key: string): boolean | undefined {
    for (; this.taken < this.sdk.heard.length; this.taken += 1) {
      const { messageType, data } = JSON.parse(this.sdk.heard[this.taken]!) as { messageType: string; data: SyncData };
      if (messageType === 'data-sync') this.take(data);
    }
    return this.flags.get(key);
  }

  private take({ eventType, featureFlags }: SyncData): void {
    if (eventType === 'full') this.flags.clear();
    for (const { key, id, isEnabled, isArchived, matchReason } of featureFlags) {
      if (isArchived) this.flags.delete(key as string);
      else this.flags.set((key ?? id) as string, (isEnabled ?? matchReason !== 'flag disabled') as boolean);
    }
  }
}

describe('els over a PostgreSQL that fails', () => {
  let postgres: RestartablePostgres;
  let proxy: PostgresProxy;
  let els: ElsOverPostgres;
  let views: View[];
  let key: string;

  /** Every test has a database of its own on the one server, behind the proxy. */
  const databaseUrl = (name: string): string => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
  const onServer = async (...statements: readonly string[]): Promise<void> => {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  let count = 0;
  let name: string;
  const start = async (timing: Parameters<typeof ElsOverPostgres.start>[1] = {}) => {
    name = `els_${(count += 1)}`;
    await onServer(`CREATE DATABASE ${name}`);
    proxy = await PostgresProxy.before(() => databaseUrl(name));
    els = await ElsOverPostgres.start(proxy.url, timing);
    ({ key } = await els.given.flag(els.place));
    views = [];
    for (const [type, more] of [['server'], ['server', '&caps=1'], ['client']] as [SdkType, string?][]) {
      const sdk = await els.connect(type, 'production', more);
      await sdk.sync(0, { user });
      views.push(new View(sdk));
    }
  };
  const target = (enabled: boolean, flag = key) => els.given.target(els.place.environment('production'), flag, { enabled });
  const everyone = async (enabled: boolean | undefined, flag = key) =>
    eventually(`${flag} is ${enabled}`, () => views.every((view) => view.get(flag) === enabled));
  /** While this runs nobody listens: who wants to again waits at the proxy. */
  const unheard = async (work: () => Promise<unknown>): Promise<void> => {
    let done = (): void => {};
    const working = new Promise<void>((resolve) => (done = resolve));
    proxy.admit = (startup) => (startup.includes('flaghoist listen') ? working : Promise.resolve());
    await work().finally(done);
  };
  const reasonable = { compareEveryMs: 3_600_000 }; // so that nothing but what is tested brings it

  beforeAll(async () => (postgres = await startPostgresServer()));
  afterAll(() => postgres.stop());
  afterEach(async () => {
    expect(els.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await els.close();
    await proxy.close();
  });

  describe('given hints', () => {
    const fates = (...wanted: Fate[]) => {
      proxy.judge = (payload) => (payload.includes('previousRevision') ? (wanted.shift() ?? 'passes') : 'passes');
    };

    it('that are doubled, tells everybody once', async () => {
      await start(reasonable);
      fates('doubled', 'doubled');
      for (const enabled of [true, false]) {
        await target(enabled);
        await els.announce();
        await everyone(enabled);
      }
      for (const { sdk } of views) expect(sdk.heard).toHaveLength(3);
    });

    it('that are lost, hears of what it missed with the next one', async () => {
      await start(reasonable);
      const other = (await els.given.flag(els.place)).key;
      await els.announce();
      fates('lost');
      await target(true);
      await els.announce();
      await target(true, other);
      await els.announce();
      await everyone(true);
      await everyone(true, other);
    });

    it('that are all lost, finds out by comparing', async () => {
      await start({ compareEveryMs: 200 });
      fates(...Array<Fate>(10).fill('lost'));
      await target(true);
      await els.announce();
      await everyone(true);
    });

    it('that come in another order, ends at the newest', async () => {
      await start(reasonable);
      fates('late');
      await target(true);
      await els.announce();
      await target(false);
      await els.announce();
      await everyone(false);
      await pause(200);
      await everyone(false);
    });

    it('that were sent again long after, is not set back', async () => {
      await start(reasonable);
      for (const enabled of [true, false]) {
        await target(enabled);
        await els.announce();
        await everyone(enabled);
      }
      const heard = views.map(({ sdk }) => sdk.heard.length);
      await els.announce({ back: 1 });
      await pause(200);
      expect(views.map(({ sdk }) => sdk.heard.length)).toEqual(heard);
    });
  });

  it('hears of what was committed while its LISTEN connection was cut', async () => {
    await start(reasonable);
    await unheard(async () => {
      await els.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flaghoist listen'");
      await target(true);
    });
    await everyone(true);
    await target(false);
    await els.announce(); // it listens again
    await everyone(false);
  });

  it('serves who is connected while PostgreSQL is away for 3 s, and goes on when it is back', async () => {
    await start({ ...reasonable, snapshotWaitMs: 500 });
    const known = await els.secretOf('server');
    const unknown = await els.secretOf('server', 'staging');
    expect((await els.get(serverDoor, known)).status).toBe(200);
    await postgres.halt();
    const awayAt = performance.now();

    for (const { sdk } of views) expect((await sdk.sync(0, { user })).eventType).toBe('full');
    expect((await els.get(serverDoor, known)).status).toBe(200);
    const late = await els.connectWith('server', known); // its environment is in memory and its secret is known
    expect((await late.sync()).eventType).toBe('full');
    const stranger = await els.connectWith('server', unknown);
    expect(await stranger.closed).toBe(1011);
    expect((await els.get(serverDoor, unknown)).status).toBe(503);
    expect(await (await els.get('/health/readiness')).json()).toMatchObject({ status: 'degraded' });
    expect((await els.get('/health/liveness')).status).toBe(200);

    await pause(Math.max(0, 3_000 - (performance.now() - awayAt)));
    await unheard(async () => {
      await postgres.resume();
      await eventually('a change can be committed', () => target(true).then(() => true));
    });
    await everyone(true); // by nobody's hint
    const again = await els.connectWith('server', unknown);
    expect((await again.sync()).eventType).toBe('full');
    await eventually('it is ready', async () => (await els.get('/health/readiness')).status === 200);
    for (const { sdk } of views) expect(sdk.socket.readyState).toBe(sdk.socket.OPEN);
  });

  describe('restored from a backup', () => {
    const alone = (database: string) => [
      `ALTER DATABASE ${database} ALLOW_CONNECTIONS false`,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
    ];
    const backUp = () =>
      onServer(
        ...alone(name),
        `CREATE DATABASE ${name}_backup TEMPLATE ${name}`,
        `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`,
      );
    const restore = async (...also: readonly string[]) => {
      await onServer(...alone(name), `DROP DATABASE ${name}`, `CREATE DATABASE ${name} TEMPLATE ${name}_backup`);
      for (const statement of also) await eventually('it is there', () => els.sql(statement));
    };
    /** Backed up with the flag off and without the other; then it is on, and another one came. */
    const given = async (timing: object): Promise<string> => {
      await start({ compareEveryMs: 200, ...timing });
      await backUp();
      await eventually('it is back', () => target(true).then(() => true));
      const other = await els.given.flag(els.place);
      await els.announce(); // or, where nobody listens yet, whoever comes back to listen asks
      await everyone(true);
      await everyone(false, other.key);
      return other.key;
    };
    const newcomers = async (flag: string) => {
      for (const [type, more] of [['server'], ['server', '&caps=1'], ['client']] as [SdkType, string?][]) {
        const sdk = await els.connect(type, 'production', more);
        const cursor = Date.now() + 3_600_000; // from the time that is undone
        expect((await sdk.sync(cursor, { user })).eventType).toBe('full');
        const view = new View(sdk);
        expect([view.get(key), view.get(flag)]).toEqual([false, undefined]);
      }
    };

    it('under its old id and older than what is in memory: serves what it has, then believes the store', async () => {
      const other = await given({ setBackAfterMs: 1_000 });
      await restore();
      for (const { sdk } of views) {
        await sdk.quiet();
        expect((await sdk.sync(0, { user })).eventType).toBe('full');
      }
      await everyone(false);
      await everyone(undefined, other);
      await newcomers(other);
      await target(true);
      await els.announce();
      await everyone(true);
    });

    it('under its old id, and changed at once: the change brings everything', async () => {
      const other = await given({ setBackAfterMs: 3_600_000, compareEveryMs: 3_600_000 });
      await restore();
      await eventually('it can be written', () => els.given.flag(els.place, { key: 'after' }).then(() => true));
      await eventually('somebody listens', async () => {
        await els.announce();
        return views[0]!.get('after') === false;
      });
      await everyone(false, 'after');
      await everyone(false);
      await everyone(undefined, other);
      await newcomers(other);
    });

    it('under another id: everybody gets everything of it', async () => {
      const other = await given({});
      await restore('UPDATE instance SET id = gen_random_uuid() RETURNING id');
      const [{ id }] = (await els.sql<{ id: string }>('SELECT id FROM instance')) as [{ id: string }];
      await everyone(false);
      await everyone(undefined, other);
      const last = views[1]!.sdk.heard.findLast((text) => text.includes('data-sync'))!;
      expect(JSON.parse(last)).toMatchObject({ data: { eventType: 'full', instance: id } });
      await newcomers(other);
    });
  });

  it('forgets what the api has purged, and answers those who missed it with everything', async () => {
    await start({ compareEveryMs: 200 });
    const before = views.map(() => Date.now() - 3_600_000);
    const { key: gone } = await els.given.flag(els.place);
    await els.announce();
    await els.given.define(els.place, gone, (flag) => flag.archive(at));
    await els.announce();
    await everyone(undefined, gone);
    const { id } = els.place.environment('production');
    const graph = () => els.app.get(Snapshots, { strict: false }).current(id)!.compiled.graph;
    expect(graph().flags.has(gone)).toBe(true);

    const purged = await els.database.tombstones.purge(0);
    const { purgedRevision } = purged.find(({ environmentId }) => environmentId === id)!;
    await eventually('it is forgotten', () => !graph().flags.has(gone));
    for (const [i, { sdk }] of views.entries()) {
      await sdk.quiet();
      expect((await sdk.sync(before[i], { user })).eventType).toBe('full');
      expect((await sdk.sync(purgedRevision - 1, { user })).eventType).toBe('full');
      expect(await sdk.sync(purgedRevision, { user })).toMatchObject({ eventType: 'patch', featureFlags: [] });
    }
    const secret = await els.secretOf('server');
    expect(await (await els.get(`${serverDoor}?timestamp=${purgedRevision}`, secret)).text()).toBe('');
  });
});
