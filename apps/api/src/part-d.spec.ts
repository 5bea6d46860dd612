import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshApi, production, project } from '../../../test/support/api';
import type { TestApi } from '../../../test/support/api';

type Request = readonly [method: string, path: string, body?: object];
/** A row, what is tried, status, code and pointer, and the request. */
type Case = readonly [title: string, status: number, code: string, pointer: string | null, request: () => Request];

interface Row {
  readonly by: string;
  readonly code?: string;
  readonly status?: number;
  readonly also?: readonly { readonly code?: string; readonly status?: number }[];
}

const file = join(__dirname, '../../../test/specifications/part-d.json');
const rows = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Row>>;

const targeting = `${production}/flags/known/targeting`;
const members = `${production}/segments/known/targeting`;
const other = '/workspaces/main/projects/other';
const value = randomBytes(33).toString('base64url');
let secret = '';

/** Whatever has a key of its own, as it is made: without the key. */
const made: readonly (readonly [what: string, path: string, rest: object])[] = [
  ['a workspace', '/workspaces', {}],
  ['a project', '/workspaces/main/projects', {}],
  ['an environment', `${project}/environments`, {}],
  ['a flag', `${project}/flags`, { type: 'boolean' }],
  ['a variation', `${project}/flags/known/variations`, { value: true }],
  ['a segment', `${project}/segments`, {}],
];

const ofAll = (title: string, code: string, pointer: string, more: object): Case[] =>
  made.map(([what, path, rest]) => [`${title} of ${what}`, 422, code, pointer, () => ['POST', path, { ...rest, ...more }]]);

const toOn = { weights: [{ variation: 'on', weight: 100_000 }] };
const weights = (...pairs: readonly (readonly [string, number, number?])[]) => ({
  weights: pairs.map(([variation, weight, experimentWeight]) => ({ variation, weight, experimentWeight })),
});
const fallthrough =
  (serve: object): (() => Request) =>
  () => ['PATCH', targeting, { fallthrough: serve }];
const rule = (serve: object, conditions: readonly object[] = []): (() => Request) => {
  return () => ['PATCH', targeting, { rules: [{ key: 'rule', conditions, serve }] }];
};
const condition = (one: object) => rule(toOn, [one]);
const ofSegment =
  (one: object): (() => Request) =>
  () => ['PATCH', members, { rules: [{ key: 'rule', conditions: [one] }] }];

