import { freshApi, production, project } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';

let api: TestApi;
beforeAll(async () => (api = await freshApi()));
afterAll(() => api.close());

const segments = `${project}/segments`;
let made = 0;
const aSegment = async () => {
  const key = `segment-${(made += 1)}`;
  const { body } = await api.call('POST', segments, { key, name: 'Testers', tags: ['qa'] });
  return { key, body, path: `${segments}/${key}`, targeting: `${production}/segments/${key}/targeting` };
};
const errorsOf = ({ body }: Answered) =>
  body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
/** A flag with a rule that names the segment in production. */
const use = async (segment: string) => {
  const key = `uses-${segment}`;
  await api.call('POST', `${project}/flags`, { key, type: 'boolean' });
  const rules = [
    {
      key: 'testers',
      conditions: [{ operator: 'InSegment', values: [segment] }],
      serve: { weights: [{ variation: 'on', weight: 100_000 }] },
    },
  ];
  expect(await api.call('PATCH', `${production}/flags/${key}/targeting`, { rules })).toMatchObject({ status: 200 });
  return {
    flag: key,
    targeting: `${production}/flags/${key}/targeting`,
    use: { environment: 'production', flag: key, rule: 'testers' },
  };
};

describe('a segment', () => {
  it('is made empty in every environment, with a lowered key', async () => {
    const answer = await api.call('POST', segments, { key: 'Early-Birds' });
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        etag: '"1"',
        location: `/api/v1${segments}/early-birds`,
        'flaghoist-revision': expect.stringMatching(/^production=\d+, staging=\d+$/),
      },
      body: { key: 'early-birds', name: 'early-birds', description: null, tags: [], archivedAt: null, rowVersion: 1 },
    });
    expect(await api.call('GET', `${segments}/early-birds`)).toMatchObject({
      status: 200,
      headers: { etag: '"1"' },
      body: answer.body,
    });
    expect((await api.call('GET', `${production}/segments/early-birds/targeting`)).body).toEqual({
      segment: 'early-birds',
      environment: 'production',
      included: [],
      excluded: [],
      rules: [],
      rowVersion: 1,
      revision: Date.parse(answer.body.createdAt),
      updatedAt: answer.body.createdAt,
      warnings: [],
    });
    expect(await api.call('POST', segments, { key: 'EARLY-BIRDS' })).toMatchObject({ status: 409, body: { code: 'KEY_EXISTS' } });
    expect(await api.call('GET', `${segments}/Early-Birds`)).toMatchObject({ status: 404 });
  });

  it('is the same when it is written as it was read, and another when it is not', async () => {
    const { path, body } = await aSegment();
    const same = await api.call('PUT', path, body, { headers: { 'if-match': '"1"' } });
    expect([same.status, same.headers.etag, same.headers['flaghoist-change-set'], same.body]).toEqual([
      200,
      '"1"',
      undefined,
      body,
    ]);
    expect(await api.call('PATCH', path, { description: 'who tests' })).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { description: 'who tests' },
    });
    expect(await api.call('PUT', path, body, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 412,
      body: { current: { rowVersion: 2 } },
    });
    expect(await api.call('PUT', path, { name: 'x' }, { headers: { 'if-match': '"2"' } })).toMatchObject({
      body: { name: 'x', description: null, tags: [] },
    });
  });

  it.each([
    [422, 'KEY_REQUIRED', {}],
    [422, 'KEY_INVALID', { key: '-a' }],
    [422, 'KEY_TOO_LONG', { key: 'k'.repeat(129) }],
    [422, 'NAME_TOO_LONG', { key: 'fine', name: 'n'.repeat(129) }],
    [422, 'TAG_INVALID', { key: 'fine', tags: [''] }],
    [400, 'WRONG_TYPE', { key: 'fine', tags: null }],
  ])('is refused with %i %s', async (status, code, body) => {
    const answer = await api.call('POST', segments, body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await api.call('GET', `${segments}/fine`)).toMatchObject({ status: 404 });
  });

  it('keeps its key', async () => {
    const { path } = await aSegment();
    expect(await api.call('PATCH', path, { key: 'other' })).toMatchObject({ status: 409, body: { code: 'KEY_IMMUTABLE' } });
  });

  it('is archived, restored and deleted when no rule names it', async () => {
    const { path, body, targeting } = await aSegment();
    const archived = await api.call('POST', `${path}/archive`);
    expect(archived).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { archivedAt: archived.body.updatedAt } });
    expect((await api.call('POST', `${path}/archive`)).headers).not.toHaveProperty('flaghoist-change-set');
    for (const [method, at, change] of [
      ['PATCH', path, { name: 'x' }],
      ['PATCH', targeting, { included: ['u'] }],
    ] as const) {
      expect(await api.call(method, at, change)).toMatchObject({ status: 409, body: { code: 'ARCHIVED' } });
    }
    expect(await api.call('POST', `${path}/restore`)).toMatchObject({
      status: 200,
      headers: { etag: '"3"' },
      body: { name: body.name, archivedAt: null },
    });
    expect(await api.call('DELETE', path)).toMatchObject({ status: 409, body: { code: 'NOT_ARCHIVED' } });
    await api.call('POST', `${path}/archive`);
    expect(await api.call('DELETE', path)).toMatchObject({
      status: 204,
      headers: { 'flaghoist-change-set': expect.any(String) },
    });
    expect(await api.call('GET', path)).toMatchObject({ status: 404 });
    expect(await api.call('POST', segments, { key: body.key })).toMatchObject({ status: 201 });
  });

  it('that a rule names stays, and says where it is used', async () => {
    const { key, path } = await aSegment();
    const { use: place, targeting } = await use(key);
    expect(await api.call('GET', `${path}/usage`)).toMatchObject({ status: 200, body: { usedBy: [place] } });
    expect(await api.call('POST', `${path}/archive`)).toMatchObject({
      status: 409,
      body: { code: 'SEGMENT_IN_USE', usedBy: [place] },
    });
    await api.call('PATCH', targeting, { rules: [] });
    expect((await api.call('GET', `${path}/usage`)).body).toEqual({ usedBy: [] });
    expect(await api.call('POST', `${path}/archive`)).toMatchObject({ status: 200 });
  });

  it('cannot be named by a rule while it is archived', async () => {
    const { key, path } = await aSegment();
    await api.call('POST', `${path}/archive`);
    await api.call('POST', `${project}/flags`, { key: `wants-${key}`, type: 'boolean' });
    const rules = [
      { conditions: [{ operator: 'InSegment', values: [key] }], serve: { weights: [{ variation: 'on', weight: 100_000 }] } },
    ];
    expect(await api.call('PATCH', `${production}/flags/wants-${key}/targeting`, { rules })).toMatchObject({
      status: 422,
      body: { code: 'UNKNOWN_SEGMENT' },
    });
  });

  it('comes to be used, or is archived, but not both at once', async () => {
    const { key, path } = await aSegment();
    await api.call('POST', `${project}/flags`, { key: `races-${key}`, type: 'boolean' });
    const rules = [
      { conditions: [{ operator: 'InSegment', values: [key] }], serve: { weights: [{ variation: 'on', weight: 100_000 }] } },
    ];
    const [used, archived] = await Promise.all([
      api.call('PATCH', `${production}/flags/races-${key}/targeting`, { rules }),
      api.call('POST', `${path}/archive`),
    ]);
    expect([
      [200, 409],
      [422, 200],
    ]).toContainEqual([used.status, archived.status]);
  });
});

