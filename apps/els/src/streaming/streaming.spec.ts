import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { aFlag } from '@app/evaluation/testing';
import { eventually, pause } from '../../../../test/support/eventually';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import { SdkSocket, streamingQuery } from '../../../../test/support/els/sdk-socket';
import { SocketSyncs } from './socket-syncs';

const pong = { messageType: 'pong', data: {} };

describe('the socket', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;

  beforeAll(async () => {
    els = await ElsInProcess.start();
    environment = els.model.add();
    environment.flag(aFlag({ key: 'a' }));
  });
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  describe('lets in', () => {
    it.each(['', '&version=', '&version=1', '&version=2', '&caps=0', '&more=1'])('an SDK that adds "%s"', async (more) => {
      for (const type of ['server', 'client'] as const) {
        const sdk = await els.connect(streamingQuery(type, environment.secrets[type], { more }));
        sdk.send({ messageType: 'ping', data: null });
        expect(await sdk.next()).toEqual(pong);
      }
    });

    it('a clock that is off by a little less than the tolerance, either way', async () => {
      for (const offMs of [-29_000, 29_000]) {
        const sdk = await els.connect(streamingQuery('server', environment.secrets.server, { at: Date.now() + offMs }));
        sdk.send({ messageType: 'ping', data: null });
        expect(await sdk.next()).toEqual(pong);
      }
    });
  });

  describe('completes the upgrade and closes with 4003', () => {
    const { server, client } = { server: () => environment.secrets.server, client: () => environment.secrets.client };
    it.each<[string, () => string]>([
      ['no query', () => ''],
      ['no token', () => 'type=server'],
      ['a blank token', () => 'type=server&token='],
      ['a token that is none', () => 'type=server&token=hello'],
      ['a bare secret', () => `type=server&token=${server()}`],
      ['an unknown secret', () => streamingQuery('server', 'x'.repeat(44))],
      ['a clock too far behind', () => streamingQuery('server', server(), { at: Date.now() - 31_000 })],
      ['a clock too far ahead', () => streamingQuery('server', server(), { at: Date.now() + 31_500 })],
      ['a client secret for a server', () => streamingQuery('server', client())],
      ['a server secret for a client', () => streamingQuery('client', server())],
      ['no type', () => streamingQuery('', server())],
      ['a type in capitals', () => streamingQuery('Server', server())],
      ['a relay proxy', () => streamingQuery('relay-proxy', server())],
      ['an unknown version', () => streamingQuery('server', server(), { more: '&version=3' })],
      ['a query of 8 KB', () => `type=server&token=${'Q'.repeat(8_000)}`],
    ])('%s', async (_, query) => {
      const sdk = await els.connect(query());
      const reason = once(sdk.socket, 'close').then(([, text]) => String(text));
      expect(await sdk.closed).toBe(4003);
      expect(await reason).not.toContain(server().slice(0, 10));
      expect(sdk.heard).toEqual([]);
    });
  });

  it('is nowhere but at /streaming', async () => {
    await expect(
      SdkSocket.open(`${els.url.replace('http', 'ws')}/stream?${streamingQuery('server', environment.secrets.server)}`),
    ).rejects.toThrow();
  });

  it('closes with 1011 when secrets cannot be looked up', async () => {
    const other = await ElsInProcess.start();
    const there = other.model.add();
    other.model.away = true;
    expect(await (await other.server(there)).closed).toBe(1011);
    other.model.away = false;
    const sdk = await other.server(there);
    expect(await sdk.sync()).toMatchObject({ eventType: 'full' });
    await other.close();
  });

  describe('answers', () => {
    let sdk: SdkSocket;
    beforeEach(async () => (sdk = await els.server(environment)));

    it('a ping with a pong', async () => {
      sdk.send({ messageType: 'ping', data: null });
      expect(await sdk.next()).toEqual(pong);
    });

    it.each([null, 1, 'text', [1, { a: null }], { naïve: '☃', '<&>': '"' }])('an echo with an equal one: %j', async (data) => {
      sdk.send({ messageType: 'echo', data });
      expect(await sdk.next()).toEqual({ messageType: 'echo', data });
    });

    it('a message type in any case, in a binary frame, and in 40 fragments', async () => {
      sdk.send({ messageType: 'PiNg', data: null });
      expect(await sdk.next()).toEqual(pong);
      sdk.socket.send(Buffer.from('{"messageType":"ping","data":null}'), { binary: true });
      expect(await sdk.next()).toEqual(pong);
      const text = JSON.stringify({ messageType: 'echo', data: 'x'.repeat(4_000) });
      for (let i = 0; i < 40; i += 1) {
        sdk.socket.send(text.slice((i * text.length) / 40, ((i + 1) * text.length) / 40), { fin: i === 39 });
      }
      expect(await sdk.next()).toEqual(JSON.parse(text));
    });

    it('a message that comes byte by byte', async () => {
      const text = JSON.stringify({ messageType: 'echo', data: 'x'.repeat(20_000) });
      for (let i = 0; i < text.length; i += 1) sdk.socket.send(text[i]!, { fin: i === text.length - 1 });
      expect(await sdk.next()).toEqual(JSON.parse(text));
    });

    it('frames that it gets before it let the socket in', async () => {
      let release = (): void => {};
      els.model.slow = new Promise((resolve) => (release = resolve as () => void));
      const another = els.model.add();
      const early = await els.server(another);
      early.send({ messageType: 'ping', data: null });
      early.send({ messageType: 'data-sync', data: { timestamp: 0 } });
      await pause(50);
      expect(early.heard).toEqual([]);
      release();
      expect(await early.next()).toEqual(pong);
      expect(await early.next()).toMatchObject({ messageType: 'data-sync', data: { eventType: 'full' } });
    });

    it.each<[string, string]>([
      ['an empty message', ''],
      ['no JSON', '{sorry'],
      ['null', 'null'],
      ['an array', '[]'],
      ['a text', '"ping"'],
      ['no data', '{"messageType":"ping"}'],
      ['no type', '{"data":null}'],
      ['a type that is no text', '{"messageType":1,"data":null}'],
      ['another spelling of the members', '{"MessageType":"ping","Data":null}'],
      ['an unknown type', '{"messageType":"rp-agent-status","data":{}}'],
      ['a type that is a member of objects', '{"messageType":"constructor","data":{}}'],
    ])('nothing to %s, and stays open', async (_, text) => {
      sdk.send(text);
      expect(await sdk.quiet()).toEqual([]);
    });

    it('nothing to an echo nested deeper than can be written', async () => {
      sdk.send(`{"messageType":"echo","data":${'['.repeat(30_000)}${']'.repeat(30_000)}}`);
      expect(await sdk.quiet()).toEqual([]);
    });

    it('65,536 bytes, and closes with 1009 above', async () => {
      const fill = (bytes: number) => `{"messageType":"echo","data":"${'x'.repeat(bytes - 32)}"}`;
      expect(fill(65_536)).toHaveLength(65_536);
      sdk.send(fill(65_536));
      expect((await sdk.next()).data).toHaveLength(65_504);
      sdk.send(fill(65_537));
      expect(await sdk.closed).toBe(1009);
    });
  });

  it('outlives what no SDK sends', async () => {
    const { port } = new URL(els.url);
    const upgrade = (path: string, more = '') =>
      `GET ${path} HTTP/1.1\r\nHost: els\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
    const good = `/streaming?${streamingQuery('server', environment.secrets.server)}`;
    for (const text of [
      upgrade('//['),
      upgrade('/streaming'),
      upgrade('/other'),
      upgrade(good, 'Host: [\r\n'),
      upgrade(good).replace('Version: 13', 'Version: 1'),
      upgrade(good).replace('websocket', 'h2c'),
      `${upgrade(good)}\xff\xff\xff\xff`, // a frame with reserved bits
      `${upgrade(good)}\x81\x05hello`, // an unmasked one
      `${upgrade(good)}\x81\x81\x00\x00\x00\x00\xff`, // not UTF-8
      `${upgrade(good)}\x88\x82\x00\x00\x00\x00\x03\xed`, // close code 1005
      'GET / HTTP/9\r\n\r\n',
      '\x16\x03\x01 a TLS hello',
    ]) {
      for (const afterMs of [0, 0, 20]) {
        const raw = connect(Number(port), '127.0.0.1').on('error', () => {});
        await once(raw, 'connect');
        raw.write(Buffer.from(text, 'latin1'));
        if (afterMs > 0) await pause(afterMs);
        raw.resetAndDestroy(); // gone without a word, before it was answered or while it is
      }
    }
    await pause(50);
    const sdk = await els.server(environment);
    sdk.send({ messageType: 'ping', data: null });
    expect(await sdk.next()).toEqual(pong);
  });

  it('is not read for a while when it sends far more than SDKs do, and loses nothing', async () => {
    const slowed = await els.figure('flaghoist_els_frames_slowed_total');
    const quick = await ElsInProcess.start({ timing: { frameBurst: 20, framesPerSecond: 200 } });
    const sdk = await quick.server(quick.model.add());
    for (let i = 0; i < 100; i += 1) sdk.send({ messageType: 'echo', data: i });
    for (let i = 0; i < 100; i += 1) expect((await sdk.next()).data).toBe(i);
    expect(await quick.figure('flaghoist_els_frames_slowed_total')).toBeGreaterThan(0);
    expect(await els.figure('flaghoist_els_frames_slowed_total')).toBe(slowed);
    await quick.close();
  });

  it('lives on when one of its frames meets a bug of ours, which is logged', async () => {
    const another = await ElsInProcess.start();
    const there = another.model.add();
    const sdk = await another.server(there);
    const broken = jest.spyOn(another.app.get(SocketSyncs, { strict: false }), 'answer').mockImplementationOnce(() => {
      throw new Error('a bug');
    });
    sdk.send({ messageType: 'data-sync', data: { timestamp: 0 } });
    await eventually('it is logged', () => another.errors().length === 1);
    expect(another.errors()).toMatchObject([{ msg: 'a frame could not be handled', err: { message: 'a bug' } }]);
    broken.mockRestore();
    expect((await sdk.sync(0)).eventType).toBe('full');
    await another.close();
  });

  it('that sends protocol pings and reads nothing is cut off', async () => {
    const alone = await ElsInProcess.start();
    const sdk = await alone.server(alone.model.add());
    await sdk.quiet();
    sdk.socket.pause();
    const payload = Buffer.alloc(125);
    await eventually('it is gone', async () => {
      for (let i = 0; i < 50_000 && sdk.socket.bufferedAmount < 1_000_000; i += 1) sdk.socket.ping(payload, true, () => {});
      return (await alone.figure('flaghoist_els_connections{type="server"}')) === 0;
    });
    expect(await alone.figure('flaghoist_els_closed_total{code="1006"}')).toBe(1);
    await alone.close();
  });

  it.each([
    [1002, '\xc1\x80\x00\x00\x00\x00'], // reserved bits
    [1002, '\x81\x05hello'], // not masked
    [1007, '\x81\x81\x00\x00\x00\x00\xff'], // not UTF-8
    [1009, '\x81\xff\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00'], // a length of 65,537 bytes
  ])('counts what ws closes by itself with %i', async (code, bytes) => {
    const figure = () => els.figure(`flaghoist_els_closed_total{code="${code}"}`);
    const before = await figure();
    const sdk = await els.server(environment);
    await sdk.quiet();
    (sdk.socket as unknown as { _socket: Socket })._socket.write(Buffer.from(bytes, 'latin1'));
    expect(await sdk.closed).toBe(code);
    expect(await figure()).toBe(before + 1);
  });

  it('counts how sockets end, without a series for each number a stranger thinks of', async () => {
    const another = await ElsInProcess.start();
    const there = another.model.add();
    const ended = (code: number | string) => another.figure(`flaghoist_els_ended_total{code="${code}"}`);
    for (const code of [1000, 4003, 3333, 4444]) (await another.server(there)).socket.close(code);
    (await another.server(there)).socket.terminate();
    await eventually('all five', async () => (await ended('other')) === 2 && (await ended(1006)) === 1);
    expect([await ended(1000), await ended(4003), await ended(3333)]).toEqual([1, 1, 0]);
    await another.close();
  });

  it('counts connections by environment, and forgets those that have none', async () => {
    const another = await ElsInProcess.start();
    const there = another.model.add();
    const series = (type: string) => `flaghoist_els_environment_connections{environment="${there.id}",type="${type}"}`;
    const sdks = [await another.server(there), await another.client(there), await another.client(there)];
    await Promise.all(sdks.map((sdk) => sdk.quiet()));
    expect([await another.figure(series('server')), await another.figure(series('client'))]).toEqual([1, 2]);
    for (const sdk of sdks) sdk.close();
    await eventually('gone', async () => !(await (await another.get('/metrics')).text()).includes(`${there.id}",type`));
    await another.close();
  });

  it('counts connections by type', async () => {
    const another = await ElsInProcess.start();
    const there = another.model.add();
    const [server] = [await another.server(there), await another.client(there), await another.client(there)];
    await eventually('three', async () => (await another.figure('flaghoist_els_connections{type="client"}')) === 2);
    expect(await another.figure('flaghoist_els_connections{type="server"}')).toBe(1);
    server.close();
    await eventually('two', async () => (await another.figure('flaghoist_els_connections{type="server"}')) === 0);
    await another.close();
  });
});
