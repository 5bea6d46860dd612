import { aFlag, aRule, aSegment, aSegmentCondition, aServe, off, on } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import type { SyncData } from '../../../../test/support/els/sdk-socket';

const user = { keyId: 'u-1' };
const keys = ({ featureFlags }: SyncData) => featureFlags.map(({ key, id }) => (key ?? id) as string).sort();
const instant = (ms: number) => new Date(ms).toISOString();

describe('data-sync', () => {
  let els: ElsInProcess;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { catchUpEveryMs: 50 } })));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  /** Revisions 101 (a), 102 (b), 103 (segment), 104 (c, which uses the segment), 105 (gone), 106 (something without items). */
  const furnish = (): ModelEnvironment => {
    const environment = els.model.add(100);
    environment.flag(aFlag({ key: 'a' }));
    environment.flag(aFlag({ key: 'b' }));
    environment.segment(aSegment({ id: 's', included: ['u-1'] }));
    environment.flag(aFlag({ key: 'c', rules: [aRule('In s', [aSegmentCondition('s')])], fallthrough: aServe('off') }));
    environment.flag(aFlag({ key: 'gone' }));
    environment.remove('flag', 'gone');
    environment.touch();
    return environment; // at 107
  };

  describe('from a server SDK', () => {
    it.each([0, undefined, null, 'text', '105', -5, 1.5, {}, true])(
      'with the cursor %j is answered with everything',
      async (cursor) => {
        const answer = await (await els.server(furnish())).sync(cursor);
        expect([answer.eventType, keys(answer), answer.segments.map(({ id }) => id)]).toEqual(['full', ['a', 'b', 'c'], ['s']]);
      },
    );

    it('everything carries the environment’s revision on its newest item, and nothing that left', async () => {
      const { featureFlags } = await (await els.server(furnish())).sync();
      expect(Object.fromEntries(featureFlags.map(({ key, updatedAt }) => [key, updatedAt]))).toEqual({
        a: instant(101),
        b: instant(102),
        c: instant(107),
      });
    });

    it('a segment carries it where that is the newest, and of two the first by key', async () => {
      const environment = els.model.add(100);
      environment.commit([
        ['segment', 'z', aSegment({ id: 'z' })],
        ['flag', 'y', aFlag({ key: 'y' })],
        ['segment', 'x', aSegment({ id: 'x' })],
      ]);
      environment.touch();
      const { featureFlags, segments } = await (await els.server(environment)).sync();
      const newest = [...featureFlags, ...segments].filter(({ updatedAt }) => updatedAt === instant(102)).map(({ key }) => key);
      expect(newest).toEqual(['x']);
    });

    it.each([
      [101, ['b', 'c', 'gone'], ['s']],
      [102, ['c', 'gone'], ['s']],
      [103, ['c', 'gone'], []],
      [105, ['gone'], []],
      [106, [], []],
      [107, [], []],
    ])('with the cursor %i is answered with what is strictly newer, tombstones included', async (cursor, flags, segments) => {
      const answer = await (await els.server(furnish())).sync(cursor);
      expect([answer.eventType, keys(answer), answer.segments.map(({ id }) => id)]).toEqual(['patch', flags, segments]);
    });

    it('a tombstone is the flag that nobody can evaluate', async () => {
      const environment = furnish();
      const { featureFlags } = await (await els.server(environment)).sync(105);
      expect(featureFlags).toEqual([
        {
          id: 'flag-gone',
          envId: environment.id,
          key: 'gone',
          name: 'gone',
          isArchived: true,
          isEnabled: false,
          disabledVariationId: '',
          variations: [],
          targetUsers: [],
          rules: [],
          fallthrough: { includedInExpt: false, variations: [] },
          updatedAt: instant(106),
        },
      ]);
    });

    it('a removed segment is an empty one', async () => {
      const environment = furnish();
      environment.remove('segment', 's', 's');
      const { segments } = await (await els.server(environment)).sync(107);
      expect(segments).toEqual([
        {
          id: 's',
          envId: environment.id,
          key: 's',
          name: 's',
          isArchived: true,
          included: [],
          excluded: [],
          rules: [],
          updatedAt: instant(108),
        },
      ]);
    });

    it('older than the forgotten removals is answered with everything', async () => {
      const environment = furnish();
      environment.purge(); // up to 106
      const sdk = await els.server(environment);
      expect((await sdk.sync(105)).eventType).toBe('full');
      expect((await sdk.sync(106)).eventType).toBe('patch');
    });

    it('of an environment without any item is answered with an empty full, each time', async () => {
      const sdk = await els.server(els.model.add(100));
      for (const _ of [1, 2]) {
        expect(await sdk.sync()).toEqual({ eventType: 'full', featureFlags: [], segments: [] });
      }
    });

    it('without caps holds nothing that old SDKs do not know', async () => {
      const environment = furnish();
      environment.flag(aFlag({ key: 'd', prerequisites: [{ key: 'a', variationId: 'on' }] }));
      const sdk = await els.server(environment);
      await sdk.sync(0, { instance: 'whatever' });
      await sdk.sync(101);
      await els.announce(environment.flag(aFlag({ key: 'e' })));
      await sdk.nextSync();
      expect(sdk.heard.join()).not.toMatch(/prerequisites|"version"|"revision"|"instance"/);
    });

    it('sends definitions as they are stored, and all that FeatBit’s SDKs require', async () => {
      const environment = els.model.add(100);
      const flag = aFlag({
        key: 'a',
        rules: [aRule('r', [])],
        targetUsers: [{ variationId: 'on', keyIds: ['u'] }],
        tags: ['ui'],
      });
      environment.flag(flag);
      const { version: _, prerequisites: __, ...shared } = flag;
      const { featureFlags } = await (await els.server(environment)).sync();
      expect(featureFlags).toEqual([{ ...shared, envId: environment.id, updatedAt: instant(101) }]);
    });
  });

  describe('from a client SDK', () => {
    it('is answered with what its end user gets', async () => {
      const answer = await (await els.client(furnish())).sync(0, { user });
      expect(answer.userKeyId).toBe('u-1');
      expect(answer.featureFlags.find(({ id }) => id === 'c')).toEqual({
        id: 'c',
        variation: 'true',
        variationType: 'boolean',
        variationId: 'on',
        matchReason: 'In s',
        variationOptions: [on, off].map(({ id, value }) => ({ id, value })),
        sendToExperiment: true,
        timestamp: 107, // the newest, so it carries the environment's revision
      });
      expect(answer.featureFlags.find(({ id }) => id === 'a')).toMatchObject({ matchReason: 'default', timestamp: 101 });
    });

    it.each([
      [0, 'full', ['a', 'b', 'c']],
      [101, 'full', ['a', 'b', 'c']], // older than a tombstone: a patch cannot take a flag away
      [105, 'full', ['a', 'b', 'c']],
      [106, 'patch', []],
      [107, 'patch', []],
    ])('with the cursor %i is answered with a %s', async (cursor, eventType, flags) => {
      const answer = await (await els.client(furnish())).sync(cursor, { user });
      expect([answer.eventType, keys(answer)]).toEqual([eventType, flags]);
    });

    it.each([
      [101, { b: 102, c: 105 }],
      [102, { c: 105 }],
      [104, { c: 105 }], // its segment changed at 105
      [105, {}],
    ])('where nothing left, with the cursor %i, gets the flags whose effective revision is newer', async (cursor, flags) => {
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'a' }));
      environment.flag(aFlag({ key: 'b' }));
      environment.flag(aFlag({ key: 'c', rules: [aRule('In s', [aSegmentCondition('s')])] }));
      environment.segment(aSegment({ id: 's' }));
      environment.segment(aSegment({ id: 's', included: ['u-1'] }));
      const answer = await (await els.client(environment)).sync(cursor, { user });
      const timestamps = Object.fromEntries(answer.featureFlags.map(({ id, timestamp }) => [id, timestamp]));
      expect([answer.eventType, timestamps]).toEqual(['patch', flags]);
    });

    it('identifies anew with another end user, byte for byte', async () => {
      const sdk = await els.client(furnish());
      await sdk.sync(0, { user });
      for (const keyId of ['ü-☃', '  u  ', 'a"b\\c', 'a\u2028b', 'U-1']) {
        const answer = await sdk.sync(0, { user: { keyId } });
        expect([answer.userKeyId, answer.eventType]).toEqual([keyId, 'full']);
        expect(answer.featureFlags.find(({ id }) => id === 'c')).toMatchObject({ variation: 'false' });
      }
    });

    it('takes an end user’s members in any case, and numbers and booleans as text', async () => {
      const environment = els.model.add(100);
      const condition = (property: string, value: string) => ({ id: property, property, op: 'Equal', value });
      environment.flag(aFlag({ key: 'a', rules: [aRule('all', [condition('age', '42'), condition('vip', 'true')])] }));
      const properties = [{ NAME: 'age', Value: 42 }, { name: 'vip', value: true }, null, { name: 'plan', value: null }];
      const answer = await (
        await els.client(environment)
      ).sync(0, { user: { KeyId: 'u', Name: null, customizedproperties: properties } });
      expect(answer).toMatchObject({ userKeyId: 'u', featureFlags: [{ matchReason: 'all' }] });
    });

    it.each([undefined, null, 'u', {}, { keyId: ' ' }, { keyId: 1 }, []])('with the end user %j is not answered', async (bad) => {
      const sdk = await els.client(furnish());
      sdk.send({ messageType: 'data-sync', data: { timestamp: 0, user: bad } });
      sdk.send({ messageType: 'data-sync', data: null });
      expect(await sdk.quiet()).toEqual([]);
    });

    it('is told why it gets what it gets', async () => {
      const environment = els.model.add(100);
      environment.flag(aFlag({ key: 'disabled', isEnabled: false }));
      environment.flag(aFlag({ key: 'requires', prerequisites: [{ key: 'disabled', variationId: 'off' }] }));
      environment.flag(aFlag({ key: 'targeted', targetUsers: [{ variationId: 'off', keyIds: ['u-1'] }] }));
      environment.flag(aFlag({ key: 'by-rule', rules: [aRule('Everyone', [])] }));
      environment.flag(aFlag({ key: 'default' }));
      const { featureFlags } = await (await els.client(environment)).sync(0, { user });
      expect(
        Object.fromEntries(featureFlags.map(({ id, matchReason, variationId }) => [id, [matchReason, variationId]])),
      ).toEqual({
        disabled: ['flag disabled', 'off'],
        requires: ['prerequisite failed', 'off'],
        targeted: ['targeted', 'off'],
        'by-rule': ['Everyone', 'on'],
        default: ['default', 'on'],
      });
    });
  });

  describe('with caps', () => {
    it('says the revision it brings the SDK to, and whose data these are', async () => {
      const environment = furnish();
      const sdk = await els.server(environment, '&caps=1');
      expect(await sdk.sync()).toMatchObject({ revision: 107, instance: 'instance-1' });
      expect(await sdk.sync(107)).toEqual({
        eventType: 'patch',
        featureFlags: [],
        segments: [],
        revision: 107,
        instance: 'instance-1',
      });
      const client = await els.client(environment, '&caps=1');
      expect(await client.sync(0, { user })).toMatchObject({ revision: 107, instance: 'instance-1', userKeyId: 'u-1' });
    });

    it('items have their own version and prerequisites, and are enabled as stored', async () => {
      const environment = els.model.add(1000);
      environment.flag(aFlag({ key: 'a', isEnabled: false }));
      environment.flag(aFlag({ key: 'b', prerequisites: [{ key: 'a', variationId: 'on' }] }));
      environment.segment(aSegment({ id: 's' }));
      environment.remove('flag', 'x');
      const { featureFlags, segments } = await (await els.server(environment, '&caps=1')).sync(1001);
      expect(featureFlags.find(({ key }) => key === 'b')).toMatchObject({
        version: 1002,
        isEnabled: true,
        prerequisites: [{ key: 'a', variationId: 'on' }],
      });
      expect(featureFlags.find(({ key }) => key === 'x')).toMatchObject({ version: 1004, isArchived: true });
      expect(segments).toEqual([expect.objectContaining({ version: 1003 })]);
    });

    it('another instance’s cursor is answered with everything', async () => {
      const environment = furnish();
      for (const [sdk, more] of [
        [await els.server(environment, '&caps=1'), {}],
        [await els.client(environment, '&caps=1'), { user }],
      ] as const) {
        expect((await sdk.sync(107, { ...more, instance: 'instance-1' })).eventType).toBe('patch');
        expect((await sdk.sync(107, { ...more, instance: 'another' })).eventType).toBe('full');
        expect((await sdk.sync(99_999, { ...more, instance: 'another' })).eventType).toBe('full');
      }
    });
  });

  describe('prerequisites', () => {
    const requiring = (key: string, required?: string, variationId = 'on') =>
      aFlag({ key, ...(required && { prerequisites: [{ key: required, variationId }] }) });

    it('without caps decide for everybody, and move what the flag carries', async () => {
      const environment = els.model.add(999);
      environment.flag(requiring('accounts')); // 1000
      environment.commit([['flag', 'billing', requiring('billing', 'accounts')]], 1000); // 2000
      environment.commit([['flag', 'invoices', requiring('invoices', 'billing')]], 1000); // 3000
      environment.commit([['flag', 'notice', requiring('notice', 'billing', 'off')]], 500); // 3500
      const old = await els.server(environment);
      const ours = await els.server(environment, '&caps=1');
      const client = await els.client(environment);
      await old.sync();
      await ours.sync();
      await client.sync(0, { user });
      await els.announce(environment.commit([['flag', 'accounts', { ...requiring('accounts'), isEnabled: false }]], 500)); // 4000

      const patch = await old.nextSync();
      expect(
        Object.fromEntries(patch.featureFlags.map(({ key, updatedAt, isEnabled }) => [key, [updatedAt, isEnabled]])),
      ).toEqual({
        accounts: [instant(4000), false],
        billing: [instant(4000), false],
        invoices: [instant(4000), false],
        notice: [instant(4000), true], // billing is enabled and serves off
      });
      const own = await ours.nextSync();
      expect(own).toMatchObject({ revision: 4000, featureFlags: [{ key: 'accounts', version: 4000 }] });
      expect(own.featureFlags).toHaveLength(1);
      const evaluated = await client.nextSync();
      expect(
        Object.fromEntries(evaluated.featureFlags.map(({ id, timestamp, matchReason }) => [id, [timestamp, matchReason]])),
      ).toEqual({
        accounts: [4000, 'flag disabled'],
        billing: [4000, 'prerequisite failed'],
        invoices: [4000, 'prerequisite failed'],
        notice: [4000, 'default'],
      });
    });
  });
});
