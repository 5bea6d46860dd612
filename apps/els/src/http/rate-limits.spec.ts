import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { ManualClock } from '@app/platform';
import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import { streamingQuery } from '../../../../test/support/els/sdk-socket';

const doors = {
  Sdk: '/api/public/sdk/server/latest-all',
  ClientPolling: '/api/public/sdk/client/latest-all',
  Insight: '/api/public/insight/track',
  FeatureFlag: '/api/public/featureflag/evaluate',
};
const user = { keyId: 'u-1' };

describe('rate limits', () => {
  let els: ElsInProcess;
  let clock: ManualClock;
  let environment: ModelEnvironment;
  const start = async (config: object) => {
    clock = new ManualClock(Date.now());
    els = await ElsInProcess.start({ clock, config });
    environment = els.model.add(100);
    environment.flag(aFlag({ key: 'a' }));
  };
  afterAll(() => ElsInProcess.closeAll());
  afterEach(async () => {
    expect(els.errors()).toEqual([]);
    await els.close();
  });

  const knock = (policy: keyof typeof doors, at = environment): Promise<Response> => {
    const { server, client } = at.secrets;
    switch (policy) {
      case 'Sdk':
        return els.get(doors.Sdk, server);
      case 'ClientPolling':
        return els.post(doors.ClientPolling, user, client);
      case 'Insight':
        return els.post(doors.Insight, [], client);
      case 'FeatureFlag':
        return els.post(doors.FeatureFlag, { user }, server);
    }
  };
  const statuses = async (policy: keyof typeof doors, times: number, at?: ModelEnvironment) => {
    const seen: number[] = [];
    for (let i = 0; i < times; i += 1) seen.push((await knock(policy, at)).status);
    return seen;
  };
  /** The answer to an upgrade that is refused, or undefined. */
  const upgrade = async (query = streamingQuery('server', environment.secrets.server, { at: clock.now() })) => {
    const socket = new WebSocket(`${els.url.replace('http', 'ws')}/streaming?${query}`);
    socket.on('error', () => {});
    const answer = await Promise.race([
      once(socket, 'unexpected-response').then(([, refusal]) => refusal as IncomingMessage),
      once(socket, 'open').then(() => undefined),
    ]);
    if (!answer) return { status: 101, socket };
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks).toString(), socket };
  };

  it('are off unless they are configured', async () => {
    await start({});
    for (const policy of Object.keys(doors) as (keyof typeof doors)[]) {
      expect(new Set(await statuses(policy, 250))).toEqual(new Set([200]));
    }
    for (let i = 0; i < 110; i += 1) {
      const { status, socket } = await upgrade();
      expect(status).toBe(101);
      socket.terminate();
    }
  });

  it.each<[keyof typeof doors, object]>([
    ['Sdk', { RATE_LIMIT_SDK: 3 }],
    ['ClientPolling', { RATE_LIMIT_CLIENT_POLLING: 3 }],
    ['Insight', { RATE_LIMIT_INSIGHT: 3 }],
    ['FeatureFlag', { RATE_LIMIT_FEATURE_FLAG: 3 }],
  ])('let %s pass so often in a window, for each environment', async (policy, config) => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_SECONDS: 10, ...config });
    const other = els.model.add(100);
    expect(await statuses(policy, 5)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses(policy, 3, other)).toEqual([200, 200, 200]);
    for (const another of Object.keys(doors) as (keyof typeof doors)[]) {
      if (another !== policy) expect(await statuses(another, 1)).toEqual([200]);
    }
    clock.advance(10_000);
    expect(await statuses(policy, 4)).toEqual([200, 200, 200, 429]);
    expect(await els.figure(`flaghoist_els_rate_limited_total{policy="${policy}"}`)).toBe(3);
  });

  it('say so as JSON, when to come back, and so that a browser may read it', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_SECONDS: 10, RATE_LIMIT_FEATURE_FLAG: 1 });
    await knock('FeatureFlag');
    clock.advance(2_500);
    const answer = await knock('FeatureFlag');
    expect(answer.status).toBe(429);
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/./) });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(answer.headers.get('retry-after')).toBe('8');
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('both paths of one door share one limit', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_FEATURE_FLAG: 2 });
    await statuses('FeatureFlag', 1);
    const hyphened = () => els.post('/api/public/Feature-Flag/evaluate', { user }, environment.secrets.client);
    expect([(await hyphened()).status, (await hyphened()).status]).toEqual([200, 429]);
  });

  it('never hold a client that polls back unless it is asked for by name', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_SDK: 1 });
    expect(new Set(await statuses('ClientPolling', 300))).toEqual(new Set([200]));
  });

  it('count nobody whose secret opens nothing', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_SDK: 1 });
    for (let i = 0; i < 5; i += 1) expect((await els.get(doors.Sdk, environment.secrets.client)).status).toBe(401);
    expect(await statuses('Sdk', 2)).toEqual([200, 429]);
  });

  it('answer an upgrade with 429, and let those in that are to be told never to come back', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_SECONDS: 10, RATE_LIMIT_STREAMING: 2 });
    for (const bad of ['', 'type=server&token=hello', streamingQuery('client', environment.secrets.server)]) {
      const { socket } = await upgrade(bad);
      expect(await once(socket, 'close')).toEqual([4003, expect.anything()]);
    }
    const accepted = [await upgrade(), await upgrade()];
    expect(accepted.map(({ status }) => status)).toEqual([101, 101]);
    const refused = await upgrade();
    expect(refused).toMatchObject({
      status: 429,
      headers: { 'retry-after': '10', 'content-type': 'application/json; charset=utf-8', 'access-control-allow-origin': '*' },
    });
    expect(JSON.parse(refused.body!)).toEqual({ error: expect.stringMatching(/./) });
    clock.advance(10_000);
    const again = await upgrade();
    expect(again.status).toBe(101);
    for (const { socket } of [...accepted, again]) socket.terminate();
  });

  it('close with 1011, and do not refuse, while nobody knows what a secret opens', async () => {
    await start({ RATE_LIMITS: true, RATE_LIMIT_STREAMING: 1 });
    els.model.away = true;
    for (let i = 0; i < 3; i += 1) {
      const { socket } = await upgrade();
      expect(await once(socket, 'close')).toEqual([1011, expect.anything()]);
    }
    els.model.away = false;
  });
});
