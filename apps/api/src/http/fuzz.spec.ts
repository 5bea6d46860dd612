import fc from 'fast-check';
import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';

const serve = {
  bucketBy: 'keyId',
  includedInExperiment: true,
  weights: [{ variation: 'on', weight: 100_000, experimentWeight: 5 }],
};
const condition = { attribute: 'email', operator: 'EndsWith', value: '@example.com', negate: false };
const rule = {
  key: 'staff',
  name: 'Staff',
  description: null,
  tags: ['a'],
  conditions: [condition, { operator: 'InSegment', values: ['known'] }],
  serve,
};

/** Bodies that are taken as they stand, and where they go. */
const writes: readonly (readonly [method: string, path: string, body: object])[] = [
  ['POST', '/workspaces', { key: 'acme', name: 'Acme', description: 'x', tags: ['a'] }],
  [
    'POST',
    '/workspaces/main/projects',
    {
      key: 'web',
      environments: [
        { key: 'live', settings: { requireComment: false }, secrets: [{ name: 'One', type: 'server', expiresAt: null }] },
      ],
    },
  ],
  [
    'POST',
    `${project}/environments`,
    { key: 'qa', settings: { requireComment: false, requireApproval: null, protected: false } },
  ],
  ['PATCH', '/workspaces/main', { name: 'Main', description: 'x', tags: ['a'] }],
  ['PATCH', project, { name: 'App', description: null, tags: [], environments: [{ key: 'live' }] }],
  ['PUT', production, { name: 'Live', tags: ['a'], settings: { requireComment: false, protected: false }, secrets: [] }],
  ['POST', `${production}/secrets`, { name: 'New', type: 'server', expiresAt: 4_000_000_000, value: 'v'.repeat(44) }],
  [
    'POST',
    `${project}/flags`,
    {
      key: 'new',
      type: 'json',
      variations: [
        { key: 'aa', value: { a: [1] } },
        { key: 'bb', value: 'x', tags: [] },
      ],
    },
  ],
  [
    'PUT',
    `${project}/flags/known`,
    {
      name: 'x',
      variations: [
        { key: 'on', value: true },
        { key: 'off', name: 'Off', value: false },
      ],
    },
  ],
  ['PATCH', `${project}/flags/known`, { description: 'y', tags: ['b'] }],
  ['POST', `${project}/flags/known/variations`, { key: 'third', value: true, position: 1 }],
  ['PATCH', `${project}/flags/known/variations/on`, { name: 'On', value: true, position: 0 }],
  [
    'PUT',
    `${production}/flags/known/targeting`,
    {
      enabled: true,
      offVariation: 'off',
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
      rules: [rule],
      fallthrough: serve,
    },
  ],
  ['PATCH', `${production}/flags/known/targeting`, { rules: [rule], includeAllTargetsInExperiment: false }],
  ['POST', `${project}/segments`, { key: 'testers', name: 'Testers' }],
  ['PUT', `${project}/segments/known`, { name: 'Known', description: null, tags: [] }],
  [
    'PUT',
    `${production}/segments/known/targeting`,
    { included: ['a'], excluded: ['b'], rules: [{ key: 'adults', conditions: [condition] }] },
  ],
];

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    'on',
    'off',
    'known',
    '__proto__',
    'constructor',
    '%',
    'x'.repeat(200),
    '{}',
    '(',
    '1e400',
    'İ',
  ),
);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  text,
  fc.constantFrom(null, true, false, 0, -0, -1, 0.5, 1e308, 100_000, 2 ** 53, [], {}, [null], [[]], [{}], { a: null }),
  fc.jsonValue({ maxDepth: 3 }),
);
const name = fc.oneof(
  text,
  fc.constantFrom('key', 'id', 'value', 'values', 'weights', 'toString', 'then', 'length', '0', '/', '~'),
);

/** A copy of the document with one thing in it replaced, removed or added. */
const mutated = (document: object) =>
  fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), name, anything).map(([at, how, member, value]) => {
    const copy = structuredClone(document);
    const places: [Record<string, unknown>, string][] = [];
    const walk = (one: unknown) => {
      if (typeof one !== 'object' || one === null) return;
      for (const key of Object.keys(one)) {
        places.push([one as Record<string, unknown>, key]);
        walk((one as Record<string, unknown>)[key]);
      }
    };
    walk(copy);
    const [parent, key] = places[at % places.length]!;
    if (how === 'remove') delete parent[key];
    else if (how === 'replace') parent[key] = value;
    else
      Object.defineProperty(parent, Array.isArray(parent) ? String(parent.length) : member, {
        value,
        enumerable: true,
        configurable: true,
      });
    return copy;
  });

describe('whatever is sent', () => {
  let api: TestApi;
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

  beforeAll(async () => {
    api = await freshApi();
    await api.call('POST', `${project}/flags`, { key: 'known', type: 'boolean' });
    await api.call('POST', `${project}/segments`, { key: 'known' });
  });
  afterAll(() => api.close());

  it(`is answered by what was made of it or by a problem that says what is wrong (seed ${seed})`, async () => {
    const statuses = new Map<number, number>();
    const write = fc
      .constantFrom(...writes)
      .chain(([method, path, body]) => mutated(body).map((sent) => ({ method, path, sent })));
    await fc.assert(
      fc.asyncProperty(write, async ({ method, path, sent }) => {
        const answer = await api.call(method, path, sent, { headers: { 'if-match': '*', 'flaghoist-comment': 'why' } });
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect([200, 201, 400, 409, 422]).toContain(answer.status);
        if (answer.status < 400) return;
        expect(answer.body).toMatchObject({
          status: answer.status,
          code: expect.stringMatching(/^[A-Z_]+$/),
          detail: expect.any(String),
        });
        expect(answer.body.errors.length).toBeGreaterThan(0);
        for (const { pointer, code, detail } of answer.body.errors) {
          expect([pointer === null || pointer === '' || pointer.startsWith('/'), typeof code, detail !== '']).toEqual([
            true,
            'string',
            true,
          ]);
        }
      }),
      { seed, numRuns: 600, endOnFailure: true },
    );
    expect((statuses.get(400) ?? 0) * (statuses.get(422) ?? 0)).toBeGreaterThan(0);
  }, 120_000);

  it(`in a path or query is answered as well (seed ${seed})`, async () => {
    const paths = [
      (one: string) => `/workspaces/${one}`,
      (one: string) => `${project}/flags/${one}`,
      (one: string) => `${project}/flags/known/variations/${one}`,
      (one: string) => `${production}/segments/${one}/targeting`,
      (one: string) => `${production}/secrets/${one}`,
      (one: string) => `${project}/change-sets/${one}`,
      (one: string) => `${project}/flags?cursor=${one}`,
      (one: string) => `${project}/change-sets?cursor=${one}`,
      (one: string) => `${production}/secrets?cursor=${one}&limit=${one}`,
      ...['environment', 'flag', 'segment', 'by', 'search', 'operation', 'from'].map(
        (filter) => (one: string) => `${project}/change-sets?${filter}=${one}`,
      ),
      (one: string) => `/me?resource=${one}`,
      (one: string) => `/me?resource=${project}/flags/${one}`,
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), text, fc.boolean(), async (path, part, cursor) => {
        const encoded = encodeURIComponent(part.replace(/\p{Cs}/gu, ''));
        const value = cursor ? Buffer.from(part).toString('base64url') : encoded;
        const { status } = await api.call('GET', path(value));
        expect([200, 400, 404, 405, 414, 422]).toContain(status);
      }),
      { seed, numRuns: 400, endOnFailure: true },
    );
  }, 120_000);
});
