import { randomBytes, randomUUID } from 'node:crypto';
import { encodeToken, makeSecretValue } from '@app/protocol';
import { eventually } from '../support/eventually';
import { type Flaghoist, startFlaghoist } from '../support/flaghoist';
import { describeWith } from '../support/requires';
import { rawServerConnection, streamingUrl } from '../support/sockets';
import { missingSdks } from '../support/tools';
import WebSocket from 'ws';

const project = '/workspaces/main/projects/app';
const secondsFromNow = (seconds: number) => Math.floor(Date.now() / 1000) + seconds;

let flaghoist: Flaghoist;
beforeAll(async () => {
  flaghoist = await startFlaghoist();
}, 120_000);
afterAll(() => flaghoist?.close());

/** A server connection that was let in; `closed` resolves with its close code. */
async function connected(secret: string) {
  const { socket, frames } = await rawServerConnection(flaghoist.els, secret);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await eventually('it is synced', () => frames.length > 0);
  return { closed };
}

/** The close code of a new connection, or `open` when it is let in. */
async function triesToConnect(secret: string): Promise<number | 'open'> {
  const socket = new WebSocket(streamingUrl(flaghoist.els, 'server', secret));
  socket.on('error', () => {});
  const answer = new Promise<number | 'open'>((resolve) => {
    socket.once('close', resolve);
    socket.once('message', () => resolve('open'));
  });
  socket.once('open', () => socket.send(JSON.stringify({ messageType: 'data-sync', data: { timestamp: 0 } })));
  return answer.finally(() => socket.terminate());
}

/** An environment with a secret of the server kind, by root's choice or by ours. */
async function anEnvironment(key: string, secret: object = { name: 'Server Key', type: 'server' }) {
  const environment = `${project}/environments/${key}`;
  const { body } = await flaghoist.api.must('POST', `${project}/environments`, { key, secrets: [secret] });
  const { items } = (await flaghoist.api.must('GET', `${environment}/secrets`)).body;
  return { environment, id: body.id as string, secret: `${environment}/secrets/${items[0].id}`, value: items[0].value as string };
}

describeWith('moving in from elsewhere', missingSdks, () => {
  const { nodeSdk, endUser, closeNodeSdks } = jest.requireActual<typeof import('../support/node-sdk')>('../support/node-sdk');
  afterAll(closeNodeSdks);

  it('takes two URLs: an SDK goes on with the secret it had, and the environment with its id', async () => {
    const { api } = flaghoist;
    const id = randomUUID();
    const [server, client] = [makeSecretValue(randomBytes(16), id), makeSecretValue(randomBytes(16), id)];
    const secrets = [
      { name: 'Server Key', type: 'server', value: server },
      { name: 'Client Key', type: 'client', value: client },
    ];
    const variations = ['on', 'off'].map((key) => ({ key, value: key }));
    await api.must('POST', `${project}/flags`, { key: 'checkout', type: 'string', variations });
    const made = await api.must('POST', `${project}/environments`, { key: 'moved', id, secrets });
    expect(made.body).toMatchObject({ id, key: 'moved' });
    const targeting = `${project}/environments/moved/flags/checkout/targeting`;
    await api.must('PATCH', targeting, { enabled: true });

    for (const polling of [false, true]) {
      const sdk = nodeSdk(flaghoist.els, server, { polling });
      await sdk.waitForInitialization();
      expect(await sdk.stringVariation('checkout', endUser('u-1'), 'default')).toBe('on');
    }
    const streaming = nodeSdk(flaghoist.els, server);
    await streaming.waitForInitialization();
    await api.must('PATCH', targeting, { enabled: false });
    await eventually(
      'the change arrives',
      async () => (await streaming.stringVariation('checkout', endUser('u-1'), 'default')) === 'off',
    );
    const evaluated = await fetch(`${flaghoist.els}/api/public/sdk/client/latest-all?timestamp=0`, {
      method: 'POST',
      headers: { authorization: client, 'content-type': 'application/json' },
      body: JSON.stringify({ keyId: 'u-1', name: 'u-1' }),
    });
    expect([evaluated.status, JSON.stringify(await evaluated.json())]).toEqual([200, expect.stringContaining('"checkout"')]);
  }, 120_000);
});

describe('a secret of any 44 characters', () => {
  it('opens its environment, whatever it seems to say of another', async () => {
    const value = randomBytes(33).toString('base64url');
    const elsewhere = makeSecretValue(randomBytes(16), randomUUID());
    await anEnvironment('any', { name: 'Any', type: 'server', value });
    await anEnvironment('lying', { name: 'Lying', type: 'server', value: elsewhere });
    expect([await triesToConnect(value), await triesToConnect(elsewhere)]).toEqual(['open', 'open']);
    expect(encodeToken(value, Date.now(), 0.5)).not.toContain(value);
  });
});

describe('what a secret opened is closed with 4003', () => {
  const rest = () => flaghoist.api;

  it('when the secret is deleted, others of the environment stay', async () => {
    const { environment, secret, value } = await anEnvironment('deleted');
    const { body: kept } = await rest().must('POST', `${environment}/secrets`, { name: 'Kept', type: 'server' });
    const [one, other] = [await connected(value), await connected(kept.value)];
    await rest().must('DELETE', secret);
    expect(await one.closed).toBe(4003);
    expect(await triesToConnect(value)).toBe(4003);
    expect(await triesToConnect(kept.value)).toBe('open');
    await rest().must('DELETE', `${environment}/secrets/${kept.id}`);
    expect(await other.closed).toBe(4003);
  });

  it('when the secret expires; extending it opens again', async () => {
    const { secret, value } = await anEnvironment('expiring');
    const { closed } = await connected(value);
    await rest().must('PATCH', secret, { expiresAt: secondsFromNow(-1) });
    expect(await closed).toBe(4003);
    expect(await triesToConnect(value)).toBe(4003);
    await rest().must('PATCH', secret, { expiresAt: secondsFromNow(3_600) });
    await eventually('it opens', async () => (await triesToConnect(value)) === 'open');
  });

  it('by itself when its time comes', async () => {
    const { secret, value } = await anEnvironment('timed');
    const { closed } = await connected(value);
    await rest().must('PATCH', secret, { expiresAt: secondsFromNow(2) });
    expect(await closed).toBe(4003); // looked at every minute
  }, 600_000);

  it('when the environment or the project is archived, and opens again when that is restored', async () => {
    const { environment, value } = await anEnvironment('archived');
    for (const place of [environment, project]) {
      const { closed } = await connected(value);
      await rest().must('POST', `${place}/archive`);
      expect(await closed).toBe(4003);
      expect(await triesToConnect(value)).toBe(4003);
      await rest().must('POST', `${place}/restore`);
      await eventually('it opens', async () => (await triesToConnect(value)) === 'open');
    }
  });

  it('when the workspace goes', async () => {
    await rest().must('POST', '/workspaces', { key: 'leaving' });
    await rest().must('POST', '/workspaces/leaving/projects', { key: 'web' });
    const { items } = (await rest().must('GET', '/workspaces/leaving/projects/web/environments/staging/secrets')).body;
    const { value } = items.find(({ type }: { type: string }) => type === 'server');
    const { closed } = await connected(value);
    await rest().must('DELETE', '/workspaces/leaving?confirm=leaving');
    expect(await closed).toBe(4003);
    expect(await triesToConnect(value)).toBe(4003);
  });
});
