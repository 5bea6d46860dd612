import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../test/support/els/model-in-memory';
import { streamingQuery } from '../../../test/support/els/sdk-socket';
import { pause } from '../../../test/support/eventually';

const user = { keyId: 'u-1' };
const serverDoor = '/api/public/sdk/server/latest-all';
const clientDoor = '/api/public/sdk/client/latest-all';
const track = '/api/public/insight/track';

/** The rules of featbit-protocol.md §0 that break SDKs, by number: what these doors can do about each. */
describe('the twenty rules', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  let server: string;
  let client: string;

  beforeAll(async () => (els = await ElsInProcess.start()));
  afterAll(() => ElsInProcess.closeAll());
  beforeEach(() => {
    environment = els.model.add(100);
    environment.segment(aSegment({ id: 's', included: ['u-1'] }));
    environment.flag(
      aFlag({ key: 'a', rules: [aRule('In s', [aSegmentCondition('s')])], targetUsers: [{ variationId: 'on', keyIds: ['x'] }] }),
    );
    environment.flag(
      aFlag({
        key: 'b',
        variationType: 'number',
        variations: [
          { id: 'on', name: '', value: '12.50' },
          { id: 'off', name: '', value: '{"a":1}' },
        ],
      }),
    );
    ({ server, client } = environment.secrets);
  });
  afterEach(() => expect(els.errors()).toEqual([]));

  const poll = (query = '') => els.get(`${serverDoor}${query}`, server);
  const clientPoll = (query = '') => els.post(`${clientDoor}${query}`, user, client);

  it('1: every frame is an object with messageType, and data-sync has an object data', async () => {
    const [one, other] = [await els.server(environment), await els.client(environment)];
    for (const sdk of [one, other]) {
      for (const text of ['{}', 'null', '{"messageType":"data-sync"}', '{"messageType":"data-sync","data":null}', '[]', 'x'])
        sdk.send(text);
      sdk.send({ messageType: 'ping', data: null });
      sdk.send({ messageType: 'data-sync', data: { timestamp: 0, user } });
      sdk.send({ messageType: 'data-sync', data: { timestamp: environment.revision, user } });
    }
    await els.announce(environment.flag(aFlag({ key: 'c' })));
    for (const sdk of [one, other]) {
      await sdk.quiet();
      for (const text of sdk.heard) {
        const { messageType, data } = JSON.parse(text) as Record<string, unknown>;
        expect(['pong', 'echo', 'data-sync']).toContain(messageType);
        if (messageType === 'data-sync') expect(data).toMatchObject({ eventType: expect.stringMatching(/^(full|patch)$/) });
      }
    }
  });

  it.each(['s', '{"a":1}', '42', 'null', '["s"', null])(
    '2: a segment condition whose value is %j never reaches an SDK',
    async (value) => {
      const condition = { ...aSegmentCondition(), value };
      environment.flag(aFlag({ key: 'bad', rules: [aRule('bad', [condition])] }));
      environment.segment(aSegment({ id: 't', rules: [{ id: 'r', name: '', conditions: [condition] }] }));
      const full = await (await els.server(environment)).sync();
      for (const rule of [...full.featureFlags, ...full.segments].flatMap(
        ({ rules }) => rules as { conditions: { value: string }[] }[],
      )) {
        for (const { value: sent } of rule.conditions) expect(Array.isArray(JSON.parse(sent))).toBe(true);
      }
      expect(full.featureFlags.map(({ key }) => key as string)).toEqual(expect.arrayContaining(['a', 'b']));
    },
  );

  it('3: no answer has an ETag', async () => {
    for (const answer of [await poll(), await poll(`?timestamp=${environment.revision}`), await clientPoll()]) {
      expect(answer.headers.get('etag')).toBeNull();
    }
  });

  it('4: nothing changed is 200 with an empty body', async () => {
    for (const answer of [
      await poll(`?timestamp=${environment.revision}`),
      await clientPoll(`?timestamp=${environment.revision}`),
    ]) {
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    }
  });

  it('5: polling is never limited, and goes on while the database is away', async () => {
    await clientPoll();
    els.model.away = true;
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => clientPoll(`?timestamp=${i}`)));
    els.model.away = false;
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it.each(['no json', '{}', `["${'x'.repeat(6_000_000)}"]`, 'null'])(
    '6: track answers 400 and nothing else to what it cannot take: %.20s',
    async (body) => {
      for (const type of ['application/json', 'text/plain', 'application/octet-stream']) {
        expect((await els.post(track, body, client, type)).status).toBe(400);
      }
    },
  );

  it('7: 4003 for what can never be let in, another code for what may pass', async () => {
    expect(await (await els.connect(streamingQuery('server', client))).closed).toBe(4003);
    const later = els.model.add();
    els.model.away = true;
    const sdk = await els.server(later);
    const code = await sdk.closed;
    els.model.away = false;
    expect(code).toBe(1011);
  });

  it('8: a ping is answered while everything else waits', async () => {
    const sdk = await els.client(environment);
    sdk.send({ messageType: 'ping', data: null });
    expect(await sdk.next()).toEqual({ messageType: 'pong', data: {} });
  });

  it('9: every client data-sync is answered, one each, in order', async () => {
    const sdk = await els.client(environment);
    const cursors = [0, environment.revision, 'x', undefined, -1, 1e300];
    for (const [i, timestamp] of cursors.entries())
      sdk.send({ messageType: 'data-sync', data: { timestamp, user: { keyId: `u-${i}` } } });
    for (const i of cursors.keys()) expect((await sdk.nextSync()).userKeyId).toBe(`u-${i}`);
  });

  it('10: userKeyId is the keyId that was sent last, byte for byte, in answers and pushes', async () => {
    const sdk = await els.client(environment);
    const keyId = ' Ünï\u0000\t"☃\ud83c\udf89 ';
    expect((await sdk.sync(0, { user: { keyId } })).userKeyId).toBe(keyId);
    await els.announce(environment.flag(aFlag({ key: 'c' })));
    expect((await sdk.nextSync()).userKeyId).toBe(keyId);
    const { data } = (await (await els.post(clientDoor, { keyId }, client)).json()) as { data: { userKeyId: string } };
    expect(data.userKeyId).toBe(keyId);
  });

  it('11: featureFlags of a client payload and the variationOptions of each are arrays', async () => {
    const empty = els.model.add();
    for (const where of [empty, environment]) {
      const sdk = await els.client(where);
      for (const cursor of [0, where.revision]) {
        const { featureFlags } = await sdk.sync(cursor, { user });
        expect(Array.isArray(featureFlags)).toBe(true);
        for (const { variationOptions } of featureFlags) expect(Array.isArray(variationOptions)).toBe(true);
      }
    }
  });

  it('12: what SDKs walk over is an array, and a roll-out two numbers, tombstones included', async () => {
    environment.remove('flag', 'b');
    environment.segment(aSegment({ id: 't' }));
    environment.remove('segment', 't', 't');
    const sdk = await els.server(environment);
    for (const cursor of [0, 100]) {
      const { featureFlags, segments } = await sdk.sync(cursor);
      for (const { variations, targetUsers, rules, fallthrough } of featureFlags) {
        for (const list of [variations, targetUsers, rules, fallthrough.variations]) expect(Array.isArray(list)).toBe(true);
        for (const rule of rules) expect([Array.isArray(rule.conditions), Array.isArray(rule.variations)]).toEqual([true, true]);
        for (const { rollout } of [...fallthrough.variations, ...rules.flatMap((rule: any) => rule.variations)]) {
          expect(rollout).toEqual([expect.any(Number), expect.any(Number)]);
        }
      }
      for (const { included, excluded, rules } of segments) {
        for (const list of [included, excluded, rules]) expect(Array.isArray(list)).toBe(true);
      }
    }
  });

  it('13: what an SDK is sent of a flag carries a greater number each time it differs', async () => {
    const [sdk, page] = [await els.server(environment), await els.client(environment)];
    let last = Date.parse((await sdk.sync()).featureFlags.find(({ key }) => key === 'b')!.updatedAt as string);
    await page.sync(0, { user });
    for (let i = 0; i < 5; i += 1) {
      await els.announce(environment.flag(aFlag({ key: 'b', isEnabled: i % 2 === 0 })));
      const updatedAt = Date.parse((await sdk.nextSync()).featureFlags[0]!.updatedAt as string);
      expect(updatedAt).toBeGreaterThan(last);
      expect((await page.nextSync()).featureFlags[0]!.timestamp).toBe(updatedAt);
      last = updatedAt;
    }
  });

  it('14: a push waits for the first sync answer', async () => {
    const sdk = await els.server(environment);
    await els.announce(environment.flag(aFlag({ key: 'c' })));
    await pause(20);
    expect(sdk.heard).toEqual([]);
    expect((await sdk.sync()).eventType).toBe('full');
  });

  it('15 and 16: an archived flag is sent as one that nobody can evaluate, or left out of everything', async () => {
    const [sdk, page] = [await els.server(environment), await els.client(environment)];
    await sdk.sync();
    await page.sync(0, { user });
    await els.announce(environment.remove('flag', 'b'));
    expect((await sdk.nextSync()).featureFlags).toEqual([
      expect.objectContaining({ key: 'b', isEnabled: false, disabledVariationId: '', variations: [] }),
    ]);
    const full = await page.nextSync();
    expect([full.eventType, full.featureFlags.map(({ id }) => id as string)]).toEqual(['full', ['a']]);
    // neither of them asks for everything again and again: the cursor is past the removal
    const cursor = full.featureFlags[0]!.timestamp as number;
    expect(await (await clientPoll(`?timestamp=${cursor}`)).text()).toBe('');
    const whole = (await (await poll()).json()) as {
      data: { featureFlags: { updatedAt: string }[]; segments: { updatedAt: string }[] };
    };
    const newest = Math.max(
      ...[...whole.data.featureFlags, ...whole.data.segments].map(({ updatedAt }) => Date.parse(updatedAt)),
    );
    expect(await (await poll(`?timestamp=${newest}`)).text()).toBe('');
  });

  it('17: values are texts', async () => {
    const { featureFlags } = await (await els.client(environment)).sync(0, { user });
    expect(featureFlags.map(({ variation }) => variation as string)).toEqual(['true', '12.50']);
    const definitions = (await (await els.server(environment)).sync()).featureFlags;
    for (const { variations } of definitions) for (const { value } of variations) expect(typeof value).toBe('string');
  });

  it('18: Authorization is the raw secret', async () => {
    expect((await poll()).status).toBe(200);
    expect((await els.get(serverDoor, `Bearer ${server}`)).status).toBe(401);
  });

  it('19: a pre-flight allows the headers it asks for, by name', async () => {
    const asked = 'authorization,content-type,x-user-agent,user-agent';
    const headers = {
      Origin: 'https://app.example.com',
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': asked,
    };
    const answer = await fetch(`${els.url}${clientDoor}`, { method: 'OPTIONS', headers });
    expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([204, asked]);
  });

  it('20: one bad flag spoils nothing', async () => {
    const [sdk, page] = [await els.server(environment), await els.client(environment)];
    await sdk.sync();
    await page.sync(0, { user });
    await els.announce(
      environment.commit([
        ['flag', 'bad', aFlag({ key: 'bad', fallthrough: { dispatchKey: null, includedInExpt: true, variations: [] } })],
        ['flag', 'c', aFlag({ key: 'c' })],
      ]),
    );
    expect((await sdk.nextSync()).featureFlags.map(({ key }) => key as string)).toEqual(['c']);
    expect((await page.nextSync()).featureFlags.map(({ id }) => id as string)).toEqual(['c']);
  });
});
