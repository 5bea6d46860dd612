import { freshApi, production, project } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';

let api: TestApi;
beforeAll(async () => {
  api = await freshApi();
  await api.call('POST', `${project}/segments`, { key: 'beta' });
});
afterAll(() => api.close());

let made = 0;
const aFlag = async (body: object = { type: 'boolean' }) => {
  const key = `flag-${(made += 1)}`;
  await api.call('POST', `${project}/flags`, { key, ...body });
  return { key, targeting: `${production}/flags/${key}/targeting` };
};
const errorsOf = ({ body }: Answered) =>
  body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
const changeSets = async () => (await api.call('GET', `${project}/change-sets?limit=200`)).body.items as { id: string }[];

const secondWave = {
  enabled: true,
  offVariation: 'off',
  individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
  rules: [
    {
      key: 'staff',
      name: 'Staff',
      conditions: [{ attribute: 'email', operator: 'EndsWith', value: '@corp.example' }],
      serve: { weights: [{ variation: 'on', weight: 100_000 }] },
    },
  ],
  fallthrough: {
    weights: [
      { variation: 'on', weight: 20_000 },
      { variation: 'off', weight: 80_000 },
    ],
  },
};
/** The same with every default filled in. Source: access-model F-37. */
const secondWaveInFull = {
  enabled: true,
  offVariation: 'off',
  prerequisites: [],
  individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
  rules: [
    {
      key: 'staff',
      name: 'Staff',
      description: null,
      tags: [],
      conditions: [{ attribute: 'email', operator: 'EndsWith', value: '@corp.example', negate: false }],
      serve: {
        bucketBy: 'keyId',
        includedInExperiment: true,
        weights: [
          { variation: 'on', weight: 100_000, experimentWeight: 100_000 },
          { variation: 'off', weight: 0, experimentWeight: 0 },
        ],
      },
    },
  ],
  fallthrough: {
    bucketBy: 'keyId',
    includedInExperiment: true,
    weights: [
      { variation: 'on', weight: 20_000, experimentWeight: 20_000 },
      { variation: 'off', weight: 80_000, experimentWeight: 80_000 },
    ],
  },
  includeAllTargetsInExperiment: true,
};

describe('switching a flag on', () => {
  it('answers the targeting whole, and raises that environment alone', async () => {
    const { key, targeting } = await aFlag();
    const staging = await api.call('GET', `${project}/environments/staging`);
    const answer = await api.call('PATCH', targeting, { enabled: true });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"', 'flaghoist-change-set': expect.any(String) } });
    expect(answer.headers['flaghoist-revision']).toBe(`production=${answer.body.revision}`);
    expect(answer.body).toEqual({
      flag: key,
      environment: 'production',
      enabled: true,
      offVariation: 'off',
      prerequisites: [],
      individualTargets: [],
      rules: [],
      fallthrough: {
        bucketBy: 'keyId',
        includedInExperiment: true,
        weights: [
          { variation: 'on', weight: 100_000, experimentWeight: 100_000 },
          { variation: 'off', weight: 0, experimentWeight: 0 },
        ],
      },
      includeAllTargetsInExperiment: true,
      rowVersion: 2,
      revision: Date.parse(answer.body.updatedAt),
      updatedAt: expect.any(String),
      warnings: [],
    });
    expect(await api.call('GET', targeting)).toMatchObject({ headers: { etag: '"2"' }, body: answer.body });
    expect((await api.call('GET', `${project}/environments/production`)).body.revision).toBe(answer.body.revision);
    expect((await api.call('GET', `${project}/environments/staging`)).body).toEqual(staging.body);
  });

  it('again changes nothing', async () => {
    const { targeting } = await aFlag();
    const first = await api.call('PATCH', targeting, { enabled: true });
    const before = await changeSets();
    const again = await api.call('PATCH', targeting, { enabled: true });
    expect([again.status, again.headers.etag, again.body]).toEqual([200, '"2"', first.body]);
    expect(again.headers).not.toHaveProperty('flaghoist-change-set');
    expect(again.headers).not.toHaveProperty('flaghoist-revision');
    expect(await changeSets()).toEqual(before);
  });
});

