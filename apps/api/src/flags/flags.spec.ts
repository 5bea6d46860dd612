import { freshApi, production, project } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';

let api: TestApi;
beforeAll(async () => (api = await freshApi()));
afterAll(() => api.close());

const flags = `${project}/flags`;
let made = 0;
const aKey = () => `flag-${(made += 1)}`;
const create = (body: object) => api.call('POST', flags, body);
const errorsOf = ({ body }: Answered) =>
  body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
const changeSetCount = async () => (await api.call('GET', `${project}/change-sets?limit=200`)).body.items.length as number;

const threeColours = () => ({
  key: aKey(),
  type: 'string',
  variations: [
    { key: 'red', value: '#f00' },
    { key: 'green', name: 'Green', value: '#0f0' },
    { key: 'blue', value: '#00f' },
  ],
});

describe('making a flag', () => {
  it('answers it whole, off in every environment', async () => {
    const key = aKey();
    const answer = await create({ key, name: 'New navigation', type: 'boolean', tags: ['ui'] });
    expect(answer).toMatchObject({
      status: 201,
      headers: {
        etag: '"1"',
        location: `/api/v1${flags}/${key}`,
        'flaghoist-change-set': expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    });
    const [, revision] = /^production=(\d+), staging=\1$/.exec(answer.headers['flaghoist-revision'] as string)!;
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      key,
      name: 'New navigation',
      description: null,
      tags: ['ui'],
      type: 'boolean',
      variations: [
        { id: expect.any(String), key: 'on', name: 'On', description: null, tags: ['generated'], value: true },
        { id: expect.any(String), key: 'off', name: 'Off', description: null, tags: ['generated'], value: false },
      ],
      archivedAt: null,
      warnings: [],
      rowVersion: 1,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      updatedAt: answer.body.createdAt,
    });
    expect((await api.call('GET', `${flags}/${key}`)).body).toEqual(answer.body);
    expect((await api.call('GET', `${production}/flags/${key}`)).body.targeting).toMatchObject({
      flag: key,
      environment: 'production',
      enabled: false,
      offVariation: 'off',
      rowVersion: 1,
      revision: Number(revision),
    });
  });

  it('keeps the case of its key, which is taken in any case from then on', async () => {
    const key = aKey().toUpperCase();
    expect(await create({ key, type: 'boolean' })).toMatchObject({ status: 201, body: { key, name: key } });
    const again = await create({ key: key.toLowerCase(), type: 'boolean' });
    expect([again.status, again.body.code, errorsOf(again)]).toEqual([409, 'KEY_EXISTS', [['/key', 'KEY_EXISTS']]]);
    expect(await api.call('GET', `${flags}/${key.toLowerCase()}`)).toMatchObject({ status: 404 });
  });

  it('keeps values of every type as they are', async () => {
    const values = { string: ['', ' a "b" '], number: [12.5, -0.001], json: [{ a: [1, null], constructor: 'kept' }, [true]] };
    for (const [type, [one, other]] of Object.entries(values)) {
      const body = {
        key: aKey(),
        type,
        variations: [
          { key: 'one', value: one },
          { key: 'two', value: other },
        ],
      };
      const answer = await create(body);
      expect([type, answer.status, answer.body.variations?.map(({ value }: { value: unknown }) => value)]).toEqual([
        type,
        201,
        [one, other],
      ]);
      const read = await api.call('GET', `${flags}/${body.key}`);
      expect(read.body).toEqual(answer.body);
    }
  });

  it.each([
    ['KEY_REQUIRED', '/key', { type: 'boolean' }],
    ['KEY_INVALID', '/key', { key: 'a', type: 'boolean' }],
    ['KEY_INVALID', '/key', { key: 'a/b', type: 'boolean' }],
    ['KEY_INVALID', '/key', { key: 'nul\0', type: 'boolean' }],
    ['KEY_TOO_LONG', '/key', { key: 'k'.repeat(129), type: 'boolean' }],
    ['NAME_TOO_LONG', '/name', { key: 'fine', name: 'n'.repeat(129), type: 'boolean' }],
    ['TAG_INVALID', '/tags/1', { key: 'fine', tags: ['a', 'b:c'], type: 'boolean' }],
    [
      'FLAG_TYPE_INVALID',
      '/type',
      {
        key: 'fine',
        type: 'float',
        variations: [
          { key: 'aa', value: 1 },
          { key: 'bb', value: 2 },
        ],
      },
    ],
    ['FLAG_NEEDS_TWO_VARIATIONS', '/variations', { key: 'fine', type: 'string' }],
    ['FLAG_NEEDS_TWO_VARIATIONS', '/variations', { key: 'fine', type: 'boolean', variations: [{ key: 'on', value: true }] }],
    [
      'VARIATION_VALUE_INVALID',
      '/variations/1/value',
      {
        key: 'fine',
        type: 'number',
        variations: [
          { key: 'aa', value: 1 },
          { key: 'bb', value: '2' },
        ],
      },
    ],
    ['VALIDATION_FAILED', '/name', { key: 'fine', name: 'half \ud800', type: 'boolean' }],
    ['VALIDATION_FAILED', '/description', { key: 'fine', description: 'nul \0', type: 'boolean' }],
  ])('is refused with %s at %s', async (code, pointer, body) => {
    const answer = await create(body);
    expect([answer.status, answer.body.code, errorsOf(answer)]).toEqual([422, code, [[pointer, code]]]);
    expect(await api.call('GET', `${flags}/fine`)).toMatchObject({ status: 404 });
  });

  it('refuses a number that is none', async () => {
    const body = '{"key":"fine","type":"number","variations":[{"key":"aa","value":1e999},{"key":"bb","value":2}]}';
    expect(await api.call('POST', flags, body)).toMatchObject({ status: 422, body: { code: 'VARIATION_VALUE_INVALID' } });
  });

  it('lists five violations as five, those of both kinds together, and writes nothing', async () => {
    const taken = aKey();
    await create({ key: taken, type: 'boolean' });
    const before = await changeSetCount();
    const variations = [
      { key: 'same', value: 1 },
      { key: 'Same', value: 2 },
    ];
    const answer = await create({ key: taken, name: 'n'.repeat(129), tags: ['a;b'], type: 'string', variations });
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([
      422,
      'VALIDATION_FAILED',
      expect.stringContaining('6'),
    ]);
    expect(errorsOf(answer).sort()).toEqual([
      ['/key', 'KEY_EXISTS'],
      ['/name', 'NAME_TOO_LONG'],
      ['/tags/0', 'TAG_INVALID'],
      ['/variations/0/value', 'VARIATION_VALUE_INVALID'],
      ['/variations/1/key', 'KEY_EXISTS'],
      ['/variations/1/value', 'VARIATION_VALUE_INVALID'],
    ]);
    expect(await changeSetCount()).toBe(before);
  });

  it('lists members of the wrong type with the pointers to them', async () => {
    const body = { key: 1, name: null, tags: 'a', type: true, variations: [{ key: 'aa', name: 3 }, null], nobody: 1 };
    const answer = await create(body);
    expect([answer.status, answer.body.code]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(errorsOf(answer).sort()).toEqual([
      ['/key', 'WRONG_TYPE'],
      ['/name', 'WRONG_TYPE'],
      ['/nobody', 'UNKNOWN_MEMBER'],
      ['/tags', 'WRONG_TYPE'],
      ['/type', 'WRONG_TYPE'],
      ['/variations/0/name', 'WRONG_TYPE'],
      ['/variations/1', 'WRONG_TYPE'],
    ]);
  });
});