const cases: readonly Case[] = [
  ...ofAll('D-1: the key', 'KEY_REQUIRED', '/key', {}),
  ...ofAll('D-2: the length of the key', 'KEY_INVALID', '/key', { key: 'a' }),
  ...ofAll('D-3: the length of the key', 'KEY_TOO_LONG', '/key', { key: 'k'.repeat(129) }),
  ...ofAll('D-4: the format of the key', 'KEY_INVALID', '/key', { key: '-ab' }),
  ...ofAll('D-4: the characters of the key', 'KEY_INVALID', '/key', { key: 'a b' }),
  ...ofAll('D-5: the name', 'NAME_TOO_LONG', '/name', { key: 'fine', name: 'n'.repeat(129) }),
  ...ofAll('D-6: the length of a tag', 'TAG_INVALID', '/tags/1', { key: 'fine', tags: ['fine', 't'.repeat(31)] }),
  ...[':', ';', ',', '*', '\n'].flatMap((sign) =>
    ofAll(`D-6: ${JSON.stringify(sign)} in a tag`, 'TAG_INVALID', '/tags/0', { key: 'fine', tags: [`a${sign}b`] }),
  ),

  ['D-7: the key of another workspace', 409, 'KEY_EXISTS', '/key', () => ['POST', '/workspaces', { key: 'main' }]],
  ['D-8: the key of another project', 409, 'KEY_EXISTS', '/key', () => ['POST', '/workspaces/main/projects', { key: 'app' }]],
  [
    'D-9: the key of another environment',
    409,
    'KEY_EXISTS',
    '/key',
    () => ['POST', `${project}/environments`, { key: 'staging' }],
  ],
  [
    'D-9: the key of an environment twice in one request',
    422,
    'KEY_EXISTS',
    '/environments/1/key',
    () => ['POST', '/workspaces/main/projects', { key: 'fine', environments: [{ key: 'live' }, { key: 'live' }] }],
  ],
  [
    'D-10: the key of another flag',
    409,
    'KEY_EXISTS',
    '/key',
    () => ['POST', `${project}/flags`, { key: 'known', type: 'boolean' }],
  ],
  ['D-10: the key of another segment', 409, 'KEY_EXISTS', '/key', () => ['POST', `${project}/segments`, { key: 'known' }]],
  [
    'D-10: the key of another variation',
    409,
    'KEY_EXISTS',
    '/key',
    () => ['POST', `${project}/flags/known/variations`, { key: 'on', value: true }],
  ],
  [
    'D-10: the key of a variation twice in one request',
    422,
    'KEY_EXISTS',
    '/variations/1/key',
    () => ['POST', `${project}/flags`, { key: 'fine', type: 'string', variations: twice({ key: 'aa', value: 'x' }) }],
  ],
  [
    'D-11: the key of a rule twice',
    422,
    'KEY_EXISTS',
    '/rules/1/key',
    () => ['PATCH', targeting, { rules: twice({ key: 'staff', serve: toOn }) }],
  ],
  [
    'D-11: the key of a segment’s rule twice',
    422,
    'KEY_EXISTS',
    '/rules/1/key',
    () => ['PATCH', members, { rules: twice({ key: 'staff' }) }],
  ],
  ...[
    ['a workspace', '/workspaces/nobody/projects'],
    ['a project', '/workspaces/main/projects/nobody/environments'],
    ['a project', '/workspaces/main/projects/nobody/flags'],
    ['a project', '/workspaces/main/projects/nobody/segments'],
    ['an environment', `${project}/environments/nobody/secrets`],
    ['a flag', `${project}/flags/nobody/variations`],
  ].map(([what, path]): Case => [
    `D-15: ${what} that is not there`,
    404,
    'PARENT_NOT_FOUND',
    null,
    () => ['POST', path!, { key: 'fine' }],
  ]),

  ...[-1, 0.5, 100_001].map((weight): Case => [
    `D-19: a weight of ${weight}`,
    422,
    'WEIGHT_INVALID',
    '/fallthrough/weights/0/weight',
    fallthrough(weights(['on', weight], ['off', 100_000])),
  ]),
  [
    'D-19: more of the experiment than of the variation',
    422,
    'WEIGHT_INVALID',
    '/rules/0/serve/weights/0/experimentWeight',
    rule(weights(['on', 40_000, 40_001], ['off', 60_000])),
  ],
  [
    'D-20: an operator nobody knows',
    422,
    'OPERATOR_INVALID',
    '/rules/0/conditions/0/operator',
    condition({ attribute: 'a', operator: 'Near', value: 'b' }),
  ],
  [
    'D-20: an operator nobody knows, in a segment',
    422,
    'OPERATOR_INVALID',
    '/rules/0/conditions/0/operator',
    ofSegment({ attribute: 'a', operator: 'Near', value: 'b' }),
  ],
  [
    'D-22: a weight twice in a fallthrough',
    422,
    'VARIATION_TWICE',
    '/fallthrough/weights/1/variation',
    fallthrough(weights(['on', 50_000], ['on', 50_000])),
  ],
  [
    'D-22: a weight twice in a rule',
    422,
    'VARIATION_TWICE',
    '/rules/0/serve/weights/1/variation',
    rule(weights(['on', 50_000], ['on', 50_000])),
  ],
  [
    'D-24: a secret that opens something already',
    409,
    'SECRET_EXISTS',
    '/value',
    () => ['POST', `${production}/secrets`, { name: 'Again', type: 'server', value }],
  ],

  [
    'D-30: archiving the last environment',
    409,
    'PROJECT_NEEDS_ENVIRONMENT',
    null,
    () => ['POST', `${other}/environments/only/archive`],
  ],
  [
    'D-30: a project without any',
    422,
    'PROJECT_NEEDS_ENVIRONMENT',
    '/environments',
    () => ['POST', '/workspaces/main/projects', { key: 'fine', environments: [] }],
  ],
  [
    'D-31: removing the second variation',
    409,
    'FLAG_NEEDS_TWO_VARIATIONS',
    null,
    () => ['DELETE', `${project}/flags/unused/variations/off`],
  ],
  [
    'D-31: making a flag with one',
    422,
    'FLAG_NEEDS_TWO_VARIATIONS',
    '/variations',
    () => ['POST', `${project}/flags`, { key: 'fine', type: 'number', variations: [{ key: 'one', value: 1 }] }],
  ],
  ['D-32: a fallthrough', 422, 'WEIGHTS_MUST_SUM', '/fallthrough/weights', fallthrough(weights(['on', 99_999]))],
  ['D-32: a rule', 422, 'WEIGHTS_MUST_SUM', '/rules/0/serve/weights', rule(weights(['on', 100_000], ['off', 1]))],

  ['D-36: the off variation', 422, 'UNKNOWN_VARIATION', '/offVariation', () => ['PATCH', targeting, { offVariation: 'blue' }]],
  ['D-36: a fallthrough', 422, 'UNKNOWN_VARIATION', '/fallthrough/weights/0/variation', fallthrough(weights(['blue', 100_000]))],
  ['D-36: a rule', 422, 'UNKNOWN_VARIATION', '/rules/0/serve/weights/0/variation', rule(weights(['blue', 100_000]))],
  [
    'D-36: an individual target',
    422,
    'UNKNOWN_VARIATION',
    '/individualTargets/0/variation',
    () => ['PATCH', targeting, { individualTargets: [{ variation: 'blue', endUsers: ['u-1'] }] }],
  ],
  [
    'D-37: a segment of another project',
    422,
    'UNKNOWN_SEGMENT',
    '/rules/0/conditions/0/values/0',
    condition({ operator: 'InSegment', values: ['elsewhere'] }),
  ],
  [
    'D-38: an operator without an attribute',
    422,
    'RULE_SHAPE_INVALID',
    '/rules/0/conditions/0/attribute',
    condition({ operator: 'Equal', value: 'x' }),
  ],
  [
    'D-38: a segment operator with an attribute',
    422,
    'RULE_SHAPE_INVALID',
    '/rules/0/conditions/0/attribute',
    condition({ attribute: 'a', operator: 'InSegment', values: ['known'] }),
  ],
  [
    'D-38: a segment operator without a segment',
    422,
    'RULE_SHAPE_INVALID',
    '/rules/0/conditions/0/values',
    condition({ operator: 'InSegment', values: [] }),
  ],
  [
    'D-38: a segment in a segment',
    422,
    'SEGMENT_IN_SEGMENT',
    '/rules/0/conditions/0',
    ofSegment({ operator: 'InSegment', values: ['known'] }),
  ],
  ...[
    ['a back reference', 'MatchRegex', '(a)\\1'],
    ['a pattern that does not end', 'NotMatchRegex', '('],
    ['a number', 'BiggerThan', 'ten'],
    ['a version', 'SemVerLessThan', '1.x'],
    ['a date', 'DateBefore', 'yesterday'],
  ].flatMap(([what, operator, operand]): Case[] => {
    const wrong = { attribute: 'a', operator, value: operand };
    return [
      [`D-39: ${what}`, 422, 'RULE_VALUE_INVALID', '/rules/0/conditions/0/value', condition(wrong)],
      [`D-39: ${what}, in a segment`, 422, 'RULE_VALUE_INVALID', '/rules/0/conditions/0/value', ofSegment(wrong)],
    ];
  }),

  ...['/workspaces/main', project, production, `${project}/flags/known`, `${project}/flags/known/variations/on`].map(
    (path): Case => [`D-40: the key of ${path}`, 409, 'KEY_IMMUTABLE', '/key', () => ['PATCH', path, { key: 'another' }]],
  ),
  ['D-40: the key of a segment', 409, 'KEY_IMMUTABLE', '/key', () => ['PATCH', `${project}/segments/known`, { key: 'another' }]],
  ['D-40: the type of a flag', 409, 'TYPE_IMMUTABLE', '/type', () => ['PATCH', `${project}/flags/known`, { type: 'string' }]],
  [
    'D-40: the type of a secret',
    409,
    'TYPE_IMMUTABLE',
    '/type',
    () => ['PATCH', `${production}/secrets/${secret}`, { type: 'client' }],
  ],
  ...[
    ['/workspaces', 'MAIN', {}],
    ['/workspaces/main/projects', 'App', {}],
    [`${project}/environments`, 'Production', {}],
    [`${project}/flags`, 'KNOWN', { type: 'boolean' }],
    [`${project}/flags/known/variations`, 'ON', { value: true }],
    [`${project}/segments`, 'Known', {}],
  ].map(([path, key, rest]): Case => [
    `D-41: ${key as string} below ${path as string}`,
    409,
    'KEY_EXISTS',
    '/key',
    () => ['POST', path as string, { ...(rest as object), key }],
  ]),
  ...['off', 'target', 'rule', 'fallthrough'].map((use): Case => [
    `D-43: a variation in use (${use})`,
    409,
    'VARIATION_IN_USE',
    null,
    () => ['DELETE', `${project}/flags/used/variations/${use}`],
  ]),
  [
    'D-43: a variation in use, left out of the list',
    409,
    'VARIATION_IN_USE',
    '/variations',
    () => ['PATCH', `${project}/flags/used`, { variations: ['off', 'target', 'rule'].map((key) => ({ key, value: key })) }],
  ],
  ['D-44: a segment that a rule names', 409, 'SEGMENT_IN_USE', null, () => ['POST', `${project}/segments/used/archive`]],
];

