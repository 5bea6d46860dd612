import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';
import type { SyncData } from '../../../../test/support/els/sdk-socket';

const serverDoor = '/api/public/sdk/server/latest-all';
const clientDoor = '/api/public/sdk/client/latest-all';

describe('polling', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;
  beforeAll(async () => (els = await ElsInProcess.start({ timing: { catchUpEveryMs: 50, snapshotWaitMs: 200 } })));
  afterAll(() => ElsInProcess.closeAll());
  beforeEach(() => {
    environment = els.model.add(100);
    environment.flag(aFlag({ key: 'a' }));
    environment.flag(aFlag({ key: 'b' })); // 102
  });
  afterEach(() => expect(els.errors()).toEqual([]));

  const server = (query = '') => els.get(`${serverDoor}${query}`, environment.secrets.server);
  const client = (query = '', body: unknown = { keyId: 'u-1' }, type?: string | null) =>
    els.post(`${clientDoor}${query}`, body, environment.secrets.client, type);
  const read = async (answer: Response) => {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    const { messageType, data } = (await answer.json()) as { messageType: string; data: SyncData };
    expect(messageType).toBe('data-sync');
    return data;
  };

  it('brings a server SDK everything, then what changed, then nothing: 200 with an empty body', async () => {
    expect(await read(await server())).toMatchObject({
      eventType: 'full',
      featureFlags: [{ key: 'b' }, { key: 'a' }],
      segments: [],
    });
    expect(await read(await server('?timestamp=101'))).toMatchObject({ eventType: 'patch', featureFlags: [{ key: 'b' }] });
    const nothing = await server('?timestamp=102');
    expect([nothing.status, await nothing.text()]).toEqual([200, '']);
  });

  it('brings a client SDK the same, evaluated', async () => {
    expect(await read(await client())).toMatchObject({
      eventType: 'full',
      userKeyId: 'u-1',
      featureFlags: [{ id: 'a' }, { id: 'b' }],
    });
    expect(await read(await client('?timestamp=101'))).toMatchObject({
      eventType: 'patch',
      featureFlags: [{ id: 'b', timestamp: 102 }],
    });
    const nothing = await client('?timestamp=102');
    expect([nothing.status, await nothing.text()]).toEqual([200, '']);
  });

  it('follows hints and what left', async () => {
    await server();
    await els.announce(environment.remove('flag', 'b'));
    expect(await read(await server('?timestamp=102'))).toMatchObject({
      eventType: 'patch',
      featureFlags: [{ key: 'b', isArchived: true }],
    });
    expect(await read(await client('?timestamp=102'))).toMatchObject({
      eventType: 'full',
      featureFlags: [{ id: 'a', timestamp: 103 }],
    });
    for (const nothing of [await server('?timestamp=103'), await client('?timestamp=103')]) {
      expect([nothing.status, await nothing.text()]).toEqual([200, '']);
    }
  });

  it('with caps says revision and instance, and a poll of other data is answered with everything', async () => {
    expect(await read(await server('?caps=1'))).toMatchObject({ revision: 102, instance: 'instance-1' });
    expect(await read(await client('?caps=1'))).toMatchObject({ revision: 102, instance: 'instance-1' });
    expect(await (await server('?timestamp=102&caps=1&instance=instance-1')).text()).toBe('');
    expect(await read(await server('?timestamp=102&caps=1&instance=other'))).toMatchObject({ eventType: 'full' });
    expect(await (await server('?timestamp=102&instance=other')).text()).toBe(''); // without caps nobody looks
  });

  it.each(['-1', '+0', '00'])('takes the timestamp %s for none', async (timestamp) => {
    expect(await read(await server(`?timestamp=${encodeURIComponent(timestamp)}`))).toMatchObject({ eventType: 'full' });
  });

  it.each(['', 'x', '1.5', '1e3', '0x10', 'null', '99999999999999999999', '1&timestamp=2'])(
    'answers 400 to the timestamp %j',
    async (timestamp) => {
      for (const answer of [await server(`?timestamp=${timestamp}`), await client(`?timestamp=${timestamp}`)]) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
      }
    },
  );

  it.each([{}, { keyId: '' }, { keyId: '  ' }, { keyId: null }, { keyId: 7 }, null, [], 'u-1', 5])(
    'answers 400 in plain text to the end user %j',
    async (body) => {
      const answer = await client('', JSON.stringify(body));
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/plain; charset=utf-8']);
    },
  );

  it('answers 400 to a body that is no JSON', async () => {
    expect((await client('', '{"keyId":')).status).toBe(400);
  });

  it.each([
    ['text/plain', '{"keyId":"u"}'],
    [null, '{"keyId":"u"}'],
    ['application/json', ''],
    [null, ''],
  ])('answers 415 to %s and the body %j', async (type, body) => {
    expect((await client('', body, type)).status).toBe(415);
  });

  it('takes any way to write application/json', async () => {
    for (const type of ['application/json;charset=UTF-8', 'Application/JSON'])
      expect((await client('', { keyId: 'u' }, type)).status).toBe(200);
  });

  it('waits for its environment and then answers 503, to be asked again', async () => {
    await server(); // so that the secret is known
    const other = els.model.add(200);
    els.model.away = true;
    const answer = await els.get(serverDoor, other.secrets.server);
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('access-control-allow-origin')]).toEqual([
      503,
      '1',
      '*',
    ]);
    expect(await read(await server())).toMatchObject({ eventType: 'full' }); // what is in memory is served
    els.model.away = false;
    expect((await els.get(serverDoor, other.secrets.server)).status).toBe(200);
  });
});