describe('changing a flag', () => {
  it('leaves it as it is when it is written as it was read', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    const before = await changeSetCount();
    const answer = await api.call('PUT', path, body, { headers: { 'if-match': '"1"' } });
    expect([answer.status, answer.headers.etag, answer.body]).toEqual([200, '"1"', body]);
    expect(answer.headers).not.toHaveProperty('flaghoist-change-set');
    expect(answer.headers).not.toHaveProperty('flaghoist-revision');
    expect(await changeSetCount()).toBe(before);
  });

  it('gives the same by PATCH as by the PUT of its result', async () => {
    const [one, other] = [await create(threeColours()), await create(threeColours())].map(({ body }) => body);
    const changes = { name: 'Colours', description: 'of the sky', tags: ['x'] };
    const patched = await api.call('PATCH', `${flags}/${one.key}`, { ...changes, key: one.key });
    const put = await api.call('PUT', `${flags}/${other.key}`, { ...other, ...changes }, { headers: { 'if-match': 'W/"1"' } });
    for (const answer of [patched, put])
      expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { ...changes, rowVersion: 2 } });
    const cleared = await api.call('PATCH', `${flags}/${one.key}`, { name: null, description: null, tags: null });
    expect(cleared).toMatchObject({ status: 200, body: { name: one.key, description: null, tags: [] } });
  });

  it('refuses what was based on something else, and shows what is there', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    const renamed = await api.call('PATCH', path, { name: 'Renamed' });
    const answer = await api.call('PUT', path, { ...body, name: 'Mine' }, { headers: { 'if-match': '"1"' } });
    expect(answer).toMatchObject({
      status: 412,
      body: {
        code: 'CHANGED_MEANWHILE',
        detail: `the flag ${body.key} was changed by root; its row version is 2`,
        changedBy: { kind: 'access', key: 'root', name: 'root' },
        changedAt: renamed.body.updatedAt,
        changeSet: renamed.headers['flaghoist-change-set'],
      },
    });
    expect(answer.body.current).toEqual(renamed.body);
    for (const ifMatch of ['"2"', '"1", "2"', '*']) {
      expect(await api.call('PATCH', path, { name: 'Renamed' }, { headers: { 'if-match': ifMatch } })).toMatchObject({
        status: 200,
      });
    }
    for (const [method, verb] of [
      ['POST', '/archive'],
      ['POST', '/restore'],
      ['DELETE', ''],
    ] as const) {
      expect(await api.call(method, `${path}${verb}`, undefined, { headers: { 'if-match': '"1"' } })).toMatchObject({
        status: 412,
      });
    }
  });

  it('lets one of two through that replace the same', async () => {
    const { body } = await create(threeColours());
    const put = (name: string) => api.call('PUT', `${flags}/${body.key}`, { ...body, name }, { headers: { 'if-match': '"1"' } });
    const answers = await Promise.all([put('One'), put('Other')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('applies both of two patches at once', async () => {
    const { body } = await create(threeColours());
    const patch = (change: object) => api.call('PATCH', `${flags}/${body.key}`, change);
    await Promise.all([patch({ name: 'Both' }), patch({ tags: ['both'] })]);
    expect((await api.call('GET', `${flags}/${body.key}`)).body).toMatchObject({ name: 'Both', tags: ['both'], rowVersion: 3 });
  });

  it('keeps key and type for good', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    expect(await api.call('PATCH', path, { key: 'another' })).toMatchObject({ status: 409, body: { code: 'KEY_IMMUTABLE' } });
    expect(await api.call('PATCH', path, { type: 'json' })).toMatchObject({ status: 409, body: { code: 'TYPE_IMMUTABLE' } });
    const both = await api.call('PATCH', path, { key: 'another', type: 'json' });
    expect([both.status, errorsOf(both)]).toEqual([
      409,
      [
        ['/type', 'TYPE_IMMUTABLE'],
        ['/key', 'KEY_IMMUTABLE'],
      ],
    ]);
  });

  it('writes the whole list of variations, matched by key', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    const [red, green, blue] = body.variations;
    const variations = [{ ...blue, value: '#009' }, red, { key: 'black', value: '#000' }, green];
    const answer = await api.call('PUT', path, { ...body, variations }, { headers: { 'if-match': '"1"' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { variations: [{ id: blue.id, value: '#009' }, { id: red.id }, { key: 'black' }, { id: green.id }] },
    });
    const { fallthrough, rowVersion } = (await api.call('GET', `${production}/flags/${body.key}/targeting`)).body;
    expect(
      fallthrough.weights.map(({ variation, weight }: { variation: string; weight: number }) => [variation, weight]),
    ).toEqual([
      ['red', 100_000],
      ['green', 0],
      ['blue', 0],
      ['black', 0],
    ]);
    expect(rowVersion).toBe(2);
    const { operations } = (await api.call('GET', `${project}/change-sets/${answer.headers['flaghoist-change-set'] as string}`))
      .body;
    expect(new Set(operations.map(({ operation }: { operation: string }) => operation))).toEqual(
      new Set(['UpdateVariation', 'AddVariation']),
    );
  });

  it('needs its variations in a PUT', async () => {
    const { body } = await create(threeColours());
    const { variations: _, ...rest } = body;
    const answer = await api.call('PUT', `${flags}/${body.key}`, rest, { headers: { 'if-match': '"1"' } });
    expect([answer.status, errorsOf(answer)]).toEqual([422, [['/variations', 'FLAG_NEEDS_TWO_VARIATIONS']]]);
  });

  it('keeps a variation that is in use, and says where', async () => {
    const { body } = await create(threeColours());
    const variations = body.variations.slice(1);
    const answer = await api.call('PATCH', `${flags}/${body.key}`, { variations });
    expect(answer).toMatchObject({ status: 409, body: { code: 'VARIATION_IN_USE', usedBy: expect.any(Array) } });
    expect(answer.body.usedBy).toEqual(
      expect.arrayContaining([
        { environment: 'production', flag: body.key, rule: null },
        { environment: 'staging', flag: body.key, rule: null },
      ]),
    );
    const worse = await api.call('PATCH', `${flags}/${body.key}`, { variations, tags: ['a:b'] });
    expect([worse.status, errorsOf(worse)]).toEqual([
      422,
      [
        ['/tags/0', 'TAG_INVALID'],
        ['/variations', 'VARIATION_IN_USE'],
      ],
    ]);
  });
});

describe('variations one by one', () => {
  it('come, change and go, under the flag’s ETag', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}/variations`;
    const added = await api.call('POST', path, { key: 'Black', value: '#000', position: 0 });
    expect(added).toMatchObject({
      status: 201,
      headers: { etag: '"2"', location: `/api/v1${path}/black` },
      body: { key: 'black', name: 'black' },
    });
    expect(added.body).not.toHaveProperty('rowVersion');
    expect(await api.call('GET', `${path}/black`)).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: added.body });

    const put = await api.call('PUT', `${path}/black`, { value: '#111' }, { headers: { 'if-match': '"2"' } });
    expect(put).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { id: added.body.id, value: '#111' } });
    const patch = await api.call('PATCH', `${path}/black`, { name: 'Black', position: 9 });
    expect(patch).toMatchObject({ status: 200, headers: { etag: '"4"' }, body: { value: '#111', name: 'Black' } });
    expect((await api.call('GET', path)).body.items.map(({ key }: { key: string }) => key)).toEqual([
      'red',
      'green',
      'blue',
      'black',
    ]);
    expect(await api.call('PUT', `${path}/black`, { value: '#222' }, { headers: { 'if-match': '"2"' } })).toMatchObject({
      status: 412,
      body: { current: { key: body.key, rowVersion: 4 } },
    });

    const gone = await api.call('DELETE', `${path}/black`, undefined, { headers: { 'if-match': '"4"' } });
    expect(gone).toMatchObject({
      status: 204,
      headers: { 'flaghoist-revision': expect.stringMatching(/^production=\d+, staging=\d+$/) },
    });
    expect(gone.body).toBeUndefined();
    expect(await api.call('GET', `${path}/black`)).toMatchObject({ status: 404 });
  });

  it('are listed page by page', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}/variations?limit=2`;
    const first = (await api.call('GET', path)).body;
    const second = (await api.call('GET', `${path}&cursor=${first.nextCursor}`)).body;
    const keys = [...first.items, ...second.items].map(({ key }: { key: string }) => key);
    expect([keys, second.nextCursor]).toEqual([['red', 'green', 'blue'], null]);
    expect(await api.call('GET', `${path}&cursor=${Buffer.from('red').toString('base64url')}`)).toMatchObject({
      body: { code: 'CURSOR_INVALID' },
    });
  });

  it.each([
    [422, 'VARIATION_VALUE_INVALID', 'POST', '', { key: 'new', value: 7 }],
    [422, 'KEY_REQUIRED', 'POST', '', { value: '#000' }],
    [409, 'KEY_EXISTS', 'POST', '', { key: 'RED', value: '#000' }],
    [409, 'KEY_IMMUTABLE', 'PATCH', '/red', { key: 'green' }],
    [422, 'VARIATION_VALUE_INVALID', 'PATCH', '/red', { value: null }],
    [409, 'VARIATION_IN_USE', 'DELETE', '/red', undefined],
    [409, 'VARIATION_IN_USE', 'DELETE', '/blue', undefined],
  ])('are refused with %i %s', async (status, code, method, below, change) => {
    const { body } = await create(threeColours());
    const answer = await api.call(method, `${flags}/${body.key}/variations${below}`, change);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect((await api.call('GET', `${flags}/${body.key}`)).body.rowVersion).toBe(1);
  });

  it('are two at least', async () => {
    const { body } = await create({ key: aKey(), type: 'boolean' });
    const answer = await api.call('DELETE', `${flags}/${body.key}/variations/on`);
    expect(answer).toMatchObject({ status: 409, body: { code: 'FLAG_NEEDS_TWO_VARIATIONS' } });
    expect(answer.body.errors.map(({ code }: { code: string }) => code)).toEqual([
      'FLAG_NEEDS_TWO_VARIATIONS',
      'VARIATION_IN_USE', // it is what the fallthrough serves
    ]);
  });
});

