import { randomBytes } from 'node:crypto';
import { makeSecretValue } from '@app/protocol';
import type { Usage } from '../support/app-process';
import { eventually, pause } from '../support/eventually';
import { startFleet, type Fleet } from '../support/fleet';
import type { Secrets } from '../support/flaghoist';
import { affordable } from '../support/machine';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { liveFlag, segmentOf, serve } from '../support/scenario';
import { Seeded } from '../support/seeded';
import { streamingUrl } from '../support/sockets';
import { clientFrame, inFragments } from '../support/wire/client-frame';
import { RawSocket } from '../support/wire/raw-socket';
import { openMany, wellBehaved } from './crowd';
import { beginnings, halfOpen } from './half-open';
import { deep, randomFrame } from './random-frames';

const crowd = affordable(10_000);
/** So many more come and go after the crowd, a few at a time, as the attacks after it do. */
const passersBy = 5_000;
const attackers = 40;
const attackSeconds = Number(process.env['ATTACK_SECONDS'] ?? (process.env['REQUIRE_ALL'] === 'true' ? 60 : 15));
const seed = Number(process.env['ATTACK_SEED'] ?? Date.now() % 1_000_000);
const MiB = 1024 * 1024;

/** One els through all of it, attack after attack; beside it stand two SDKs that are to notice nothing. */
describe('strangers', () => {
  let database: FreshDatabase;
  let fleet: Fleet;
  let els: string;
  let secrets: Secrets;
  let server: RawSocket;
  let client: RawSocket;
  let pid: number;
  let calm: Usage;
  let served = 'on';

  beforeAll(async () => {
    database = await freshDatabase();
    fleet = await startFleet({ postgresUrl: database.url });
    els = fleet.els.address;
    pid = fleet.els.pid;
    secrets = await fleet.secrets('app', 'production');
    for (let n = 0; n < 10; n += 1) await liveFlag(fleet.rest, `flag-${n}`);
    await segmentOf(fleet.rest, 'segment', ['u-1', 'u-2']);
    calm = await afterTheWellBehaved();
    server = await connect('server');
    client = await connect('client');
    for (const sdk of [server, client]) {
      sdk.send({ messageType: 'data-sync', data: { timestamp: 0, user: { keyId: 'u-1' } } });
      await sdk.until(({ messageType }) => messageType === 'data-sync');
    }
  }, 300_000);

  afterAll(async () => {
    await fleet?.close();
    await database?.drop();
  });

  afterEach(async () => {
    await aChangeArrives();
    expect(fleet.els.errors).toEqual([]);
    expect(fleet.els.isRunning && fleet.els.pid).toBe(pid);
  }, 60_000);

  const address = (type: 'server' | 'client'): string => streamingUrl(els, type, secrets[type]).replace(/^ws/, 'http');
  const connect = (type: 'server' | 'client'): Promise<RawSocket> => RawSocket.open(address(type));
  const connections = async (): Promise<number> => {
    const text = await (await fetch(`${els}/metrics`)).text();
    return [...text.matchAll(/^flaghoist_els_connections\{[^}]*\} (\d+)$/gm)].reduce((sum, [, count]) => sum + Number(count), 0);
  };
  const left = (count: number) =>
    eventually(`${count} connections are left`, async () => (await connections()) === count, 120_000);

  async function aChangeArrives(): Promise<void> {
    served = served === 'on' ? 'off' : 'on';
    const before = [server.heard.length, client.heard.length];
    await serve(fleet.rest, 'flag-0', served);
    await eventually(
      'both SDKs hear a change',
      () => server.heard.length > before[0]! && client.heard.length > before[1]!,
      60_000,
    );
    const { data } = JSON.parse(client.heard.at(-1)!);
    expect(data.featureFlags.map(({ id, variation }: any) => [id, variation])).toEqual([['flag-0', served]]);
  }

  async function afterTheWellBehaved(): Promise<Usage> {
    const go = (sdks: readonly RawSocket[]): void => sdks.forEach((sdk) => sdk.destroy());
    const sdks = await wellBehaved(els, 'client', secrets.client, crowd);
    const frames = sdks.map((sdk) => sdk.frames);
    await serve(fleet.rest, 'flag-1', 'off');
    await eventually('all of them hear a change', () => sdks.every((sdk, n) => sdk.frames > frames[n]!), 120_000);
    go(sdks);
    for (let n = 0; n < passersBy; n += 100) go(await wellBehaved(els, 'client', secrets.client, 100));
    await left(0);
    return settled();
  }

  /** What is held once all of it is over: els looks at everything it holds every 20 s, and the system takes pages back by and by. */
  async function settled(): Promise<Usage> {
    await pause(25_000);
    return fleet.els.usage();
  }

  /** Sends, and answers how that connection ended; `alive` where it lives on and answers a ping. */
  async function fateOf(bytes: Buffer, type: 'server' | 'client' = 'server'): Promise<number | 'alive' | 'cut'> {
    const stranger = await connect(type);
    stranger.write(bytes);
    stranger.send({ messageType: 'ping', data: null });
    const ended = stranger.ended.then((code) => code ?? 'cut');
    const pong = stranger.until(({ messageType }) => messageType === 'pong', 60_000).then(() => 'alive' as const);
    pong.catch(() => {});
    const fate = await Promise.race([pong.catch(() => ended), ended]);
    stranger.destroy();
    return fate;
  }

  it(`who open ${crowd} sockets and leave them half-way hold up nobody`, async () => {
    const before = await connections();
    process.stdout.write(`${crowd} half-open sockets at once: ${Object.keys(beginnings).join('; ')}\n`);
    const sockets = await openMany(crowd, (n) => halfOpen(els, secrets.client, n));
    await eventually(
      'those that were let in are counted',
      async () => (await connections()) >= before + (crowd * 3) / 7 - 3,
      120_000,
    );
    const newcomer = await connect('client');
    newcomer.send({ messageType: 'data-sync', data: { timestamp: 0, user: { keyId: 'u-2' } } });
    const { data } = await newcomer.until(({ messageType }) => messageType === 'data-sync', 60_000);
    expect(data.featureFlags).toHaveLength(10);
    newcomer.destroy();
    await aChangeArrives();
    for (const socket of sockets) socket.destroy();
    await left(before);
  }, 300_000);

  it.each<[string, () => Buffer, number | 'alive' | 'cut']>([
    ['65,536 bytes', () => clientFrame(text(65_536)), 'alive'],
    ['65,537 bytes', () => clientFrame(text(65_537)), 1009],
    ['65,536 bytes in 40 fragments', () => inFragments(text(65_536), 40), 'alive'],
    ['65,537 bytes in 40 fragments', () => inFragments(text(65_537), 40), 1009],
    ['a message in 5,000 fragments', () => inFragments(text(5_000), 5_000), 'alive'],
    ['a terabyte that is announced', () => clientFrame('{', { announced: 2 ** 40 }), 1009],
    ['more bytes than a number holds', () => clientFrame('{', { announced: 2 ** 60 }), 1009],
    ['bytes that are no text', () => clientFrame(Buffer.from([0x7b, 0xff, 0xfe])), 1007],
    ['a frame without its mask', () => clientFrame('{}', { masked: false }), 1002],
    ['a compressed frame nobody agreed to', () => clientFrame('{}', { reserved: 0x40 }), 1002],
    ['an unknown opcode', () => clientFrame('{}', { opcode: 5 }), 1002],
    ['a ping longer than pings are', () => clientFrame('x'.repeat(126), { opcode: 9 }), 1002],
    ['a fragmented ping', () => clientFrame('x', { opcode: 9, fin: false }), 1002],
    ['the middle of a message that never began', () => clientFrame('{}', { opcode: 0 }), 1002],
    ['arrays 30,000 deep', () => clientFrame(deep(30_000, '[')), 'alive'],
    ['objects 9,000 deep', () => clientFrame(deep(9_000, '{"a":')), 'alive'],
    ['text that is no JSON', () => clientFrame('{"messageType":'), 'alive'],
    ['JSON that is no object', () => clientFrame('[null]'), 'alive'],
    ['data-sync without data', () => clientFrame('{"messageType":"data-sync"}'), 'alive'],
    ['an empty message', () => clientFrame(''), 'alive'],
  ])('may send %s', async (_, bytes, fate) => expect(await fateOf(bytes())).toBe(fate), 90_000);

  it('may name members after what every object has', async () => {
    const user =
      '{"__proto__":{"keyId":"p"},"constructor":{"prototype":{"polluted":"yes"}},"keyId":"toString","customizedProperties":[';
    const properties = ['__proto__', 'constructor', 'hasOwnProperty', 'keyId'].map((name) => `{"name":"${name}","value":"{}"}`);
    const sync = `{"messageType":"data-sync","__proto__":{"data":1},"data":{"timestamp":0,"user":${user}${properties.join(',')}]}}}`;
    const stranger = await connect('client');
    stranger.send(sync);
    const { data } = await stranger.until(({ messageType }) => messageType === 'data-sync');
    expect([data.userKeyId, data.featureFlags.length]).toEqual(['toString', 10]);
    stranger.send('{"messageType":"echo","data":{"__proto__":{"polluted":"yes"}}}');
    const echo = await stranger.until(({ messageType }) => messageType === 'echo');
    expect(Object.keys(echo.data)).toEqual(['__proto__']);
    stranger.destroy();
    const newcomer = await connect('client');
    newcomer.send({ messageType: 'data-sync', data: { timestamp: 0, user: {} } });
    newcomer.send({ messageType: 'echo', data: {} });
    await newcomer.until(({ messageType }) => messageType === 'echo');
    expect(newcomer.heard).toEqual(['{"messageType":"echo","data":{}}']); // no keyId came from a prototype
    newcomer.destroy();
  });

  it('may invent tokens and secrets', async () => {
    const random = new Seeded(seed);
    const good = new URL(address('server')).searchParams.get('token')!;
    const junk = (): string => {
      const at = random.below(good.length);
      const kinds = [
        () => '',
        () => good.slice(0, at),
        () => `${good.slice(0, at)}${random.of(['Q', '%00', '%F0%9F', '☃', '='])}${good.slice(at + 1)}`,
        () => 'U'.repeat(random.below(8_000)),
        () => randomBytes(random.below(200)).toString('base64url'),
        () => `${good}${good}`,
      ];
      return encodeURI(random.of(kinds)());
    };
    const fates = await openMany(2_000, async () => {
      const stranger = await RawSocket.open(`${els}/streaming?type=${random.of(['server', 'client', 'x'])}&token=${junk()}`);
      stranger.send({ messageType: 'ping', data: null });
      const isIn = stranger.until(() => true, 60_000).catch(() => {});
      await Promise.race([isIn, stranger.ended]);
      stranger.destroy();
      return stranger.closeCode;
    });
    // A mutation may hit the lower digits of the time, and then it is another good token.
    expect(new Set(fates)).toEqual(new Set([4003, ...fates.filter((code) => code === undefined)]));
    expect(fates.filter((code) => code === 4003).length).toBeGreaterThan(1_800);
    const invented = makeSecretValue(randomBytes(16), '7d444840-9dc0-11d1-b245-5ffdce74fad2');
    const statuses = await openMany(1_000, async (n) => {
      const secret = n % 2 === 0 ? invented : randomBytes(1 + random.below(4_000)).toString('base64');
      const answer = await fetch(`${els}/api/public/sdk/server/latest-all`, { headers: { Authorization: secret } });
      await answer.text();
      return answer.status;
    });
    expect(new Set(statuses)).toEqual(new Set([401]));
  }, 120_000);

  it('may ask and never read: they are closed, and what waits for them is bounded', async () => {
    const before = await fleet.els.usage();
    const sockets = await openMany(20, () => connect('client'));
    for (const { socket } of sockets) socket.pause();
    const echo = clientFrame(JSON.stringify({ messageType: 'echo', data: 'x'.repeat(60_000) }));
    for (let n = 0; n < 190; n += 1) for (const stranger of sockets) stranger.write(echo);
    await pause(3_000);
    const during = await fleet.els.usage();
    expect((during.external + during.heapUsed - before.external - before.heapUsed) / sockets.length).toBeLessThan(4 * MiB);
    for (const { socket } of sockets) socket.resume();
    await Promise.all(sockets.map(({ ended }) => ended)); // ws waits 30 s for whoever does not say goodbye
    expect(new Set(sockets.map(({ closeCode }) => closeCode))).toEqual(new Set([1013]));
  }, 90_000);

  it(
    `may send ${attackSeconds} s of random frames (seed ${seed})`,
    async () => {
      process.stdout.write(`random frames: seed ${seed}, ${attackSeconds} s; ATTACK_SEED and ATTACK_SECONDS choose others\n`);
      const endsAt = performance.now() + attackSeconds * 1_000;
      let [sent, sockets] = [0, 0];
      const attack = async (random: Seeded): Promise<void> => {
        while (performance.now() < endsAt) {
          const stranger = await connect(random.of(['server', 'client'] as const));
          sockets += 1;
          for (let n = random.below(150); n > 0 && !stranger.socket.destroyed && performance.now() < endsAt; n -= 1) {
            stranger.write(randomFrame(random));
            sent += 1;
            if (random.chance(0.05)) await pause(random.below(20));
          }
          await pause(random.below(30));
          stranger.destroy();
        }
      };
      await Promise.all(Array.from({ length: attackers }, (_, n) => attack(new Seeded(seed + n))));
      process.stdout.write(`${sent} frames over ${sockets} sockets\n`);
      expect(sent).toBeGreaterThan(1_000);
      await left(2);
    },
    120_000 + attackSeconds * 1_000,
  );

  it('leave no more memory behind than as many who behave', async () => {
    const after = await settled();
    const text = (bytes: number): string => (bytes / MiB).toFixed(0);
    const inMiB = ({ rss, heapUsed, heapTotal, external }: Usage): string =>
      `${text(rss)} MiB (heap ${text(heapUsed)} of ${text(heapTotal)}, buffers ${text(external)})`;
    process.stdout.write(`els after the well-behaved: ${inMiB(calm)}; after the attacks: ${inMiB(after)}\n`);
    expect(after.rss).toBeLessThanOrEqual(Math.min(1.3 * calm.rss, calm.rss + 64 * MiB));
    // And what it holds of that.
    expect(after.heapUsed).toBeLessThanOrEqual(1.3 * calm.heapUsed);
    expect(after.heapUsed + after.external).toBeLessThanOrEqual(calm.heapUsed + calm.external + 64 * MiB);
  }, 120_000);
});

/** An echo of so many bytes. */
function text(bytes: number): string {
  const frame = (data: string): string => JSON.stringify({ messageType: 'echo', data });
  return frame('x'.repeat(bytes - frame('').length));
}