describe('writing a targeting', () => {
  it('fills in every default, and is the same when it is written as it was read', async () => {
    const { targeting } = await aFlag();
    const put = await api.call('PUT', `${targeting}?comment=Second%20wave`, secondWave, { headers: { 'if-match': '"1"' } });
    expect(put).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: secondWaveInFull });
    const again = await api.call('PUT', targeting, put.body, { headers: { 'if-match': '"2"' } });
    expect([again.status, again.headers.etag, again.body]).toEqual([200, '"2"', put.body]);
    expect(again.headers).not.toHaveProperty('flaghoist-change-set');
    const [latest] = (await api.call('GET', `${project}/change-sets?limit=1`)).body.items;
    expect(latest).toMatchObject({ id: put.headers['flaghoist-change-set'], comment: 'Second wave' });
  });

  it('is refused when it was based on something else, and shows what is there', async () => {
    const { key, targeting } = await aFlag();
    const put = await api.call('PUT', targeting, secondWave, { headers: { 'if-match': '"1"' } });
    const stale = await api.call('PUT', targeting, { ...secondWave, enabled: false }, { headers: { 'if-match': '"1"' } });
    expect(stale).toMatchObject({
      status: 412,
      body: {
        code: 'CHANGED_MEANWHILE',
        detail: `the targeting of ${key} in production was changed by root; its row version is 2`,
        changedAt: put.body.updatedAt,
        changeSet: put.headers['flaghoist-change-set'],
      },
    });
    expect(stale.body.current).toEqual(put.body);
  });

  it('keeps a rule’s key, makes one from its name, and lowers what is given', async () => {
    const { targeting } = await aFlag();
    const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
    const rules = [{ name: 'Über staff!', serve }, { key: 'Staff', serve }, { name: 'Über staff!', serve }, { serve }];
    const put = await api.call('PUT', targeting, { rules }, { headers: { 'if-match': '*' } });
    expect(put.body.rules.map(({ key }: { key: string }) => key)).toEqual(['ber-staff', 'staff', 'ber-staff-2', 'rule']);
    const again = await api.call('PUT', targeting, { rules: put.body.rules }, { headers: { 'if-match': '"2"' } });
    expect([again.status, again.headers.etag]).toEqual([200, '"2"']);
  });

  it('takes segments by key', async () => {
    const { targeting } = await aFlag();
    const conditions = [{ operator: 'InSegment', values: ['beta'] }];
    const rules = [{ key: 'testers', conditions, serve: { weights: [{ variation: 'on', weight: 100_000 }] } }];
    const answer = await api.call('PATCH', targeting, { rules });
    expect(answer.body.rules[0].conditions).toEqual([{ operator: 'InSegment', values: ['beta'], negate: false }]);
    expect((await api.call('GET', targeting)).body).toEqual(answer.body);
  });

  const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
  const rule = (condition: object) => ({ rules: [{ key: 'rule', conditions: [condition], serve }] });
  it.each([
    ['UNKNOWN_VARIATION', '/offVariation', { offVariation: 'blue' }],
    ['UNKNOWN_VARIATION', '/individualTargets/0/variation', { individualTargets: [{ variation: 'ON', endUsers: ['u-1'] }] }],
    ['UNKNOWN_SEGMENT', '/rules/0/conditions/0/values/0', rule({ operator: 'InSegment', values: ['nobody'] })],
    [
      'WEIGHT_INVALID',
      '/fallthrough/weights/0/weight',
      {
        fallthrough: {
          weights: [
            { variation: 'on', weight: 0.5 },
            { variation: 'off', weight: 100_000 },
          ],
        },
      },
    ],
    ['WEIGHTS_MUST_SUM', '/fallthrough/weights', { fallthrough: { weights: [{ variation: 'on', weight: 90_000 }] } }],
    ['OPERATOR_INVALID', '/rules/0/conditions/0/operator', rule({ attribute: 'a', operator: 'Near', value: '1' })],
    ['RULE_SHAPE_INVALID', '/rules/0/conditions/0/attribute', rule({ operator: 'Equal', value: '1' })],
    ['RULE_VALUE_INVALID', '/rules/0/conditions/0/value', rule({ attribute: 'a', operator: 'MatchRegex', value: '(a)\\1' })],
    ['RULE_VALUE_INVALID', '/rules/0/conditions/0/value', rule({ attribute: 'a', operator: 'BiggerThan', value: 'ten' })],
    [
      'NEGATE_NOT_AVAILABLE',
      '/rules/0/conditions/0/negate',
      rule({ attribute: 'a', operator: 'StartsWith', value: 'a', negate: true }),
    ],
    [
      'TARGET_TWICE',
      expect.stringMatching(/^\/individualTargets/),
      {
        individualTargets: [
          { variation: 'on', endUsers: ['u'] },
          { variation: 'off', endUsers: ['u'] },
        ],
      },
    ],
    [
      'VARIATION_TWICE',
      expect.stringMatching(/^\/fallthrough\/weights/),
      {
        fallthrough: {
          weights: [
            { variation: 'on', weight: 50_000 },
            { variation: 'on', weight: 50_000 },
          ],
        },
      },
    ],
    [
      'VARIATION_TWICE',
      expect.stringMatching(/^\/individualTargets/),
      {
        individualTargets: [
          { variation: 'on', endUsers: ['u'] },
          { variation: 'on', endUsers: ['v'] },
        ],
      },
    ],
    ['KEY_INVALID', '/rules/0/key', { rules: [{ key: 'a', serve }] }],
    [
      'KEY_EXISTS',
      '/rules/1/key',
      {
        rules: [
          { key: 'aa', serve },
          { key: 'AA', serve },
        ],
      },
    ],
    ['NAME_TOO_LONG', '/rules/0/name', { rules: [{ name: 'n'.repeat(129), serve }] }],
    ['TAG_INVALID', '/rules/0/tags/0', { rules: [{ tags: ['a,b'], serve }] }],
    ['LIMIT_EXCEEDED', '/prerequisites', { prerequisites: [{ flag: 'other', variation: 'on' }] }],
  ])('is refused with %s at %s', async (code, pointer, change) => {
    const { targeting } = await aFlag();
    const patched = await api.call('PATCH', targeting, change);
    expect([patched.status, patched.body.code, errorsOf(patched)]).toEqual([422, code, [[pointer, code]]]);
    const put = await api.call('PUT', targeting, change, { headers: { 'if-match': '"1"' } });
    expect([put.status, put.body.errors]).toEqual([422, patched.body.errors]);
    expect((await api.call('GET', targeting)).body).toMatchObject({ rowVersion: 1, rules: [] });
  });

  it('lists five violations as five, and writes nothing', async () => {
    const { targeting } = await aFlag();
    const rules = [{ key: 'a', conditions: [{ attribute: 'a', operator: 'MatchRegex', value: '(' }], serve: { weights: [] } }];
    const before = await changeSets();
    const body = { enabled: true, offVariation: 'blue', rules, fallthrough: { weights: [{ variation: 'on', weight: 1 }] } };
    const answer = await api.call('PUT', targeting, body, { headers: { 'if-match': '"1"' } });
    expect([answer.status, answer.body.code, answer.body.detail]).toEqual([422, 'VALIDATION_FAILED', '5 members were refused']);
    expect(errorsOf(answer).sort()).toEqual([
      ['/fallthrough/weights', 'WEIGHTS_MUST_SUM'],
      ['/offVariation', 'UNKNOWN_VARIATION'],
      ['/rules/0/conditions/0/value', 'RULE_VALUE_INVALID'],
      ['/rules/0/key', 'KEY_INVALID'],
      ['/rules/0/serve/weights', 'WEIGHTS_MUST_SUM'],
    ]);
    expect(await changeSets()).toEqual(before);
    expect((await api.call('GET', targeting)).body).toMatchObject({ enabled: false, rowVersion: 1 });
  });

  it('names every member of the wrong type', async () => {
    const { targeting } = await aFlag();
    const body = {
      enabled: 'yes',
      individualTargets: [{ variation: 'on' }],
      rules: [{ conditions: [{ attribute: 'a', operator: null }], serve: [] }, 'rule'],
      fallthrough: { weights: [{ variation: 'on', weight: '1', nobody: 1 }] },
    };
    const answer = await api.call('PUT', targeting, body, { headers: { 'if-match': '*' } });
    expect([answer.status, answer.body.code]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(errorsOf(answer).sort()).toEqual([
      ['/enabled', 'WRONG_TYPE'],
      ['/fallthrough/weights/0/nobody', 'UNKNOWN_MEMBER'],
      ['/fallthrough/weights/0/weight', 'WRONG_TYPE'],
      ['/individualTargets/0/endUsers', 'WRONG_TYPE'],
      ['/rules/0/conditions/0/operator', 'WRONG_TYPE'],
      ['/rules/0/serve', 'WRONG_TYPE'],
      ['/rules/1', 'WRONG_TYPE'],
    ]);
  });

  it('keeps a rename of the flag that is made at the same time', async () => {
    const { key, targeting } = await aFlag();
    const [edited, renamed] = await Promise.all([
      api.call('PATCH', targeting, { enabled: true }),
      api.call('PATCH', `${project}/flags/${key}`, { name: 'Renamed' }),
    ]);
    expect([edited.status, renamed.status]).toEqual([200, 200]);
    const { body } = await api.call('GET', `${production}/flags/${key}`);
    expect(body).toMatchObject({ name: 'Renamed', targeting: { enabled: true, rowVersion: 2 } });
  });
});

