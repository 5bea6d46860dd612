import { aFlag, aRule, aSegment, aSegmentCondition, aServe } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';

const path = '/api/public/featureflag/evaluate';
const user = { keyId: 'u-1' };

describe('the evaluate endpoint', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { snapshotWaitMs: 200 } })));
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  /** 101 a (ui), 102 b (ui, beta), 103 segment, 104 c (uses it), 105 needs (requires a), 106 gone, 107 gone again. */
  beforeEach(() => {
    environment = els.model.add(100);
    environment.flag(aFlag({ key: 'a', tags: ['ui'] }));
    environment.flag(aFlag({ key: 'b', tags: ['ui', 'beta'] }));
    environment.segment(aSegment({ id: 's', included: ['u-1'] }));
    environment.flag(aFlag({ key: 'c', rules: [aRule('In s', [aSegmentCondition('s')])], fallthrough: aServe('off') }));
    environment.flag(aFlag({ key: 'needs', prerequisites: [{ key: 'a', variationId: 'on' }] }));
    environment.flag(aFlag({ key: 'gone' }));
    environment.remove('flag', 'gone');
  });

  const post = (body: unknown, secret = environment.secrets.server, at = path) => els.post(at, body, secret);
  const ask = async (filter?: object, who: object = user) => {
    const answer = await post({ user: who, filter });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    return (await answer.json()) as { key: string; variation: Record<string, unknown> }[];
  };
  const keys = async (filter?: object) => (await ask(filter)).map(({ key }) => key).sort();

  it('answers every flag that is there, with the variation and why', async () => {
    const answers = await ask();
    expect(answers.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c', 'needs']); // and not what was archived
    expect(answers.find(({ key }) => key === 'c')).toEqual({
      key: 'c',
      variation: { id: 'on', type: 'boolean', value: 'true', matchReason: 'In s', sendToExperiment: expect.any(Boolean) },
    });
  });

  it.each([path, '/api/public/feature-flag/evaluate', '/API/Public/FeatureFlag/Evaluate', '/api/public/Feature-Flag/EVALUATE'])(
    'is at %s',
    async (at) => {
      for (const secret of Object.values(environment.secrets)) {
        const answer = await post({ user }, secret, at);
        expect([answer.status, await answer.json()]).toEqual([
          200,
          expect.arrayContaining([expect.objectContaining({ key: 'a' })]),
        ]);
      }
      expect((await els.post(at, { user })).status).toBe(401);
      expect((await post({ user }, 'x'.repeat(44), at)).status).toBe(401);
      expect((await els.get(at, environment.secrets.server)).status).toBe(405);
    },
  );

  it.each<[object | undefined | null, string[]]>([
    [undefined, ['a', 'b', 'c', 'needs']],
    [null, ['a', 'b', 'c', 'needs']],
    [{}, ['a', 'b', 'c', 'needs']],
    [{ keys: [], tags: [], timestamp: 0, tagFilterMode: '' }, ['a', 'b', 'c', 'needs']],
    [{ keys: ['c', 'a', 'nobody', 'gone', '__proto__'] }, ['a', 'c']],
    [{ tags: ['ui'] }, ['a', 'b']],
    [{ tags: ['ui', 'beta'] }, ['b']],
    [{ tagFilterMode: 'and', tags: ['ui', 'beta'] }, ['b']],
    [{ tagFilterMode: 'or', tags: ['ui', 'beta'] }, ['a', 'b']],
    [{ tags: ['UI'] }, []],
    [{ tagFilterMode: 'or', tags: ['ui'], keys: ['a', 'c'] }, ['a']],
    [{ timestamp: 101 }, ['b', 'c', 'needs']],
    [{ timestamp: 103, keys: ['b', 'c', 'needs'] }, ['c', 'needs']],
    [{ timestamp: 1e12 }, []],
  ])('given the filter %j answers %j', async (filter, expected) => {
    expect(await keys(filter as object)).toEqual(expected);
  });

  it('compares the timestamp with effective revisions: a segment and a prerequisite count', async () => {
    await els.announce(environment.segment(aSegment({ id: 's' }))); // 108
    expect(await keys({ timestamp: 107 })).toEqual(['c']);
    await els.announce(environment.flag(aFlag({ key: 'a', isEnabled: false }))); // 109
    expect(await keys({ timestamp: 108 })).toEqual(['a', 'needs']);
    expect((await ask({ keys: ['needs'] }))[0]!.variation).toMatchObject({ id: 'off', matchReason: 'prerequisite failed' });
  });

  it('evaluates an anonymous end user by a key made of its properties', async () => {
    // Source: featbit-protocol.md §8.2
    const keyId = 'anon-1a890b00743b7b9836bbdd770f406932f51133b623b635b762ba7ea1f6b3122b';
    await els.announce(environment.flag(aFlag({ key: 'a', targetUsers: [{ variationId: 'off', keyIds: [keyId] }] })));
    const customizedProperties = [
      { name: 'plan', value: 'gold' },
      { name: 'country', value: 'NO' },
    ];
    for (const who of [{ customizedProperties }, { keyId: '  ', customizedProperties: customizedProperties.toReversed() }]) {
      expect((await ask({ keys: ['a'] }, who))[0]!.variation).toMatchObject({ id: 'off', matchReason: 'targeted' });
    }
  });

  it.each([
    '',
    '{"user":',
    'null',
    '[]',
    '{}',
    '{"user":{}}',
    '{"user":{"keyId":" "}}',
    '{"user":{"keyId":"u"},"filter":{"tagFilterMode":"AND"}}',
    '{"user":{"keyId":"u"},"filter":{"timestamp":"soon"}}',
    `{"user":{"keyId":"${'x'.repeat(6_000_000)}"}}`,
  ])('answers 400 in plain text to the body %.60s', async (body) => {
    for (const type of ['application/json', 'text/plain']) {
      const answer = await els.post(path, body, environment.secrets.client, type);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
      expect(await answer.text()).not.toBe('');
    }
  });

  it('leaves out a flag that cannot be evaluated', async () => {
    await els.announce(environment.flag(aFlag({ key: 'bad', disabledVariationId: 'nowhere' })));
    expect(await keys()).toEqual(['a', 'b', 'c', 'needs']);
  });

  it('reports nothing of what it is asked', async () => {
    const before = els.bus.published.length;
    await ask();
    expect(els.bus.published.slice(before)).toEqual([]);
  });

  it('answers 503 while there is no snapshot, and one line in the log for all who ask', async () => {
    await ask(); // so that somebody is there
    const other = els.model.add(200);
    const { changedSince } = els.model;
    els.model.changedSince = () => new Promise(() => {});
    const warnings = els.lines.filter(({ level }) => level === 'warn').length;
    for (const answer of await Promise.all(Array.from({ length: 10 }, () => post({ user }, other.secrets.server)))) {
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    }
    els.model.changedSince = changedSince;
    expect(els.lines.filter(({ level }) => level === 'warn')).toHaveLength(warnings + 1);
  });
});
