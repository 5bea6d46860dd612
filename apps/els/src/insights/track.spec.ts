import { request } from 'node:http';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import { MAX_BODY_BYTES } from '../http/body';

const path = '/api/public/insight/track';
const user = { keyId: 'u-42', name: 'Dana', customizedProperties: [{ name: 'plan', value: 'gold' }] };
const evaluation = {
  featureFlagKey: 'new_nav',
  sendToExperiment: true,
  timestamp: 1767605401000,
  variation: { id: '9a2', name: 'New', value: 'new' },
};
const metric = {
  route: 'index/metric',
  type: 'CustomEvent',
  eventName: 'checkout',
  numericValue: 12.5,
  appType: 'NodeJS-Server-SDK',
  timestamp: 1767605402000,
};
const summary = {
  id: '0198c2d4',
  from: 1,
  to: 2,
  dropped: 0,
  evaluations: [
    { featureFlagKey: 'a', variationId: null, value: null, reason: 'flag-not-found', sendToExperiment: false, count: 3 },
  ],
};

describe('the track door', () => {
  let els: ElsInProcess;
  let secret: string;
  beforeAll(async () => {
    els = await ElsInProcess.start();
    secret = els.model.add().secrets.client;
  });
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  const counts = async () => ({
    evaluations: await els.figure('flaghoist_els_insights_total{kind="evaluations"}'),
    metrics: await els.figure('flaghoist_els_insights_total{kind="metrics"}'),
    dropped: await els.figure('flaghoist_els_insights_total{kind="dropped"}'),
  });
  /** What the body adds to the figures; it is to be answered 200, empty. */
  const counted = async (body: unknown) => {
    const before = await counts();
    const answer = await els.post(path, body, secret);
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    const after = await counts();
    return Object.fromEntries(Object.entries(after).map(([kind, count]) => [kind, count - before[kind as keyof typeof before]]));
  };

  it.each([
    [
      'an evaluation and a metric',
      [
        { user, variations: [evaluation] },
        { user: { keyId: 'u-42' }, metrics: [metric] },
      ],
      [1, 1, 0],
    ],
    ['several entries in one element', [{ user, variations: [evaluation, evaluation], metrics: [metric] }], [2, 1, 0]],
    ['null and absent lists', [{ user, variations: null }, { user, metrics: null, variations: [] }, { user }], [0, 0, 0]],
    [
      'a number as a property',
      [{ user: { keyId: 'u', customizedProperties: [{ name: 'age', value: 42 }] }, variations: [evaluation] }],
      [1, 0, 0],
    ],
    [
      'an entry without its variation (an archived flag)',
      [{ user, variations: [{ ...evaluation, variation: undefined }, evaluation] }],
      [1, 0, 1],
    ],
    ['a variation without a name', [{ user, variations: [{ ...evaluation, variation: { id: 'a', value: '' } }] }], [1, 0, 0]],
    ['null as an element', [null, { user, variations: [evaluation] }], [1, 0, 1]],
    [
      'elements without a valid user',
      [{ variations: [evaluation] }, { user: { keyId: ' ' }, metrics: [metric] }, { user, metrics: [metric] }],
      [0, 1, 2],
    ],
    ['elements of other types', [1, 'two', [3], true, {}], [0, 0, 5]],
    ['lists of other types', [{ user, variations: 'all', metrics: { 0: metric } }], [0, 0, 2]],
    ['metrics without a finite value', [{ user, metrics: [{ ...metric, numericValue: '1' }, metric] }], [0, 1, 1]],
    ['a summary of our own SDK', [{ summary }], [1, 0, 0]],
    ['an empty array', [], [0, 0, 0]],
  ])('takes %s', async (_, body, [evaluations, metrics, dropped]) => {
    expect(await counted(body)).toEqual({ evaluations, metrics, dropped });
  });

  it.each(['text/plain', 'application/xml', null])(
    'never refuses a content type (%s): 415 would end an SDK’s events',
    async (type) => {
      expect((await els.post(path, '[]', secret, type)).status).toBe(200);
    },
  );

  it.each(['', 'no json', '{"a":', '{}', 'null', '"text"'])('answers 400 to what is no JSON array: %j', async (body) => {
    const answer = await els.post(path, body, secret);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('takes 2 MB', async () => {
    const many = Array.from({ length: 9_000 }, () => ({ user, variations: [evaluation] }));
    expect(JSON.stringify(many).length).toBeGreaterThan(2_000_000);
    expect(await counted(many)).toEqual({ evaluations: 9_000, metrics: 0, dropped: 0 });
  });

  const chunked = (chunks: readonly string[]): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      const headers = { 'Content-Type': 'application/json', Authorization: secret };
      const asked = request(`${els.url}${path}`, { method: 'POST', headers }, (got) =>
        got.resume().on('end', () => resolve(got.statusCode)),
      );
      asked.on('error', reject);
      for (const chunk of chunks) asked.write(chunk);
      asked.end();
    });

  it('takes a chunked body, as Node sends it', async () => {
    expect(await chunked(['[', JSON.stringify({ user, metrics: [metric] }), ']'])).toBe(200);
  });

  it('answers 400, never 413, to more than 5 MiB, chunked or not', async () => {
    const tooMuch = `["${'x'.repeat(MAX_BODY_BYTES)}"]`;
    expect((await els.post(path, tooMuch, secret)).status).toBe(400);
    expect(await chunked(['["', ...Array.from({ length: 100 }, () => 'x'.repeat(60_000)), '"]'])).toBe(400);
  });

  it('takes 20,000 levels of nesting for one bad element', async () => {
    expect(await counted(`${'['.repeat(20_000)}${']'.repeat(20_000)}`)).toEqual({ evaluations: 0, metrics: 0, dropped: 1 });
  });
});
