import { checkEnvelope } from './envelope';
import { Topics } from './topics';

const environmentId = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const item = { kind: 'flag', key: 'new_nav', revision: 8, json: '{}' };
const evaluation = {
  id: '0198c2d5-0000-7000-8000-000000000001',
  flagKey: 'new_nav',
  variationId: '9a2',
  value: 'new',
  endUserKeyId: 'u-42',
  count: 1,
  inExperiment: true,
  experimentLayer: null,
  reason: null,
  ruleKey: null,
  revision: null,
  occurredAt: 1_767_605_401_000,
};
const metric = { id: evaluation.id, eventName: 'checkout', endUserKeyId: 'u-42', numericValue: -12.5, occurredAt: 1 };

/** A body of each topic, whole. */
const bodies = {
  environmentChanged: { instance: 'i', environmentId, previousRevision: 7, revision: 8, secrets: true, items: [item] },
  workspaceChanged: { instance: 'i', workspaceId: 'w', policyRevision: 3 },
  presence: {
    instance: 'i',
    els: 'e',
    sentAt: 1,
    environments: [{ environmentId, connections: [{ type: 'server', sentRevision: 8, count: 2 }], oldestLagMs: 0 }],
  },
  endUsers: {
    environmentId,
    endUsers: [{ keyId: 'u-42', name: 'Dana', properties: [{ name: 'plan', value: '' }], anonymous: false, seenAt: 1 }],
  },
  insights: { environmentId, sdk: null, receivedAt: 1, evaluations: [evaluation], metrics: [metric] },
  usage: { environmentId, day: '2026-01-05', endUsers: ['u-42'], evaluations: 3, metrics: 1, dropped: 0 },
} as const;

const all = Object.keys(Topics) as (keyof typeof Topics)[];

describe('the topics', () => {
  it('are called as on the wire, and three of them are real-time', () => {
    expect(all.map((name) => [Topics[name].name, Topics[name].kind])).toEqual([
      ['environment-changed', 'real-time'],
      ['workspace-changed', 'real-time'],
      ['presence', 'real-time'],
      ['end-users', 'job'],
      ['insights', 'job'],
      ['usage', 'job'],
    ]);
  });

  it.each(all)('%s takes its body as it is, and what a newer process adds', (name) => {
    const body = { ...bodies[name], addedLater: [1] };
    expect(Topics[name].check(body)).toEqual({ ok: true, body });
  });

  it.each(all.flatMap((name) => [undefined, null, 42, 'x', [], true, {}].map((body) => [name, body] as const)))(
    '%s refuses %j',
    (name, body) => {
      expect(Topics[name].check(body)).toEqual({ ok: false, reason: expect.stringMatching(/^body/) });
    },
  );

  it.each(all.flatMap((name) => Object.keys(bodies[name]).map((member) => [name, member] as const)))(
    '%s refuses a body whose %s is an object of another kind',
    (name, member) => {
      const read = Topics[name].check({ ...bodies[name], [member]: { surprise: true } });
      expect(read).toEqual({
        ok: false,
        reason: expect.stringMatching(new RegExp(`^body\\.${member} must be .+, got a value of type object$`)),
      });
    },
  );
});

describe('a hint', () => {
  const { check } = Topics.environmentChanged;

  it('may come without items and without secrets', () => {
    expect(check({ instance: 'i', environmentId, previousRevision: 0, revision: 1 }).ok).toBe(true);
  });

  it.each([
    [{ revision: 7 }, 'body.revision must be above previousRevision, got 7 after 7'],
    [{ revision: 1.5 }, 'body.revision must be a whole number from 0, got 1.5'],
    [{ previousRevision: -1 }, 'body.previousRevision must be a whole number from 0, got -1'],
    [{ revision: '8' }, 'body.revision must be a whole number from 0, got other text'],
    [{ secrets: false }, 'body.secrets must be true, got false'],
    [{ environmentId: '' }, 'body.environmentId must be text that is not empty, got empty text'],
    [{ items: [item, null] }, 'body.items[1] must be an object, got null'],
    [{ items: [{ ...item, kind: 'rule' }] }, 'body.items[0].kind must be flag or segment, got other text'],
    [{ items: [{ ...item, json: undefined }] }, 'body.items[0].json must be text that is not empty, got nothing'],
  ])('with %j is refused: %s', (wrong, reason) => {
    expect(check({ ...bodies.environmentChanged, ...wrong })).toEqual({ ok: false, reason });
  });
});

describe('insights', () => {
  it.each([
    [{ evaluations: [{ ...evaluation, count: -1 }] }, 'body.evaluations[0].count must be a whole number from 0, got -1'],
    [{ metrics: [{ ...metric, numericValue: NaN }] }, 'body.metrics[0].numericValue must be a number, got NaN'],
    [
      { metrics: [metric, { ...metric, endUserKeyId: null }] },
      'body.metrics[1].endUserKeyId must be text that is not empty, got null',
    ],
  ])('with %j are refused: %s', (wrong, reason) => {
    expect(Topics.insights.check({ ...bodies.insights, ...wrong })).toEqual({ ok: false, reason });
  });

  it('may name no flag, no end user and no environment revision', () => {
    const summarized = {
      ...evaluation,
      variationId: null,
      value: null,
      endUserKeyId: null,
      reason: 'flag-not-found',
      count: 181_234,
    };
    expect(Topics.insights.check({ ...bodies.insights, evaluations: [summarized] }).ok).toBe(true);
  });
});

it.each([
  ['2026-1-5', 'other text'],
  ['2026-01-05T00:00:00Z', 'other text'],
  ['', 'empty text'],
  [20_260_105, '20260105'],
])('usage of the day %j is refused', (day, got) => {
  const reason = `body.day must be a UTC day such as 2026-01-05, got ${got}`;
  expect(Topics.usage.check({ ...bodies.usage, day })).toEqual({ ok: false, reason });
});

describe('the envelope', () => {
  const envelope = { id: '1', correlationId: 'c', scopeId: environmentId, at: 1, body: undefined };

  it('is checked apart from what it holds', () => {
    expect(checkEnvelope(envelope)).toEqual({ ok: true, body: envelope });
  });

  it.each(['id', 'correlationId', 'scopeId', 'at'])('is refused without %s', (member) => {
    expect(checkEnvelope({ ...envelope, [member]: undefined })).toEqual({
      ok: false,
      reason: expect.stringContaining(`body.${member} must be`),
    });
  });
});
