import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from '../support/eventually';
import { startFleet, type Fleet } from '../support/fleet';
import type { Secrets } from '../support/flaghoist';
import { PostgresProxy } from '../support/postgres-proxy';
import { startPostgresServer, type PostgresServer } from '../support/postgres-server';
import { describeWith } from '../support/requires';
import { liveFlag, paths, serve } from '../support/scenario';
import { streamingUrl } from '../support/sockets';
import { missingBrowser, missingSdks } from '../support/tools';
import { RawSocket } from '../support/wire/raw-socket';
import { WireTap } from '../support/wire-tap';

const hourAhead = join(__dirname, '../support/hour-ahead.cjs');
const largeChanges = 300;

/** featbit-protocol §12, items 10, 12, 13 and 14: what several evaluation servers, clocks and stuck sockets look like to unmodified SDKs. */
describeWith(
  'unmodified SDKs behind several evaluation servers',
  () => missingSdks() ?? missingBrowser(),
  () => {
    const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
    const { BrowserPages, served, startJsClient } = jest.requireActual<typeof import('../support/browser')>('../support/browser');
    const someone = endUser('u-1');
    let postgres: PostgresServer;
    let proxy: PostgresProxy;
    let fleet: Fleet;
    let secrets: Secrets;
    let browser: import('../support/browser').BrowserPages;
    let tap: WireTap;

    const databaseUrl = (name: string): string => Object.assign(new URL(postgres.url), { pathname: `/${name}` }).href;
    const onServer = async (...statements: readonly string[]): Promise<void> => {
      const client = new Client({ connectionString: postgres.url });
      await client.connect();
      for (const statement of statements) await client.query(statement);
      await client.end();
    };

    /** The api's clock is an hour fast throughout. */
    beforeAll(async () => {
      postgres = await startPostgresServer();
      await onServer('CREATE DATABASE app');
      proxy = await PostgresProxy.before(() => databaseUrl('app'));
      fleet = await startFleet({ postgresUrl: databaseUrl('app'), apiEnv: { NODE_OPTIONS: `--require ${hourAhead}` } });
      secrets = await fleet.secrets('app', 'production');
      browser = await BrowserPages.open();
    }, 120_000);
    beforeEach(async () => {
      tap = await WireTap.before(fleet.els.address);
    });
    afterEach(async () => {
      await closeNodeSdks();
      await tap.close();
      expect(fleet.els.errors).toEqual([]);
    });
    afterAll(async () => {
      await browser?.close();
      await fleet?.close();
      await proxy?.close();
      await postgres?.stop();
    });

    interface Watcher {
      readonly kind: string;
      value(key: string): Promise<string>;
      /** How often it was told that the flag changed. */
      updates(key: string): Promise<number>;
    }

    const aNodeSdk = async (els: string, secret = secrets.server): Promise<Watcher> => {
      const sdk = nodeSdk(els, secret);
      await sdk.waitForInitialization();
      const updates: string[] = [];
      sdk.on('update', (keys: string[]) => updates.push(...keys));
      return {
        kind: 'the Node SDK',
        value: (key) => sdk.stringVariation(key, someone, 'default'),
        updates: async (key) => updates.filter((one) => one === key).length,
      };
    };
    const aJsClient = async (els: string): Promise<Watcher> => {
      const page = await browser.page();
      await startJsClient(page, els, { secret: secrets.client, keyId: 'u-1' });
      return {
        kind: 'the JS client',
        value: (key) => served(page, key),
        updates: (key) =>
          page.evaluate(
            (wanted) => (globalThis as any).updates.flat(Infinity).filter((one: string) => one === wanted).length,
            key,
          ),
      };
    };
    const bothKinds = (els: string): Promise<Watcher[]> => Promise.all([aNodeSdk(els), aJsClient(els)]);
    const all = (those: readonly Watcher[], key: string, value: string) =>
      Promise.all(
        those.map((one) => eventually(`${one.kind} answers ${value} for ${key}`, async () => (await one.value(key)) === value)),
      );
    const eventTypes = (): string[] =>
      tap.toSdk
        .map((text) => JSON.parse(text))
        .flatMap(({ messageType, data }) => (messageType === 'data-sync' ? [data.eventType] : []));
    /** All connections of the tap now go there, and come back by themselves. */
    const moveTo = async (els: string): Promise<void> => {
      const before = tap.upgradesAt.length;
      tap.els = els;
      tap.toSdk.length = 0;
      tap.cut();
      await eventually('both are back', () => tap.upgradesAt.length >= before + 2);
      await eventually('both are answered', () => eventTypes().length >= 2);
    };

    it('that come to one which lags are told what is new, and never fall back', async () => {
      await liveFlag(fleet.rest, 'moved');
      const behind = await fleet.another(proxy.url);
      const early = await RawSocket.open(streamingUrl(behind.address, 'server', secrets.server).replace(/^ws/, 'http'));
      early.send({ messageType: 'data-sync', data: { timestamp: 0 } });
      await early.until(({ messageType }) => messageType === 'data-sync'); // the environment is in its memory
      const those = await bothKinds(tap.address);
      await all(those, 'moved', 'on');
      proxy.judge = () => 'lost';
      await serve(fleet.rest, 'moved', 'off');
      await all(those, 'moved', 'off');
      await moveTo(behind.address);
      expect(new Set(eventTypes())).toEqual(new Set(['patch']));
      await all(those, 'moved', 'off');
      proxy.judge = () => 'passes';
      await serve(fleet.rest, 'moved', 'on');
      await all(those, 'moved', 'on');
      early.destroy();
    }, 120_000);

    it('that come to one whose store is older are told everything of that store', async () => {
      await liveFlag(fleet.rest, 'restored');
      await onServer(
        'ALTER DATABASE app ALLOW_CONNECTIONS false',
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'app'`,
        'CREATE DATABASE backup TEMPLATE app',
        'ALTER DATABASE app ALLOW_CONNECTIONS true',
      );
      const older = await fleet.another(databaseUrl('backup'));
      const those = await bothKinds(tap.address);
      await eventually('it can be written again', () => serve(fleet.rest, 'restored', 'off').then(() => true));
      await liveFlag(fleet.rest, 'not-yet');
      await all(those, 'restored', 'off');
      await all(those, 'not-yet', 'on');
      await moveTo(older.address);
      expect(new Set(eventTypes())).toEqual(new Set(['full']));
      await all(those, 'restored', 'on');
      await all(those, 'not-yet', 'default');
    }, 120_000);

    it('miss neither of two changes within a millisecond, though the api’s clock is an hour fast', async () => {
      for (const key of ['one', 'other']) await liveFlag(fleet.rest, key);
      const database = new Client({ connectionString: databaseUrl('app') });
      await database.connect();
      const revision = async (): Promise<number> => {
        const { rows } = await database.query<{ revision: string }>("SELECT revision FROM environment WHERE key = 'production'");
        return Number(rows[0]!.revision);
      };
      expect(Math.abs((await revision()) - Date.now())).toBeLessThan(1_800_000); // the database’s clock counts
      const those = await bothKinds(tap.address);
      // As far ahead as that, every revision is the one before plus 1 ms, however long it took.
      await database.query(`UPDATE environment SET revision = revision + 600000 WHERE key = 'production'`);
      for (const value of ['off', 'on', 'off', 'on', 'off']) {
        await Promise.all(['one', 'other'].map((key) => serve(fleet.rest, key, value)));
        for (const key of ['one', 'other']) await all(those, key, value);
      }
      const { rows } = await database.query<{ by: string }>(
        'SELECT revision - previous_revision AS by FROM change_set_environment ORDER BY revision DESC LIMIT 9',
      );
      expect(rows.map(({ by }) => Number(by))).toEqual(Array(9).fill(1));
      await database.end();
    }, 120_000);

    it(`get every one of ${largeChanges} changes of 60 KB while one SDK does not read, which comes back and is as they are`, async () => {
      const variations = ['left', 'right'].map((key) => ({ key, value: key.slice(0, 1).repeat(30_000) }));
      await fleet.rest.must('POST', paths.flags, { key: 'large', type: 'string', variations });
      const environments = ['production', 'staging'];
      for (const environment of environments)
        await fleet.rest.must('PATCH', paths.targeting('large', environment), { enabled: true });
      const stuck = await aNodeSdk(tap.address);
      const { server } = await fleet.secrets('app', 'staging');
      const others = [...(await bothKinds(fleet.els.address)), await aNodeSdk(fleet.els.address, server)];
      await all(others, 'large', 'l'.repeat(30_000));
      const had = await Promise.all(others.map((one) => one.updates('large')));
      tap.hang();
      for (let n = 1; n <= largeChanges; n += 1) {
        const fallthrough = { weights: [{ variation: n % 2 === 0 ? 'left' : 'right', weight: 100_000 }] };
        await Promise.all(
          environments.map((environment) => fleet.rest.must('PATCH', paths.targeting('large', environment), { fallthrough })),
        );
        for (const [i, one] of others.entries()) {
          await eventually(`${one.kind} hears of ${n}`, async () => (await one.updates('large')) === had[i]! + n);
        }
      }
      const comesBack = tap.upgradesAt.length + 1;
      tap.hang(false);
      await eventually('it was closed', () => tap.closeCodes.includes(1013));
      await eventually('it is back', () => tap.upgradesAt.length >= comesBack);
      const newest = await others[0]!.value('large');
      expect(newest).toBe('l'.repeat(30_000));
      await all([stuck], 'large', newest);
    }, 300_000);

    it('hear of changes as fast beside 500 sockets that never sync', async () => {
      await liveFlag(fleet.rest, 'timed');
      const those = await bothKinds(fleet.els.address);
      let value = 'on';
      const tookMs = async (): Promise<number> => {
        value = value === 'on' ? 'off' : 'on';
        const startedAt = performance.now();
        await serve(fleet.rest, 'timed', value);
        await all(those, 'timed', value);
        return performance.now() - startedAt;
      };
      const medianOf = async (changes: number): Promise<number> => {
        const took: number[] = [];
        for (let n = 0; n < changes; n += 1) took.push(await tookMs());
        return took.sort((one, other) => one - other)[changes >> 1]!;
      };
      await medianOf(5); // warm
      const without = await medianOf(15);
      const url = streamingUrl(fleet.els.address, 'client', secrets.client).replace(/^ws/, 'http');
      const silent = await Promise.all(Array.from({ length: 500 }, () => RawSocket.open(url)));
      const beside = await medianOf(15);
      for (const socket of silent) socket.destroy();
      expect(silent.map(({ frames }) => frames)).toEqual(silent.map(() => 0));
      expect(beside).toBeLessThan(3 * without);
    }, 120_000);
  },
);
