import { MemoryEnvironmentCache } from '../../../../test/support/els/adapters';
import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { Snapshots } from './snapshots';
import { ElsInProcess, type ElsOptions } from '../../../../test/support/els/els-in-process';
import { eventually, pause } from '../../../../test/support/eventually';

const user = { keyId: 'u-1' };
const serverDoor = '/api/public/sdk/server/latest-all';

describe('a snapshot', () => {
  let els: ElsInProcess;
  const start = async (options: ElsOptions = {}) => (els = await ElsInProcess.start(options));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(async () => {
    expect(els.errors()).toEqual([]);
    await els.close();
  });
  const refreshes = (outcome: string) => els.figure(`flaghoist_els_refreshes_total{outcome="${outcome}"}`);

  describe('is loaded', () => {
    it('on first use, once however many ask', async () => {
      await start();
      const environment = els.model.add();
      environment.flag(aFlag({ key: 'a' }));
      const sdks = await Promise.all(Array.from({ length: 20 }, () => els.server(environment)));
      await Promise.all(sdks.map((sdk) => sdk.sync()));
      await els.get(serverDoor, environment.secrets.server);
      expect(els.model.reads).toEqual({ instance: 1, secret: 1, changedSince: 1 });
    });

    it('from the cache where that knows it', async () => {
      const cache = new MemoryEnvironmentCache();
      await start({ cache });
      const environment = els.model.add();
      environment.flag(aFlag({ key: 'a' }));
      await cache.fill(environment.since(0));
      expect(await (await els.server(environment)).sync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
      expect(els.model.reads.changedSince).toBe(0);
    });

    it('when the database is back, for whoever still waits', async () => {
      await start();
      const environment = els.model.add();
      await els.get(serverDoor, environment.secrets.server); // the secret is known
      const other = els.model.add();
      await els.get(serverDoor, other.secrets.client);
      let release = (): void => {};
      els.model.slow = new Promise((resolve) => (release = resolve as () => void));
      const sdk = await els.server(other);
      const answer = sdk.sync();
      release();
      expect(await answer).toMatchObject({ eventType: 'full' });
    });

    it('or else its connections are closed with 1011 after a while', async () => {
      await start({ timing: { snapshotWaitMs: 100 } });
      const environment = els.model.add();
      const { changedSince } = els.model;
      els.model.changedSince = () => Promise.reject(new Error('this table is away'));
      expect(await (await els.server(environment)).closed).toBe(1011);
      els.model.changedSince = changedSince;
      expect(await (await els.server(environment)).sync()).toMatchObject({ eventType: 'full' });
    });

    it('not at all where there is no such environment: 1011, and never in a loop', async () => {
      await start();
      const environment = els.model.add();
      els.model.environments.delete(environment.id);
      expect(await (await els.server(environment)).closed).toBe(1011);
      await pause(100);
      expect(els.model.reads.changedSince).toBe(1);
    });
  });

  it('is dropped some time after its last use, and loaded anew', async () => {
    await start({ timing: { snapshotIdleMs: 100 } });
    const environment = els.model.add();
    const sdk = await els.server(environment);
    await sdk.sync();
    await pause(300);
    expect(await els.figure(`flaghoist_els_revision_ms{environment="${environment.id}"}`)).toBe(environment.revision);
    sdk.close();
    await eventually(
      'dropped',
      async () => (await els.figure(`flaghoist_els_revision_ms{environment="${environment.id}"}`)) === 0,
    );
    environment.flag(aFlag({ key: 'a' })); // nobody announces it
    expect(await (await els.server(environment)).sync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
  });

  describe('given a hint', () => {
    const connected = async (options: ElsOptions = {}) => {
      await start(options);
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      const sdk = await els.server(environment);
      await sdk.sync();
      return { environment, sdk, reads: els.model.reads.changedSince };
    };

    it('that follows, applies it without asking anybody', async () => {
      const { environment, sdk, reads } = await connected();
      await els.announce(environment.flag(aFlag({ key: 'b' })));
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'b' }] });
      expect(els.model.reads.changedSince).toBe(reads);
    });

    it('behind its own revision, drops it, however often it comes', async () => {
      const { environment, sdk, reads } = await connected();
      const hint = environment.flag(aFlag({ key: 'b' }));
      for (const again of [hint, hint, { ...hint, items: undefined }]) await els.announce(again);
      expect(await sdk.quiet()).toHaveLength(1);
      expect(els.model.reads.changedSince).toBe(reads);
      expect(await els.figure('flaghoist_els_hints_total{outcome="behind"}')).toBe(2);
    });

    it('without items, reads what changed', async () => {
      const { environment, sdk } = await connected();
      await els.announce({ ...environment.flag(aFlag({ key: 'b' })), items: undefined });
      expect(await sdk.nextSync()).toMatchObject({ eventType: 'patch', featureFlags: [{ key: 'b' }] });
    });

    it('with a gap before it, reads what changed', async () => {
      const { environment, sdk } = await connected();
      environment.flag(aFlag({ key: 'b' })); // its hint was lost
      await els.announce(environment.flag(aFlag({ key: 'c' })));
      expect((await sdk.nextSync()).featureFlags.map(({ key }) => key as string)).toEqual(['c', 'b']);
    });

    it('that came out of order, reads once and drops the late one', async () => {
      const { environment, sdk, reads } = await connected();
      const [first, second] = [environment.flag(aFlag({ key: 'b' })), environment.flag(aFlag({ key: 'c' }))];
      await els.announce(second);
      await els.announce(first);
      expect((await sdk.nextSync()).featureFlags).toHaveLength(2);
      expect(await sdk.quiet()).toEqual([]);
      expect(els.model.reads.changedSince).toBe(reads + 1);
    });

    it('the store does not know yet, asks again until it does', async () => {
      const { environment, sdk, reads } = await connected();
      environment.lag();
      await els.announce({ ...environment.flag(aFlag({ key: 'b' })), items: undefined });
      await eventually('it asked more than once', () => els.model.reads.changedSince > reads + 1);
      expect(sdk.heard).toHaveLength(1);
      environment.catchUp();
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'b' }] });
    });

    it('while the store is away, goes on when it is back', async () => {
      const { environment, sdk } = await connected();
      els.model.away = true;
      await els.announce({ ...environment.flag(aFlag({ key: 'b' })), items: undefined });
      await eventually('it failed', async () => (await refreshes('failed')) > 0);
      els.model.away = false;
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'b' }] });
    });

    it('while it reads, keeps the messages in order: one read at a time', async () => {
      const { environment, sdk } = await connected();
      let atOnce = 0;
      let most = 0;
      const read = els.model.changedSince.bind(els.model);
      els.model.changedSince = async (...asked) => {
        most = Math.max(most, (atOnce += 1));
        await pause(20);
        return read(...asked).finally(() => (atOnce -= 1));
      };
      const hints = Array.from({ length: 10 }, (_, i) => environment.flag(aFlag({ key: `flag-${i}` })));
      await Promise.all(hints.map((hint) => els.announce({ ...hint, items: undefined })));
      const keys = new Set<string>();
      while (keys.size < 10) for (const { key } of (await sdk.nextSync()).featureFlags) keys.add(key as string);
      expect(most).toBe(1);
    });

    it('for an environment nobody is connected to, does nothing', async () => {
      const { reads } = await connected();
      await els.announce(els.model.add().flag(aFlag({ key: 'a' })));
      await pause(50);
      expect(els.model.reads.changedSince).toBe(reads);
    });

    it('of another installation on the same bus, ignores it', async () => {
      const { environment, sdk } = await connected();
      const { revision } = environment;
      await els.announce({ ...environment.flag(aFlag({ key: 'b' })), instance: 'not-ours' });
      expect(await sdk.quiet()).toEqual([]);
      expect(await els.figure(`flaghoist_els_revision_ms{environment="${environment.id}"}`)).toBe(revision);
    });
  });

  describe('without any hint', () => {
    it('finds what it missed when the bus is back', async () => {
      await start();
      const environment = els.model.add(100);
      const sdk = await els.server(environment);
      await sdk.sync();
      environment.flag(aFlag({ key: 'a' }));
      els.bus.reconnect();
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
    });

    it('finds it by comparing now and then', async () => {
      await start({ timing: { compareEveryMs: 50 } });
      const environment = els.model.add(100);
      const sdk = await els.server(environment);
      await sdk.sync();
      environment.flag(aFlag({ key: 'a' }));
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
    });

    it('outlives a store that is away meanwhile', async () => {
      await start({ timing: { compareEveryMs: 20 } });
      const environment = els.model.add(100);
      const sdk = await els.server(environment);
      await sdk.sync();
      els.model.away = true;
      await eventually('it failed', async () => (await refreshes('failed')) > 2);
      expect(await (await els.get('/health/readiness')).json()).toMatchObject({ status: 'degraded' });
      expect((await sdk.sync()).eventType).toBe('full');
      environment.flag(aFlag({ key: 'a' }));
      els.model.away = false;
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
      expect(await (await els.get('/health/readiness')).json()).toMatchObject({ status: 'ready' });
    });

    it('is not ready while there is neither store nor anything loaded', async () => {
      await start();
      els.model.away = true;
      const answer = await els.get('/health/readiness');
      expect([answer.status, await answer.json()]).toEqual([
        503,
        { status: 'unavailable', because: ['database: the database is away'] },
      ]);
    });
  });

  describe('asked with a cursor above its own', () => {
    it('looks into the store and answers a patch when it was behind', async () => {
      await start({ timing: { catchUpEveryMs: 20 } });
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      const [server, client] = [await els.server(environment), await els.client(environment)];
      environment.flag(aFlag({ key: 'b' })); // 102, not announced
      environment.flag(aFlag({ key: 'c' })); // 103
      expect(await server.sync(102)).toMatchObject({ eventType: 'patch', featureFlags: [{ key: 'c' }] });
      expect(await client.sync(102, { user })).toMatchObject({ eventType: 'patch', featureFlags: [{ id: 'c' }] });
    });

    it('answers everything only when the store is older too', async () => {
      await start({ timing: { catchUpEveryMs: 20 } });
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      expect((await (await els.server(environment)).sync(999)).eventType).toBe('full');
      expect((await (await els.client(environment)).sync(999, { user })).eventType).toBe('full');
      const poll = await els.get(`${serverDoor}?timestamp=${Number.MAX_SAFE_INTEGER}`, environment.secrets.server);
      expect(await poll.json()).toMatchObject({ data: { eventType: 'full' } });
    });

    it('leaves the SDK what it has while nobody can be asked', async () => {
      await start({ timing: { catchUpEveryMs: 20 } });
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      const sdk = await els.server(environment);
      await sdk.sync();
      els.model.away = true;
      expect(await sdk.sync(999)).toEqual({ eventType: 'patch', featureFlags: [], segments: [] });
    });

    it('ten thousand absurd ones cost at most one look a second', async () => {
      await start({ timing: { catchUpEveryMs: 400, frameBurst: 100_000 } });
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      const sdks = await Promise.all(Array.from({ length: 100 }, () => els.server(environment)));
      await sdks[0]!.sync();
      const before = els.model.reads.changedSince;
      const startedAt = performance.now();
      await Promise.all(
        sdks.map(async (sdk) => {
          for (let i = 0; i < 100; i += 1) sdk.send({ messageType: 'data-sync', data: { timestamp: 10_000 + i } });
          await sdk.sync(1e15);
        }),
      );
      const looks = els.model.reads.changedSince - before;
      expect(looks).toBeGreaterThan(0);
      expect(looks).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 400);
    });
  });

  describe('of a database that was restored', () => {
    it('is replaced, and every connection gets everything', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      environment.flag(aFlag({ key: 'b' }));
      const sdks = [await els.server(environment), await els.server(environment, '&caps=1'), await els.client(environment)];
      for (const sdk of sdks) await sdk.sync(0, { user });
      els.model.id = 'instance-2';
      environment.revision = 50;
      environment.flag(aFlag({ key: 'a' }));
      environment.put('flag', 'b', JSON.stringify({ ...aFlag({ key: 'b' }), version: 51 }));
      await els.announce(environment.touch());
      for (const sdk of sdks) expect(await sdk.nextSync()).toMatchObject({ eventType: 'full', featureFlags: [{}, {}] });
      expect(JSON.parse(sdks[1]!.heard.at(-1)!)).toMatchObject({ data: { revision: 52, instance: 'instance-2' } });
    });

    const setBack = async (timing: ElsOptions['timing']) => {
      await start({ timing });
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a', isEnabled: false })); // 101
      const dump = environment.dump();
      environment.flag(aFlag({ key: 'a' })); // 102
      environment.flag(aFlag({ key: 'b' })); // 103
      const sdks = [await els.server(environment), await els.server(environment, '&caps=1'), await els.client(environment)];
      for (const sdk of sdks) await sdk.sync(0, { user });
      environment.restore(dump);
      return { environment, sdks };
    };
    const isA = expect.stringMatching(/^a$|^flag-a$/);

    it('under the same id: after a while the store is believed, and everybody gets what it has', async () => {
      const { environment, sdks } = await setBack({ compareEveryMs: 20, setBackAfterMs: 300 });
      await pause(150);
      for (const sdk of sdks) {
        expect(await sdk.quiet()).toEqual([]); // what they have is served meanwhile
        expect(await sdk.sync(103, { user })).toMatchObject({ eventType: 'patch', featureFlags: [] });
      }
      for (const sdk of sdks) {
        const full = await sdk.nextSync();
        expect([full.eventType, full.featureFlags]).toEqual(['full', [expect.objectContaining({ id: isA })]]);
        const [flag] = full.featureFlags;
        expect(flag!.timestamp ?? Date.parse(flag!.updatedAt as string)).toBe(101);
        expect(flag!.isEnabled ?? flag!.matchReason !== 'flag disabled').toBe(false);
      }
      await pause(100);
      for (const sdk of sdks) expect(await sdk.quiet()).toEqual([]); // once
      expect(els.lines.filter(({ msg }) => msg === 'the store was set back: all is read anew')).toHaveLength(1);
      await els.announce(environment.flag(aFlag({ key: 'c' }))); // 102 again, and another one
      for (const sdk of sdks) expect(await sdk.nextSync()).toMatchObject({ eventType: 'patch', featureFlags: [{}] });
    });

    it('under the same id: a change that leads past what we have is followed by everything', async () => {
      const { environment, sdks } = await setBack({});
      await els.announce(environment.commit([['flag', 'c', aFlag({ key: 'c' })]], 1_000)); // from 101 to 1101
      for (const sdk of sdks) {
        const full = await sdk.nextSync();
        expect([full.eventType, full.featureFlags.map(({ key, id }) => (key ?? id) as string).sort()]).toEqual([
          'full',
          ['a', 'c'],
        ]);
        const a = full.featureFlags.find(({ key, id }) => (key ?? id) === 'a')!;
        expect(a.isEnabled ?? a.matchReason !== 'flag disabled').toBe(false);
      }
    });

    it('under the same id, and changed before anybody looked: it is seen by what it lacks', async () => {
      const { environment, sdks } = await setBack({});
      environment.commit([['flag', 'c', aFlag({ key: 'c' })]], 1_000); // and nobody announces it
      els.bus.reconnect();
      for (const sdk of sdks) {
        const full = await sdk.nextSync();
        expect([full.eventType, full.featureFlags.map(({ key, id }) => (key ?? id) as string).sort()]).toEqual([
          'full',
          ['a', 'c'],
        ]);
      }
    });

    it('is not one that only forgot what was removed', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      environment.flag(aFlag({ key: 'b' }));
      environment.remove('flag', 'b');
      const sdk = await els.server(environment);
      await sdk.sync();
      environment.purge();
      els.bus.reconnect();
      await pause(100);
      expect(await sdk.quiet()).toEqual([]);
      expect(els.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    });

    it('is not one that lags for a while', async () => {
      await start({ timing: { compareEveryMs: 20 } });
      const environment = els.model.add(100);
      const sdk = await els.server(environment);
      await sdk.sync();
      environment.lag();
      await els.announce(environment.flag(aFlag({ key: 'a' })));
      await sdk.nextSync();
      await pause(200);
      environment.catchUp();
      await pause(50);
      expect(await sdk.quiet()).toEqual([]);
      expect(els.lines.filter(({ level }) => level === 'warn')).toEqual([]);
    });
  });

  describe('whose removals are forgotten beyond what it has seen', () => {
    it('is read whole, and its connections get everything', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      environment.flag(aFlag({ key: 'b' }));
      const sdks = [await els.server(environment), await els.client(environment)];
      for (const sdk of sdks) await sdk.sync(0, { user });
      environment.remove('flag', 'b');
      environment.purge();
      els.bus.reconnect();
      for (const sdk of sdks) {
        const { eventType, featureFlags } = await sdk.nextSync();
        expect([eventType, featureFlags.map(({ key, id }) => (key ?? id) as string)]).toEqual([
          'full',
          [expect.stringMatching(/^(a|flag-a)$/)],
        ]);
      }
    });
  });

  describe('that hears of a purge', () => {
    it('leaves nothing of what was forgotten in memory, and answers older cursors with everything', async () => {
      await start({ timing: { catchUpEveryMs: 20 } });
      const environment = els.model.add(100);
      environment.segment(aSegment({ id: 's' })); // 101
      environment.flag(aFlag({ key: 'a' })); // 102
      environment.flag(aFlag({ key: 'old' })); // 103
      environment.flag(aFlag({ key: 'needs', prerequisites: [{ key: 'old', variationId: 'on' }] })); // 104
      const sdks = [await els.server(environment), await els.client(environment)];
      for (const sdk of sdks) await sdk.sync(0, { user });
      await els.announce(environment.remove('flag', 'old')); // 105
      await els.announce(environment.remove('segment', 's', 's')); // 106
      await els.announce(environment.flag(aFlag({ key: 'later' }))); // 107
      await els.announce(environment.remove('flag', 'later')); // 108
      for (const sdk of sdks) await sdk.quiet();
      environment.purge(106);
      const inMemory = () => els.app.get(Snapshots, { strict: false }).current(environment.id)!.compiled;
      expect([...inMemory().graph.flags.keys()].sort()).toEqual(['a', 'later', 'needs', 'old']);

      els.bus.reconnect();
      await eventually('it knows', () => !inMemory().graph.flags.has('old'));
      expect([...inMemory().graph.flags.keys()].sort()).toEqual(['a', 'later', 'needs']);
      expect([...inMemory().graph.segments.keys()]).toEqual([]);
      expect([...inMemory().standings.keys()].sort()).toEqual(['a', 'later', 'needs']);
      for (const sdk of sdks) expect(await sdk.quiet()).toEqual([]); // nothing changed for them
      const [server, client] = sdks;
      for (const cursor of [1, 104, 105]) {
        expect([cursor, (await server!.sync(cursor)).eventType]).toEqual([cursor, 'full']);
        expect([cursor, (await client!.sync(cursor, { user })).eventType]).toEqual([cursor, 'full']);
      }
      expect(await server!.sync(106)).toMatchObject({ eventType: 'patch', featureFlags: [{ key: 'later', isArchived: true }] });
      expect((await client!.sync(107, { user })).eventType).toBe('full'); // a removal that is remembered
      expect((await client!.sync(108, { user })).eventType).toBe('patch');

      await els.announce(environment.flag(aFlag({ key: 'old' }))); // 109: it comes back, and what requires it is told
      expect((await client!.nextSync()).featureFlags.map(({ id }) => id as string).sort()).toEqual(['needs', 'old']);
    });
  });

  describe('that lags', () => {
    it('says for how long it has known of something newer, and nothing once it has it', async () => {
      await start({ timing: { compareEveryMs: 3_600_000 } });
      const environment = els.model.add(100);
      const sdk = await els.server(environment);
      await sdk.sync();
      const lag = () => els.figure(`flaghoist_els_revision_lag_seconds{environment="${environment.id}"}`);
      expect(await lag()).toBe(0);
      environment.lag();
      await els.announce({ ...environment.flag(aFlag({ key: 'a' })), items: undefined });
      await eventually('it is known', async () => (await lag()) > 0);
      environment.catchUp();
      await sdk.nextSync();
      expect(await lag()).toBe(0);
    });

    it('is not believed to when the store does not have what was announced', async () => {
      await start();
      const environment = els.model.add(100);
      await (await els.server(environment)).sync();
      const hint = { ...environment.touch(), revision: 9_999, items: undefined };
      const done = els.announce(hint);
      const lag = () => els.figure(`flaghoist_els_revision_lag_seconds{environment="${environment.id}"}`);
      await eventually('it was said', async () => (await lag()) > 0);
      els.bus.reconnect(); // compares
      await eventually('it is known better', async () => (await lag()) === 0);
      void done;
    });

    it('says when it last compared with the store', async () => {
      await start({ timing: { compareEveryMs: 20 } });
      await (await els.server(els.model.add(100))).sync();
      els.model.away = true;
      await eventually('longer ago', async () => (await els.figure('flaghoist_els_compared_seconds')) > 0.5);
      els.model.away = false;
      await eventually('just now', async () => (await els.figure('flaghoist_els_compared_seconds')) < 0.5);
    });
  });

  describe('with something that cannot be evaluated', () => {
    const warnings = () => els.lines.filter(({ level, msg }) => level === 'warn' && msg === 'left out: it cannot be evaluated');

    it('leaves it out, counts it and says so once; the others are served', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'good' }));
      environment.flag(aFlag({ key: 'bad', disabledVariationId: 'nowhere' }));
      environment.flag(aFlag({ key: 'worse', rules: [{ ...aRule('r', []), conditions: null as never }] }));
      environment.put('flag', 'no-json', '{sorry');
      environment.put('flag', 'a-list', '[]');
      environment.segment(aSegment({ id: 's', included: null as never }));
      environment.flag(aFlag({ key: 'uses', rules: [aRule('In s', [aSegmentCondition('s')])] }));
      const [server, client] = [await els.server(environment), await els.client(environment)];
      expect(await server.sync()).toMatchObject({ featureFlags: [{ key: 'good' }], segments: [] });
      expect(await client.sync(0, { user })).toMatchObject({ featureFlags: [{ id: 'good' }] });
      await els.announce(environment.flag(aFlag({ key: 'good' })));
      await els.announce(environment.flag(aFlag({ key: 'bad', disabledVariationId: 'nowhere else' })));
      expect((await server.quiet()).map(({ data }) => data.featureFlags.map(({ key }: { key: string }) => key))).toEqual([
        ['good'],
      ]);
      expect(
        warnings()
          .map(({ key }) => key as string)
          .sort(),
      ).toEqual(['a-list', 'bad', 'bad', 'no-json', 's', 'uses', 'worse']);
      expect(await els.figure('flaghoist_els_left_out_total{kind="flag"}')).toBe(6);
    });

    it('serves it again when it is mended', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a', variations: null as never }));
      const sdk = await els.server(environment);
      expect(await sdk.sync()).toMatchObject({ featureFlags: [] });
      await els.announce(environment.flag(aFlag({ key: 'a' })));
      expect(await sdk.nextSync()).toMatchObject({ featureFlags: [{ key: 'a' }] });
    });

    it('leaves out what requires itself', async () => {
      await start();
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a', prerequisites: [{ key: 'b', variationId: 'on' }] }));
      environment.flag(aFlag({ key: 'b', prerequisites: [{ key: 'a', variationId: 'on' }] }));
      environment.flag(aFlag({ key: 'c' }));
      expect(await (await els.client(environment)).sync(0, { user })).toMatchObject({ featureFlags: [{ id: 'c' }] });
    });
  });
});