describe('access-model part D, over REST', () => {
  let api: TestApi;
  let before: unknown;
  const newest = async () => (await api.call('GET', '/workspaces/main/change-sets?limit=1')).body.items;

  beforeAll(async () => {
    api = await freshApi();
    await api.call('POST', '/workspaces/main/projects', { key: 'other', environments: [{ key: 'only' }] });
    await api.call('POST', `${other}/segments`, { key: 'elsewhere' });
    for (const key of ['known', 'unused']) await api.call('POST', `${project}/flags`, { key, type: 'boolean' });
    for (const key of ['known', 'used']) await api.call('POST', `${project}/segments`, { key });
    const variations = ['fallthrough', 'target', 'rule', 'off'].map((key) => ({ key, value: key }));
    await api.call('POST', `${project}/flags`, { key: 'used', type: 'string', variations });
    await api.call('PATCH', `${production}/flags/used/targeting`, {
      individualTargets: [{ variation: 'target', endUsers: ['u-1'] }],
      rules: [{ key: 'rule', conditions: [{ operator: 'InSegment', values: ['used'] }], serve: weights(['rule', 100_000]) }],
    });
    for (const environment of ['production', 'staging']) {
      const offIsOn = { offVariation: 'on' }; // from then on nothing names the variation `off`
      await api.call('PATCH', `${project}/environments/${environment}/flags/unused/targeting`, offIsOn);
    }
    secret = (await api.call('POST', `${production}/secrets`, { name: 'Known', type: 'server', value })).body.id;
    before = await newest();
  });
  afterAll(() => api.close());

  it.each(cases)('%s is refused with %i %s at %s', async (_, status, code, pointer, request) => {
    const answer = await api.call(...request());
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.errors?.map((one: { pointer: string | null; code: string }) => [one.pointer, one.code]) ?? []).toEqual(
      status === 404 ? [] : [[pointer, code]],
    );
  });

  it('answers each row as it says, and leaves out none', () => {
    const said = Object.entries(rows).flatMap(([number, { by, code, status, also = [] }]) =>
      by === 'rest' || by === 'both'
        ? [{ code, status }, ...also].flatMap((one) => (one.code ? [`${number} ${one.status} ${one.code}`] : []))
        : [],
    );
    const tried = cases.map(([title, status, code]) => `${title.split(':')[0]} ${status} ${code}`);
    expect([...new Set(tried)].sort()).toEqual([...said].sort());
  });

  it('has written nothing of all this', async () => {
    expect(await newest()).toEqual(before);
    expect((await api.call('GET', '/workspaces')).body.items).toHaveLength(1);
  });
});

function twice<T>(one: T): [T, T] {
  return [one, one];
}