describe('the flags of an environment', () => {
  it('are listed with a summary of what they do', async () => {
    const { key, targeting } = await aFlag();
    const put = await api.call('PUT', targeting, { ...secondWave, enabled: false }, { headers: { 'if-match': '*' } });
    const definition = (await api.call('GET', `${project}/flags/${key}`)).body;
    const { items } = (await api.call('GET', `${production}/flags?limit=200`)).body;
    expect(items.find((one: { key: string }) => one.key === key)).toEqual({
      ...definition,
      environment: 'production',
      enabled: false,
      serves: ['on', 'off'],
      rules: 1,
      individualTargets: 1,
      prerequisites: [],
      targetingRowVersion: 2,
      revision: put.body.revision,
      changedAt: put.body.updatedAt,
      changedBy: { kind: 'access', id: expect.any(String), key: 'root', name: 'root' },
    });
  });

  it('are read one by one, with their targeting and without an ETag', async () => {
    const { key, targeting } = await aFlag();
    const answer = await api.call('GET', `${production}/flags/${key}`);
    const definition = (await api.call('GET', `${project}/flags/${key}`)).body;
    expect(answer.body).toEqual({ ...definition, targeting: (await api.call('GET', targeting)).body });
    expect(answer.headers).not.toHaveProperty('etag');
  });

  it('leave out what is archived unless asked', async () => {
    const { key } = await aFlag();
    await api.call('POST', `${project}/flags/${key}/archive`);
    const keysOf = async (query: string) =>
      (await api.call('GET', `${production}/flags?limit=200${query}`)).body.items.map(
        (one: { key: string }) => one.key,
      ) as string[];
    expect([(await keysOf('')).includes(key), (await keysOf('&archived=true')).includes(key)]).toEqual([false, true]);
    expect(await keysOf('&archived=all')).toContain(key);
  });
});