describe('archiving a flag', () => {
  it('takes it away and restoring brings it back as it was; doing it twice changes nothing', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    const archived = await api.call('POST', `${path}/archive`);
    expect(archived).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { archivedAt: archived.body.updatedAt } });
    expect(await api.call('GET', path)).toMatchObject({ body: archived.body });
    const again = await api.call('POST', `${path}/archive`);
    expect([again.status, again.body, again.headers['flaghoist-change-set']]).toEqual([200, archived.body, undefined]);

    for (const [method, at, change] of [
      ['PATCH', path, { name: 'x' }],
      ['PUT', path, body],
      ['POST', `${path}/variations`, { key: 'new', value: '#000' }],
      ['PATCH', `${production}/flags/${body.key}/targeting`, { enabled: true }],
    ] as const) {
      const answer = await api.call(method, at, change, { headers: { 'if-match': '*' } });
      expect([method, at, answer.status, answer.body.code]).toEqual([method, at, 409, 'ARCHIVED']);
    }

    const restored = await api.call('POST', `${path}/restore`);
    expect(restored).toMatchObject({
      status: 200,
      headers: { etag: '"3"' },
      body: { archivedAt: null, variations: body.variations },
    });
    expect((await api.call('POST', `${path}/restore`)).headers).not.toHaveProperty('flaghoist-change-set');
  });

  it('comes before deleting, which frees the key', async () => {
    const { body } = await create(threeColours());
    const path = `${flags}/${body.key}`;
    expect(await api.call('DELETE', path)).toMatchObject({ status: 409, body: { code: 'NOT_ARCHIVED' } });
    await api.call('POST', `${path}/archive`);
    expect(await create({ key: body.key, type: 'boolean' })).toMatchObject({ status: 409, body: { code: 'KEY_EXISTS' } });
    expect(await api.call('DELETE', path)).toMatchObject({ status: 204, headers: { 'flaghoist-revision': expect.any(String) } });
    expect(await api.call('GET', path)).toMatchObject({ status: 404 });
    expect(await create({ key: body.key, type: 'boolean' })).toMatchObject({ status: 201 });
  });
});

