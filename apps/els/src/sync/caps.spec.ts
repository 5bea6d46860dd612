import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import type { SdkSocket } from '../../../../test/support/els/sdk-socket';

const user = { keyId: 'u-1' };
const additions = ['prerequisites', 'version', 'revision', 'instance'];

/** Names of all members, however deep. */
const namesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(namesIn)];
};

describe('caps', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { catchUpEveryMs: 10 } })));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));
  beforeEach(() => {
    environment = els.model.add(1000);
    environment.segment(aSegment({ id: 's' }));
    environment.flag(aFlag({ key: 'a', rules: [aRule('In s', [aSegmentCondition('s')])] }));
    environment.flag(aFlag({ key: 'b', prerequisites: [{ key: 'a', variationId: 'on' }] }));
    environment.flag(aFlag({ key: 'old' }));
    environment.remove('flag', 'old'); // 1005
  });

  /** Every way to hear something: full, patch, empty patch, pushes of a change, of what leaves, of a segment. */
  const everythingHeard = async (more: string): Promise<string[]> => {
    const [server, client] = [await els.server(environment, more), await els.client(environment, more)];
    for (const cursor of [0, 1001, environment.revision, 10 ** 12]) {
      await server.sync(cursor);
      await client.sync(cursor, { user });
    }
    await els.announce(environment.flag(aFlag({ key: 'a', isEnabled: false })));
    await els.announce(environment.segment(aSegment({ id: 's', included: ['u-1'] })));
    await els.announce(environment.remove('flag', 'b'));
    for (const sdk of [server, client]) await sdk.quiet();
    const query = (cursor: number) => `?timestamp=${cursor}${more}`;
    const polls: string[] = [];
    for (const cursor of [0, 1001]) {
      polls.push(await (await els.get(`/api/public/sdk/server/latest-all${query(cursor)}`, environment.secrets.server)).text());
      polls.push(
        await (await els.post(`/api/public/sdk/client/latest-all${query(cursor)}`, user, environment.secrets.client)).text(),
      );
    }
    const syncs = (sdk: SdkSocket) => sdk.heard.filter((text) => text.includes('"data-sync"'));
    return [...syncs(server), ...syncs(client), ...polls];
  };

  it.each(['', '&caps=', '&caps=0', '&caps=2', '&caps=true', '&caps=01'])(
    'that are not asked for, "%s", add nothing to any frame or body',
    async (more) => {
      const heard = await everythingHeard(more);
      expect(heard.length).toBeGreaterThan(12);
      for (const text of heard) expect(additions.filter((name) => namesIn(JSON.parse(text)).includes(name))).toEqual([]);
    },
  );

  it('add revision and instance to everything', async () => {
    const heard = await everythingHeard('&caps=1');
    expect(heard.length).toBeGreaterThan(12);
    for (const text of heard) {
      const { data } = JSON.parse(text) as { data: Record<string, unknown> };
      expect(data).toMatchObject({ revision: expect.any(Number), instance: 'instance-1' });
    }
  });

  it('add the item revision to every item, tombstones too, and prerequisites to flags', async () => {
    const sdk = await els.server(environment, '&caps=1');
    const { featureFlags, segments } = await sdk.sync(999);
    expect(Object.fromEntries([...featureFlags, ...segments].map(({ key, id, version }) => [key ?? id, version]))).toEqual({
      [segments[0]!.key as string]: 1001,
      a: 1002,
      b: 1003,
      old: 1005,
    });
    expect(featureFlags.find(({ key }) => key === 'b')!.prerequisites).toEqual([{ key: 'a', variationId: 'on' }]);
    expect(featureFlags.find(({ key }) => key === 'a')!.prerequisites).toEqual([]);
  });

  it('leave a flag as enabled as it is stored, and send no flag on behalf of a prerequisite', async () => {
    const [ours, old] = [await els.server(environment, '&caps=1'), await els.server(environment)];
    await ours.sync();
    await old.sync();
    await els.announce(environment.flag(aFlag({ key: 'a', isEnabled: false })));
    expect((await old.nextSync()).featureFlags.map(({ key, isEnabled }) => [key, isEnabled]).sort()).toEqual([
      ['a', false],
      ['b', false],
    ]);
    expect((await ours.nextSync()).featureFlags.map(({ key }) => key as string)).toEqual(['a']);
    expect((await ours.sync(0)).featureFlags.find(({ key }) => key === 'b')).toMatchObject({ isEnabled: true, version: 1003 });
  });

  it('count by version, so the newest of everything keeps its own beside the environment’s revision', async () => {
    environment.touch();
    const full = await (await els.server(environment, '&caps=1')).sync();
    expect(full.revision).toBe(1006);
    expect(Math.max(...full.featureFlags.map(({ version }) => version as number))).toBe(1003);
  });

  it('a next cursor of data.revision is above all that was sent, also when the change held nothing', async () => {
    const sdk = await els.server(environment, '&caps=1');
    const { revision } = await sdk.sync();
    expect(await sdk.sync(revision)).toMatchObject({ eventType: 'patch', featureFlags: [], segments: [], revision });
    await els.announce(environment.touch());
    expect(await sdk.quiet()).toEqual([]);
    expect(await sdk.sync(revision)).toMatchObject({ featureFlags: [], revision: revision! + 1 });
  });

  it('one frame serves all connections with them, another all without', async () => {
    const [one, two, old] = [
      await els.server(environment, '&caps=1'),
      await els.server(environment, '&caps=1'),
      await els.server(environment),
    ];
    for (const sdk of [one, two, old]) await sdk.sync();
    await els.announce(environment.flag(aFlag({ key: 'new' })));
    for (const sdk of [one, two, old]) await sdk.nextSync();
    expect(one.heard[1]).toBe(two.heard[1]);
    expect(one.heard[1]).not.toBe(old.heard[1]);
  });
});