describe('a comment', () => {
  const commentOf = async (answer: Answered) =>
    (await api.call('GET', `${project}/change-sets/${answer.headers['flaghoist-change-set'] as string}`)).body.comment as
      string | null;

  it('comes in the query or, percent-encoded, in a header; the query wins', async () => {
    const { targeting } = await aFlag();
    const header = { headers: { 'flaghoist-comment': encodeURIComponent('für später') } };
    expect(await commentOf(await api.call('PATCH', targeting, { enabled: true }, header))).toBe('für später');
    expect(await commentOf(await api.call('PATCH', `${targeting}?comment=why`, { enabled: false }, header))).toBe('why');
    expect(await commentOf(await api.call('PATCH', `${targeting}?comment=%20`, { enabled: true }))).toBeNull();
  });

  it('has at most 1,000 characters, whatever they are made of', async () => {
    const { targeting } = await aFlag();
    const comment = (length: number) => `${targeting}?comment=${encodeURIComponent('😀'.repeat(length))}`;
    const refused = await api.call('PATCH', comment(1_001), { enabled: true });
    expect([refused.status, refused.body.errors[0].parameter]).toEqual([422, 'comment']);
    expect(await api.call('PATCH', comment(1_000), { enabled: true })).toMatchObject({ status: 200 });
  });

  it('that cannot be read is refused', async () => {
    const { targeting } = await aFlag();
    expect(await api.call('PATCH', targeting, {}, { headers: { 'flaghoist-comment': '%E0%A4%A' } })).toMatchObject({
      status: 400,
    });
    expect(await api.call('PATCH', `${targeting}?comment=%00`, {})).toMatchObject({ status: 400 });
    expect(await api.call('PATCH', `${targeting}?comment=a&comment=b`, {})).toMatchObject({ status: 400 });
  });

  it('is needed where the environment wants one, with every change that raises it', async () => {
    const strict = '/workspaces/main/projects/strict';
    const environments = [{ key: 'careful', settings: { requireComment: true } }, { key: 'loose' }];
    await api.call('POST', '/workspaces/main/projects', { key: 'strict', environments });
    const flags = `${strict}/flags`;
    const refused = await api.call('POST', flags, { key: 'one', type: 'boolean' });
    expect(refused).toMatchObject({ status: 422, body: { code: 'COMMENT_REQUIRED' } });
    expect(await api.call('POST', `${flags}?comment=new`, { key: 'one', type: 'boolean' })).toMatchObject({ status: 201 });
    const targeting = (environment: string) => `${strict}/environments/${environment}/flags/one/targeting`;
    expect(await api.call('PATCH', targeting('careful'), { enabled: true })).toMatchObject({
      body: { code: 'COMMENT_REQUIRED' },
    });
    expect(await api.call('PATCH', targeting('careful'), { enabled: false })).toMatchObject({ status: 200 });
    expect(await api.call('PATCH', targeting('loose'), { enabled: true })).toMatchObject({ status: 200 });
  });
});
