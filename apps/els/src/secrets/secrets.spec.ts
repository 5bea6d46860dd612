import { createHash } from 'node:crypto';
import { ManualClock } from '@app/platform';
import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess, type ElsOptions } from '../../../../test/support/els/els-in-process';
import { streamingQuery, type SdkSocket } from '../../../../test/support/els/sdk-socket';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import { eventually, pause } from '../../../../test/support/eventually';
import { MemoryEnvironmentCache } from '../../../../test/support/els/adapters';

const serverDoor = '/api/public/sdk/server/latest-all';

describe('a secret', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  let secret: string;
  const start = async (options: ElsOptions = {}) => {
    els = await ElsInProcess.start(options);
    environment = els.model.add();
    environment.flag(aFlag({ key: 'a' }));
    secret = environment.secrets.server;
  };
  afterAll(() => ElsInProcess.closeAll());
  afterEach(async () => {
    expect(els.errors()).toEqual([]);
    await els.close();
  });
  const poll = async () => (await els.get(serverDoor, secret)).status;
  const opens = (type: 'server' | 'client' = 'server', expiresAt: number | null = null) => ({
    environmentId: environment.id,
    type,
    expiresAt,
  });

  it('is looked up once for everyone who uses it', async () => {
    await start();
    await Promise.all(Array.from({ length: 20 }, poll));
    expect(els.model.reads.secret).toBe(1);
  });

  it('that opens nothing is looked up each time, and not remembered', async () => {
    await start();
    els.model.allow(secret, undefined);
    expect([await poll(), await poll(), els.model.reads.secret]).toEqual([401, 401, 2]);
    els.model.allow(secret, opens());
    expect(await poll()).toBe(200); // one that is made later opens at once
  });

  it('is taken from the cache where that knows it', async () => {
    const cache = new MemoryEnvironmentCache();
    await start({ cache });
    await cache.rememberSecret(createHash('sha256').update(secret).digest('hex'), opens());
    expect(await poll()).toBe(200);
    expect(els.model.reads.secret).toBe(0);
  });

  it.each<[string, number, (model: ElsInProcess['model']) => void]>([
    ['deleted', 401, (model) => model.allow(secret, undefined)],
    ['of another type', 401, (model) => model.allow(secret, opens('client'))],
    ['of another environment', 200, (model) => model.allow(secret, { ...opens(), environmentId: model.add().id })],
    ['expired', 401, (model) => model.allow(secret, opens('server', 1))],
  ])('that is %s closes its sockets with 4003 at the hint, and others stay', async (_, status, change) => {
    await start();
    const [sdk, other] = [await els.server(environment), await els.client(environment)];
    await sdk.sync();
    expect(await poll()).toBe(200);
    change(els.model);
    await els.announce(environment.touch(true));
    expect(await sdk.closed).toBe(4003);
    expect(await other.quiet()).toEqual([]);
    expect(await poll()).toBe(status);
  });

  describe.each([
    ['a second before it expires', -1_000, true],
    ['a millisecond before', -1, true],
    ['when it expires', 0, false],
    ['a second later', 1_000, false],
  ])('%s', (_, fromExpiryMs, isOpen) => {
    const expiresInMs = 10_000;
    let clock: ManualClock;
    let sdk: SdkSocket;
    let page: SdkSocket;

    beforeEach(async () => {
      clock = new ManualClock(1_000 * Math.floor(Date.now() / 1_000));
      await start({ clock, timing: { recheckSecretsEveryMs: 10 } });
      els.model.allow(secret, opens('server', (clock.now() + expiresInMs) / 1_000));
      sdk = await els.server(environment);
      page = await els.client(environment); // its secret never expires
      await sdk.sync();
      expect(await poll()).toBe(200);
      clock.advance(expiresInMs + fromExpiryMs);
    });

    it(isOpen ? 'its socket stays open' : 'its socket is closed with 4003', async () => {
      if (isOpen) {
        await pause(100); // ten looks
        expect(await sdk.quiet()).toEqual([]);
      } else expect(await sdk.closed).toBe(4003);
      expect(await page.quiet()).toEqual([]);
    });

    it(isOpen ? 'it opens doors' : 'it opens no door', async () => {
      expect(await poll()).toBe(isOpen ? 200 : 401);
      const another = await els.connect(streamingQuery('server', secret, { at: clock.now() }));
      if (isOpen) expect((await another.sync()).eventType).toBe('full');
      else expect(await another.closed).toBe(4003);
    });
  });

  it('that is given more time while its socket is open keeps it open', async () => {
    const clock = new ManualClock(1_000 * Math.floor(Date.now() / 1_000));
    await start({ clock, timing: { recheckSecretsEveryMs: 10 } });
    const at = (seconds: number) => clock.now() / 1_000 + seconds;
    els.model.allow(secret, opens('server', at(5)));
    const sdk = await els.server(environment);
    await sdk.sync();
    els.model.allow(secret, opens('server', at(50)));
    await els.announce(environment.touch(true));
    clock.advance(6_000);
    await pause(100);
    expect(await sdk.quiet()).toEqual([]);
    clock.advance(44_000);
    expect(await sdk.closed).toBe(4003);
  });

  it('that is deleted without a hint is found within a minute', async () => {
    await start({ timing: { recheckSecretsEveryMs: 50 } });
    const sdk = await els.server(environment);
    await sdk.sync();
    els.model.allow(secret, opens('server', Math.floor(Date.now() / 1000) + 1));
    els.bus.reconnect();
    await pause(100);
    expect(await sdk.quiet()).toEqual([]);
    expect(await sdk.closed).toBe(4003); // it has expired by now
    expect(await poll()).toBe(401);
  });

  it('goes on opening what it opened while nobody can be asked', async () => {
    await start({ timing: { recheckSecretsEveryMs: 20 } });
    const sdk = await els.server(environment);
    await sdk.sync();
    els.model.away = true;
    els.bus.reconnect(); // everything is in doubt
    await pause(100);
    expect(await sdk.quiet()).toEqual([]);
    expect(await poll()).toBe(200);
    expect((await els.get(serverDoor, environment.secrets.client.replace(/./, 'x'))).status).toBe(503); // unknown here, and nobody knows
  });

  it('that was being looked up when it changed is looked up again', async () => {
    await start();
    let release = (): void => {};
    const read = els.model.secret.bind(els.model);
    els.model.secret = async (hash) => {
      const before = await read(hash);
      await new Promise((resolve) => (release = resolve as () => void));
      return before;
    };
    const first = poll();
    await eventually('it is asked for', () => els.model.reads.secret === 1);
    els.model.secret = read;
    els.model.allow(secret, undefined);
    await els.announce(environment.touch(true));
    await pause(20);
    release();
    expect(await first).toBe(200); // it was asked before
    expect(await poll()).toBe(401);
  });
});
