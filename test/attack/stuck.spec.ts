import { eventually } from '../support/eventually';
import { startFleet, type Fleet } from '../support/fleet';
import type { Secrets } from '../support/flaghoist';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { paths } from '../support/scenario';
import { ClientStore, ServerStore, type SdkStore } from '../support/sdk-store';
import { streamingUrl } from '../support/sockets';
import { inFragments } from '../support/wire/client-frame';
import { RawSocket } from '../support/wire/raw-socket';
import { openMany } from './crowd';

type Type = 'server' | 'client';
const user = { keyId: 'u-1' };
const changes = 300;

/** featbit-protocol.md §12, items 13 and 14. */
describe('one els, whose sockets', () => {
  let database: FreshDatabase;
  let fleet: Fleet;
  let secrets: Readonly<Record<string, Secrets>>;
  const opened: RawSocket[] = [];

  beforeAll(async () => {
    database = await freshDatabase();
    fleet = await startFleet({ postgresUrl: database.url });
    secrets = { production: await fleet.secrets('app', 'production'), staging: await fleet.secrets('app', 'staging') };
    const variations = ['left', 'right'].map((key) => ({ key, value: key.slice(0, 1).repeat(30_000) }));
    await fleet.rest.must('POST', paths.flags, { key: 'large', type: 'string', variations });
    for (const environment of ['production', 'staging']) {
      await fleet.rest.must('PATCH', paths.targeting('large', environment), { enabled: true });
    }
  }, 120_000);
  afterEach(() => {
    for (const socket of opened.splice(0)) socket.destroy();
    expect(fleet.els.errors).toEqual([]);
  });
  afterAll(async () => {
    await fleet?.close();
    await database?.drop();
  });

  const connect = async (environment: string, type: Type): Promise<RawSocket> => {
    const socket = await RawSocket.open(
      streamingUrl(fleet.els.address, type, secrets[environment]![type]).replace(/^ws/, 'http'),
    );
    opened.push(socket);
    return socket;
  };
  const synced = async (environment: string, type: Type, timestamp = 0): Promise<RawSocket> => {
    const sdk = await connect(environment, type);
    sdk.send({ messageType: 'data-sync', data: { timestamp, user } });
    await sdk.until(({ messageType }) => messageType === 'data-sync');
    return sdk;
  };
  const change = (n: number, environment: string) =>
    fleet.rest.must('PATCH', paths.targeting('large', environment), {
      fallthrough: { weights: [{ variation: n % 2 === 0 ? 'left' : 'right', weight: 100_000 }] },
    });
  const closedAsTooSlow = async (): Promise<number> => {
    const text = await (await fetch(`${fleet.els.address}/metrics`)).text();
    return Number(/^flaghoist_els_closed_total\{.*code="1013".*\} (\d+)$/m.exec(text)?.[1] ?? 0);
  };
  const storeOf = (type: Type): SdkStore => (type === 'server' ? new ServerStore() : new ClientStore(user.keyId));
  const feed = (store: SdkStore, sdk: RawSocket): void => sdk.heard.forEach((text) => store.take(JSON.parse(text).data));

  it(`do not read, with ${changes} changes of 60 KB behind them, delay nobody, and are as they should be once they come back`, async () => {
    const types: readonly Type[] = ['server', 'client'];
    const stuck = await Promise.all(types.map((type) => synced('production', type)));
    for (const { socket } of stuck) socket.pause();
    const others = await Promise.all(
      ['production', 'staging'].flatMap((environment) => [...types, ...types].map((type) => synced(environment, type))),
    );
    let closedAt = 0;
    for (let n = 1; n <= changes; n += 1) {
      await Promise.all([change(n, 'production'), change(n, 'staging')]);
      // The next comes when all have this one: none is told of two at once.
      await eventually(`all others hear of change ${n}`, () => others.every(({ heard }) => heard.length === 1 + n));
      if (closedAt > 0 || n % 10 > 0 || (await closedAsTooSlow()) < stuck.length) continue;
      closedAt = n;
      for (const { socket } of stuck) socket.resume(); // hears why before it is given up, which is after 30 s
    }
    process.stdout.write(`both that did not read were closed by change ${closedAt} of ${changes}\n`);
    expect(others.map(({ socket }) => socket.destroyed)).not.toContain(true);
    const heardOfAll = JSON.parse(others[0]!.heard.at(-1)!).data;
    expect(JSON.stringify(heardOfAll).length).toBeGreaterThan(60_000);

    expect(await Promise.all(stuck.map(({ ended }) => ended))).toEqual([1013, 1013]);
    for (const [n, type] of types.entries()) {
      const store = storeOf(type);
      feed(store, stuck[n]!);
      const heardUpTo = store.cursor;
      const back = await synced('production', type, heardUpTo);
      feed(store, back);
      const fresh = storeOf(type);
      feed(fresh, await synced('production', type));
      expect(store.cursor).toBeGreaterThan(heardUpTo);
      expect(store.view()).toEqual(fresh.view());
    }
  }, 300_000);

  it('never sync cost the others nothing', async () => {
    const rounds = 15;
    const others = [await synced('production', 'server'), await synced('production', 'client')];
    let n = 0;
    const tookMs = async (): Promise<number> => {
      const had = others.map(({ heard }) => heard.length);
      const startedAt = performance.now();
      await change(++n, 'production');
      await Promise.all(others.map((sdk, i) => sdk.until(() => sdk.heard.length > had[i]!)));
      return performance.now() - startedAt;
    };
    const medianOf = async (): Promise<number> => {
      const took: number[] = [];
      for (let round = 0; round < rounds; round += 1) took.push(await tookMs());
      return took.sort((one, other) => one - other)[rounds >> 1]!;
    };
    await medianOf(); // both sides warm
    const without = await medianOf();
    const silent = await openMany(500, () => connect('production', 'client'));
    const beside = await medianOf();
    process.stdout.write(
      `a change, median of ${rounds}: ${without.toFixed(1)} ms; beside 500 that never sync ${beside.toFixed(1)} ms\n`,
    );
    expect(silent.map(({ heard }) => heard.length)).toEqual(silent.map(() => 0));
    expect(beside).toBeLessThan(3 * without);
  }, 120_000);

  it('send a message in 40 fragments are read, and those that send 65,537 bytes are closed with 1009', async () => {
    const sdk = await connect('production', 'server');
    sdk.write(inFragments(JSON.stringify({ messageType: 'data-sync', data: { timestamp: 0 } }), 40));
    await sdk.until(({ messageType, data }) => messageType === 'data-sync' && data.eventType === 'full');
    sdk.send('x'.repeat(65_537));
    expect(await sdk.ended).toBe(1009);
  });
});