describe('who is in a segment', () => {
  it('is set in one environment, sorted, and touches no flag', async () => {
    const { key, targeting } = await aSegment();
    const { targeting: flag } = await use(key);
    const before = await api.call('GET', flag);
    const body = { included: ['u-9', 'u-1', 'u-9'], excluded: ['u-2'], rules: [] };
    const answer = await api.call('PUT', targeting, body, { headers: { 'if-match': '"1"' } });
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { included: ['u-1', 'u-9'], excluded: ['u-2'], rowVersion: 2 },
    });
    expect(answer.headers['flaghoist-revision']).toBe(`production=${answer.body.revision}`);
    expect(await api.call('GET', flag)).toMatchObject({ headers: { etag: before.headers.etag }, body: before.body });
    expect((await api.call('GET', `${project}/environments/staging/segments/${key}/targeting`)).body).toMatchObject({
      included: [],
      rowVersion: 1,
    });
    const same = await api.call('PUT', targeting, answer.body, { headers: { 'if-match': '"2"' } });
    expect([same.status, same.headers.etag, same.headers['flaghoist-change-set']]).toEqual([200, '"2"', undefined]);
    expect(await api.call('PUT', targeting, body, { headers: { 'if-match': '"1"' } })).toMatchObject({
      status: 412,
      body: { current: answer.body },
    });
  });

  it('is told by the members who came and went', async () => {
    const { targeting } = await aSegment();
    await api.call('PATCH', targeting, { included: ['a', 'b'] });
    const answer = await api.call('PATCH', targeting, { included: ['b', 'c'], excluded: ['a'] });
    const { operations } = (await api.call('GET', `${project}/change-sets/${answer.headers['flaghoist-change-set'] as string}`))
      .body;
    expect(operations).toMatchObject([
      {
        operation: 'SetSegmentMembers',
        arguments: { included: { add: ['c'], remove: ['a'] }, excluded: { add: ['a'], remove: [] } },
      },
    ]);
  });

  it.each([
    ['OPERATOR_INVALID', '/rules/0/conditions/0/operator', { attribute: 'a', operator: 'Near', value: '1' }],
    ['RULE_SHAPE_INVALID', '/rules/0/conditions/0/attribute', { operator: 'Equal', value: '1' }],
    ['RULE_VALUE_INVALID', '/rules/0/conditions/0/value', { attribute: 'a', operator: 'MatchRegex', value: '(?=a)' }],
    ['NEGATE_NOT_AVAILABLE', '/rules/0/conditions/0/negate', { attribute: 'a', operator: 'IsTrue', negate: true }],
    ['SEGMENT_IN_SEGMENT', '/rules/0/conditions/0/operator', { operator: 'InSegment', values: ['beta'] }],
  ])('is refused with %s at %s', async (code, pointer, condition) => {
    const { targeting } = await aSegment();
    const answer = await api.call('PATCH', targeting, { rules: [{ key: 'adults', conditions: [condition] }] });
    expect([answer.status, answer.body.code, errorsOf(answer).map(([, one]: string[]) => one)]).toEqual([422, code, [code]]);
    expect(answer.body.errors[0].pointer.startsWith(pointer.replace(/\/\w+$/, ''))).toBe(true);
    expect((await api.call('GET', targeting)).body).toMatchObject({ rules: [], rowVersion: 1 });
  });

  it('may be many, and a bad one among them is named', async () => {
    const { targeting } = await aSegment();
    const included = Array.from({ length: 2_000 }, (_, i) => `u-${String(i).padStart(5, '0')}`);
    const answer = await api.call('PATCH', targeting, { included });
    expect([answer.status, answer.body.included.length]).toEqual([200, 2_000]);
    const wrong = await api.call('PATCH', targeting, { included: ['fine', 'tab\t'] });
    expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/included/1']);
  });
});

describe('lists of segments', () => {
  it('are of a project, or of an environment with how many are in them', async () => {
    const { key, body, targeting } = await aSegment();
    const put = await api.call('PATCH', targeting, { included: ['a', 'b'], excluded: ['c'] });
    const of = async (path: string) => {
      const { items } = (await api.call('GET', `${path}?limit=200`)).body as { items: { key: string }[] };
      return items.find((one) => one.key === key);
    };
    expect(await of(segments)).toEqual(body);
    expect(await of(`${production}/segments`)).toEqual({
      ...body,
      environment: 'production',
      included: 2,
      excluded: 1,
      rules: 0,
      targetingRowVersion: 2,
      revision: put.body.revision,
    });
  });
});
