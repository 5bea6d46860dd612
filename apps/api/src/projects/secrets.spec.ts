import { randomBytes } from 'node:crypto';
import { environmentNamedBy } from '@app/protocol';
import { Announced } from '../../../../test/support/announced';
import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { Tables } from '../../../../test/support/tables';
import { hashOf } from './secret-seal';

let api: TestApi;
let announced: Announced;
let environmentId: string;
beforeAll(async () => {
  api = await freshApi();
  announced = new Announced(api);
  environmentId = api.firstRun.environments.find(({ key }) => key === 'production')!.id;
});
afterAll(() => api.close());

const secrets = `${production}/secrets`;
const ifMatch = (etag: unknown) => ({ headers: { 'if-match': String(etag) } });
const refused = (status: number, code: string, pointer: string | null) => ({
  status,
  body: { code, errors: [{ pointer, code }] },
});
const aValue = () => randomBytes(33).toString('base64url');

describe('making a secret', () => {
  it('answers its value, made for that environment, and has it looked up', async () => {
    const answer = await api.call('POST', secrets, { name: 'Mobile', type: 'client', expiresAt: 4_000_000_000 });
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"', location: `/api/v1${secrets}/${answer.body.id}` } });
    expect(answer.headers['flaghoist-revision']).toMatch(/^production=\d+$/);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Mobile',
      type: 'client',
      value: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
      expiresAt: 4_000_000_000,
      expired: false,
      rowVersion: 1,
      createdAt: answer.body.createdAt,
      updatedAt: answer.body.createdAt,
    });
    expect(environmentNamedBy(answer.body.value)).toBe(environmentId);
    expect(await announced.secrets()).toEqual({ [environmentId]: [hashOf(answer.body.value)] });
    expect((await api.call('GET', `${secrets}/${answer.body.id}`)).body).toEqual(answer.body);
    const { items } = (await api.call('GET', secrets)).body;
    expect(items.at(-1)).toEqual(answer.body); // oldest first
  });

  it('may bring its value along, once in the whole instance', async () => {
    const value = aValue();
    const body = { name: 'Old', type: 'server', value };
    expect(await api.call('POST', secrets, body)).toMatchObject({ status: 201, body: { value } });
    expect(await api.call('POST', secrets, body)).toMatchObject(refused(409, 'SECRET_EXISTS', '/value'));
    const elsewhere = `${project}/environments/staging/secrets`;
    expect(await api.call('POST', elsewhere, body)).toMatchObject(refused(409, 'SECRET_EXISTS', '/value'));
    const withIt = { key: 'with-it', secrets: [{ name: 'Fine', type: 'server' }, body] };
    expect(await api.call('POST', `${project}/environments`, withIt)).toMatchObject(
      refused(409, 'SECRET_EXISTS', '/secrets/1/value'),
    );
    expect(await api.call('POST', '/workspaces/main/projects', { key: 'with-it', environments: [withIt] })).toMatchObject(
      refused(409, 'SECRET_EXISTS', '/environments/0/secrets/1/value'),
    );
  });

  it('is made once of two that bring the same value at the same time', async () => {
    const body = { name: 'Raced', type: 'server', value: aValue() };
    const places = [secrets, `${project}/environments/staging/secrets`];
    const answers = await Promise.all(places.map((path) => api.call('POST', path, body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it.each([
    [422, 'VALIDATION_FAILED', { type: 'server' }, '/name'],
    [422, 'NAME_TOO_LONG', { name: 'x'.repeat(129), type: 'server' }, '/name'],
    [422, 'SECRET_TYPE_INVALID', { name: 'x' }, '/type'],
    [422, 'SECRET_TYPE_INVALID', { name: 'x', type: 'mobile' }, '/type'],
    [422, 'SECRET_INVALID', { name: 'x', type: 'server', value: 'short' }, '/value'],
    [422, 'SECRET_INVALID', { name: 'x', type: 'server', value: `${'x'.repeat(43)}=` }, '/value'],
    [422, 'EXPIRY_INVALID', { name: 'x', type: 'server', expiresAt: 1.5 }, '/expiresAt'],
    [422, 'EXPIRY_INVALID', { name: 'x', type: 'server', expiresAt: -1 }, '/expiresAt'],
    [400, 'WRONG_TYPE', { name: 'x', type: 'server', value: null }, '/value'],
    [400, 'WRONG_TYPE', { name: 'x', type: 'server', expiresAt: '2030-01-01' }, '/expiresAt'],
    [400, 'UNKNOWN_MEMBER', { name: 'x', type: 'server', key: 'x' }, '/key'],
  ])('is refused with %i %s', async (status, code, body, pointer) => {
    expect(await api.call('POST', secrets, body)).toMatchObject(refused(status, code, pointer));
  });
});

describe('changing a secret', () => {
  it('renames it and says when it expires, nothing else', async () => {
    const { body } = await api.call('POST', secrets, { name: 'One', type: 'server' });
    await announced.taken();
    const path = `${secrets}/${body.id}`;
    const put = await api.call('PUT', path, { ...body, name: 'Two', value: aValue(), expired: true }, ifMatch('"1"'));
    expect(put).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(put.body).toEqual({ ...body, name: 'Two', rowVersion: 2, updatedAt: expect.any(String) });
    expect(await announced.secrets()).toEqual({ [environmentId]: [hashOf(body.value)] });
    const past = await api.call('PATCH', path, { expiresAt: 1_000_000_000 });
    expect(past.body).toMatchObject({ name: 'Two', expiresAt: 1_000_000_000, expired: true, rowVersion: 3 });
    const extended = await api.call('PATCH', path, { expiresAt: null });
    expect(extended.body).toMatchObject({ expiresAt: null, expired: false, rowVersion: 4 });
    const changes = (await api.call('GET', `${project}/change-sets?limit=3`)).body.items;
    expect(changes.flatMap(({ operations }: { operations: { operation: string }[] }) => operations)).toMatchObject([
      { operation: 'SetSecretExpiry', arguments: { expiresAt: null }, inverse: { arguments: { expiresAt: 1_000_000_000 } } },
      { operation: 'SetSecretExpiry', arguments: { expiresAt: 1_000_000_000 } },
      {
        operation: 'RenameSecret',
        arguments: { name: 'Two' },
        resource: { id: body.id, kind: 'secret', environment: 'production' },
      },
    ]);
  });

  it('is refused when it was based on something else, and shows what is there', async () => {
    const { body } = await api.call('POST', secrets, { name: 'Stale', type: 'server' });
    const path = `${secrets}/${body.id}`;
    const changed = await api.call('PATCH', path, { name: 'Meanwhile' });
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const sent = method === 'DELETE' ? undefined : { name: 'Mine' };
      expect(await api.call(method, path, sent, ifMatch('"1"'))).toMatchObject({
        status: 412,
        body: { code: 'CHANGED_MEANWHILE', current: changed.body, changeSet: changed.headers['flaghoist-change-set'] },
      });
    }
  });

  it.each([
    [409, 'TYPE_IMMUTABLE', { type: 'client' }, '/type'],
    [422, 'NAME_TOO_LONG', { name: 'x'.repeat(129) }, '/name'],
    [422, 'VALIDATION_FAILED', { name: '' }, '/name'],
    [422, 'EXPIRY_INVALID', { expiresAt: 0.5 }, '/expiresAt'],
    [400, 'WRONG_TYPE', { name: 5 }, '/name'],
  ])('is refused with %i %s', async (status, code, body, pointer) => {
    const { items } = (await api.call('GET', secrets)).body;
    const server = items.find(({ type }: { type: string }) => type === 'server');
    expect(await api.call('PATCH', `${secrets}/${server.id}`, body)).toMatchObject(refused(status, code, pointer));
  });
});

describe('deleting a secret', () => {
  it('has it looked up once more, and keeps its name and nothing of its value in the history', async () => {
    const { body } = await api.call('POST', secrets, { name: 'Leaked', type: 'server' });
    await announced.taken();
    const gone = await api.call('DELETE', `${secrets}/${body.id}`);
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    expect(await announced.secrets()).toEqual({ [environmentId]: [hashOf(body.value)] });
    for (const method of ['GET', 'DELETE'] as const) {
      expect(await api.call(method, `${secrets}/${body.id}`)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    }
    const id = gone.headers['flaghoist-change-set'] as string;
    const change = (await api.call('GET', `${project}/change-sets/${id}`)).body;
    expect(change).toMatchObject({
      operations: [{ operation: 'DeleteSecret', resource: { id: body.id, key: 'Leaked', environment: 'production' } }],
      resources: [{ before: { name: 'Leaked', type: 'server', expiresAt: null }, after: null }],
    });
    expect(JSON.stringify(change)).not.toContain(body.value);
    const tables = new Tables(api.config.POSTGRES_URL!);
    expect(await tables.count('environment_secret', 'id', body.id)).toBe(0);
  });
});