describe('lists of flags', () => {
  it('show each once, in order, over pages, and what is archived when asked', async () => {
    const list = `/workspaces/main/projects/lists/flags`;
    await api.call('POST', '/workspaces/main/projects', { key: 'lists' });
    for (const key of ['ee', 'Bb', 'aa', 'dd', 'cc']) await api.call('POST', list, { key, type: 'boolean' });
    await api.call('POST', `${list}/dd/archive`);
    const seen: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await api.call('GET', `${list}?limit=2${cursor}`);
      seen.push(...body.items.map(({ key }: { key: string }) => key));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
      await api.call('DELETE', `${list}/nobody`);
    }
    expect(seen).toEqual(['Bb', 'aa', 'cc', 'ee']);
    const archived = (await api.call('GET', `${list}?archived=true`)).body;
    expect([archived.items.map(({ key }: { key: string }) => key), archived.nextCursor]).toEqual([['dd'], null]);
    expect((await api.call('GET', `${list}?archived=all`)).body.items).toHaveLength(5);
  });

  it.each([
    ['limit=0', 'PAGE_LIMIT_INVALID'],
    ['limit=201', 'PAGE_LIMIT_INVALID'],
    ['limit=ten', 'PAGE_LIMIT_INVALID'],
    ['cursor=%F0%9F%98%80', 'CURSOR_INVALID'],
    ['cursor=AA', 'CURSOR_INVALID'],
    ['cursor=', 'CURSOR_INVALID'],
    ['archived=maybe', 'FILTER_INVALID'],
  ])('refuse %s', async (query, code) => {
    const answer = await api.call('GET', `${flags}?${query}`);
    expect([answer.status, answer.body.code]).toEqual([422, code]);
    expect(answer.body.errors).toMatchObject([{ pointer: null, parameter: query.split('=')[0], code }]);
  });

  it('say all that is wrong with their parameters', async () => {
    const answer = await api.call('GET', `${flags}?limit=0&cursor=AA&archived=x`);
    expect([answer.body.code, answer.body.errors.length]).toEqual(['VALIDATION_FAILED', 3]);
    expect(await api.call('GET', `${flags}?limit=1&limit=2`)).toMatchObject({ status: 400 });
  });
});
