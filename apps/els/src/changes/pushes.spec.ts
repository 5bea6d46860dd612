import { Syncing } from '../sync/syncing';
import { aFlag, aRule, aSegment, aSegmentCondition, aServe } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import { eventually } from '../../../../test/support/eventually';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import type { SdkSocket } from '../../../../test/support/els/sdk-socket';

const user = { keyId: 'u-1' };
/** What a connection heard since, in short. */
const inShort = (heard: any[]) =>
  heard.map(({ data }) => {
    const flags = data.featureFlags.map(({ key, id, isArchived }: any) => `${key ?? id}${isArchived ? ' gone' : ''}`).sort();
    const segments = data.segments?.map(({ id, isArchived }: any) => `${id}${isArchived ? ' gone' : ''}`);
    return [data.eventType, flags, ...(segments ? [segments] : [])];
  });

describe('a change', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  let server: SdkSocket;
  let client: SdkSocket;

  beforeAll(async () => (els = await ElsInProcess.start()));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  /** `uses` has a rule on segment `s`, `needs` has `uses` as a prerequisite, `alone` stands alone. */
  beforeEach(async () => {
    environment = els.model.add(100);
    environment.segment(aSegment({ id: 's' }));
    environment.flag(aFlag({ key: 'uses', rules: [aRule('In s', [aSegmentCondition('s')])], fallthrough: aServe('off') }));
    environment.flag(aFlag({ key: 'needs', prerequisites: [{ key: 'uses', variationId: 'on' }] }));
    environment.flag(aFlag({ key: 'alone' }));
    environment.flag(aFlag({ key: 'old' }));
    environment.remove('flag', 'old'); // 106
    [server, client] = [await els.server(environment), await els.client(environment)];
    await server.sync();
    await client.sync(0, { user });
  });

  const heard = async () => [inShort(await server.quiet()), inShort(await client.quiet())];

  it.each<[string, () => ReturnType<ModelEnvironment['touch']>, unknown[], unknown[]]>([
    ['a new flag', () => environment.flag(aFlag({ key: 'new' })), [['patch', ['new'], []]], [['patch', ['new']]]],
    [
      'a changed flag',
      () => environment.flag(aFlag({ key: 'alone', isEnabled: false })),
      [['patch', ['alone'], []]],
      [['patch', ['alone']]],
    ],
    [
      'a flag that another requires',
      () => environment.flag(aFlag({ key: 'uses' })),
      [['patch', ['needs', 'uses'], []]],
      [['patch', ['needs', 'uses']]],
    ],
    [
      'members of a segment',
      () => environment.segment(aSegment({ id: 's', included: ['u-1'] })),
      [['patch', [], ['s']]],
      [['patch', ['needs', 'uses']]],
    ],
    ['a segment’s name', () => environment.segment(aSegment({ id: 's', name: 'Another' })), [['patch', [], ['s']]], []],
    ['a new segment', () => environment.segment(aSegment({ id: 't' })), [['patch', [], ['t']]], []],
    ['a segment nobody uses that leaves', () => environment.remove('segment', 'x', 'x'), [['patch', [], ['x gone']]], []],
    [
      'a flag that leaves',
      () => environment.remove('flag', 'alone'),
      [['patch', ['alone gone'], []]],
      [['full', ['needs', 'uses']]],
    ],
    [
      'a prerequisite that leaves',
      () => environment.remove('flag', 'uses'),
      [['patch', ['needs', 'uses gone'], []]],
      [['full', ['alone', 'needs']]],
    ],
    ['a flag that comes back', () => environment.flag(aFlag({ key: 'old' })), [['patch', ['old'], []]], [['patch', ['old']]]],
    ['what holds no item', () => environment.touch(), [], []],
    [
      'several at once',
      () =>
        environment.commit([
          ['flag', 'alone', aFlag({ key: 'alone' })],
          ['segment', 's', aSegment({ id: 's', excluded: ['u-2'] })],
        ]),
      [['patch', ['alone'], ['s']]],
      [['patch', ['alone', 'needs', 'uses']]],
    ],
  ])('of %s reaches each kind of SDK as one message at most', async (_, change, toServer, toClient) => {
    await els.announce(change());
    expect(await heard()).toEqual([toServer, toClient]);
  });

  it('is evaluated for the end user that the connection has now', async () => {
    await client.sync(0, { user: { keyId: 'u-2' } });
    await els.announce(environment.segment(aSegment({ id: 's', included: ['u-2'] })));
    const push = await client.nextSync();
    expect(push.userKeyId).toBe('u-2');
    expect(push.featureFlags.find(({ id }) => id === 'uses')).toMatchObject({ variation: 'true', timestamp: 107 });
  });

  it('of a flag that left, everything a client gets carries the revision', async () => {
    await els.announce(environment.remove('flag', 'alone'));
    const { featureFlags } = await client.nextSync();
    expect(Math.max(...featureFlags.map(({ timestamp }) => timestamp as number))).toBe(107);
  });

  it('waits for the first sync answer, which holds it', async () => {
    const late = [await els.server(environment), await els.client(environment)];
    await els.announce(environment.flag(aFlag({ key: 'new' })));
    for (const sdk of late) {
      expect(await sdk.quiet()).toEqual([]);
      expect((await sdk.sync(106, { user })).featureFlags).toHaveLength(1);
      expect(await sdk.quiet()).toEqual([]);
    }
  });

  it('is never overtaken by the answer to a sync that waited meanwhile', async () => {
    const ours = await els.server(environment, '&caps=1');
    await ours.sync();
    const syncing = els.app.get(Syncing, { strict: false });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => (release = resolve));
    const found = jest.spyOn(syncing, 'groundFor').mockImplementation(async (...asked) => {
      const ground = await Syncing.prototype.groundFor.apply(syncing, asked);
      await gate;
      return ground;
    });
    ours.send({ messageType: 'data-sync', data: { timestamp: 5_000 } }); // above ours: the store is asked
    await eventually('it waits', () => found.mock.results.length === 1);
    await els.announce(environment.flag(aFlag({ key: 'new' })));
    expect(await ours.nextSync()).toMatchObject({ eventType: 'patch', revision: 107 });
    release();
    const answer = await ours.nextSync();
    expect(answer).toMatchObject({ eventType: 'full', revision: 107 });
    expect(answer.featureFlags.map(({ key }) => key as string)).toContain('new');
    found.mockRestore();
  });

  it('costs connections without an end user nothing, and nobody a line in the log', async () => {
    const silent = await Promise.all(Array.from({ length: 50 }, () => els.client(environment)));
    const before = els.lines.length;
    for (let i = 0; i < 5; i += 1) await els.announce(environment.flag(aFlag({ key: 'alone' })));
    expect((await client.quiet()).at(-1)).toMatchObject({ data: { featureFlags: [{ timestamp: 111 }] } });
    for (const sdk of silent) expect(sdk.heard).toEqual([]);
    expect(els.lines.slice(before)).toEqual([]);
  });

  it('is the same bytes for every server SDK, and an archive is under 2 KB for each of 100', async () => {
    const idle = await Promise.all(Array.from({ length: 100 }, () => els.server(environment)));
    await Promise.all(idle.map((sdk) => sdk.sync()));
    const pushes = await els.figure('flaghoist_els_pushes_total{type="server"}');
    await els.announce(environment.remove('flag', 'alone'));
    await Promise.all(idle.map((sdk) => sdk.next()));
    const [first, ...others] = idle.map((sdk) => sdk.heard[1]!);
    for (const other of others) expect(other).toBe(first);
    expect(Buffer.byteLength(first!)).toBeLessThan(2_000);
    expect(await els.figure('flaghoist_els_pushes_total{type="server"}')).toBe(pushes + 101);
  });

  it('reaches the last of many in slices, in order and none missing', async () => {
    const hasty = await ElsInProcess.start({ timing: { sliceMs: 0 } });
    const there = hasty.model.add(100);
    there.flag(aFlag({ key: 'a' }));
    const sdks = await Promise.all(Array.from({ length: 40 }, () => hasty.server(there)));
    await Promise.all(sdks.map((sdk) => sdk.sync()));
    for (let i = 0; i < 20; i += 1) await hasty.announce(there.flag(aFlag({ key: `flag-${i}` })));
    for (const sdk of sdks) {
      const keys = new Set<string>();
      let last = 0;
      while (keys.size < 20) {
        for (const { key, updatedAt } of (await sdk.nextSync()).featureFlags.toReversed()) {
          expect(Date.parse(updatedAt as string)).toBeGreaterThan(last);
          last = Date.parse(updatedAt as string);
          keys.add(key as string);
        }
      }
    }
    await hasty.close();
  });

  it('of another environment is none of its business', async () => {
    const other = els.model.add(500);
    await els.announce(other.flag(aFlag({ key: 'a' })));
    expect(await heard()).toEqual([[], []]);
  });

  it('does not wait for a socket that reads nothing: that one is closed with 1013 and syncs again', async () => {
    const tight = await ElsInProcess.start({ timing: { maxUnreadBytes: 200_000 } });
    const [there, elsewhere] = [tight.model.add(100), tight.model.add(100)];
    const big = (key: string, fill: string) => aFlag({ key, description: fill.repeat(60_000) });
    there.flag(aFlag({ key: 'a' }));
    elsewhere.flag(aFlag({ key: 'a' }));
    const [stuck, reader, neighbour] = [await tight.server(there), await tight.server(there), await tight.server(elsewhere)];
    for (const sdk of [stuck, reader, neighbour]) await sdk.sync();
    stuck.socket.pause();
    for (let i = 0; i < 300; i += 1) {
      await tight.announce(there.flag(big('a', String(i % 10))));
      expect((await reader.nextSync()).featureFlags[0]!.updatedAt).toBe(new Date(102 + i).toISOString());
    }
    await tight.announce(elsewhere.flag(aFlag({ key: 'b' })));
    expect((await neighbour.nextSync()).featureFlags[0]).toMatchObject({ key: 'b' });
    await eventually('it is counted', async () => (await tight.figure('flaghoist_els_closed_total{code="1013"}')) === 1);
    stuck.socket.resume();
    expect(await stuck.closed).toBe(1013);
    const again = await tight.server(there);
    expect(await again.sync(101)).toMatchObject({
      eventType: 'patch',
      featureFlags: [{ updatedAt: new Date(401).toISOString() }],
    });
    await tight.close();
  });
});
