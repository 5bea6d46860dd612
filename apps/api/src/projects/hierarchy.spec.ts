import { randomBytes, randomUUID } from 'node:crypto';
import { environmentNamedBy } from '@app/protocol';
import { freshApi, production, project } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';

let api: TestApi;
beforeAll(async () => (api = await freshApi()));
afterAll(() => api.close());

const errorsOf = ({ body }: Answered) =>
  body.errors.map(({ pointer, code }: { pointer: string; code: string }) => [pointer, code]);
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const uuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

describe('a workspace', () => {
  it('is made, read and listed', async () => {
    const answer = await api.call('POST', '/workspaces', { key: 'WsOne', name: 'Acme' });
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: '/api/v1/workspaces/wsone', 'flaghoist-change-set': uuid },
    });
    expect(answer.headers).not.toHaveProperty('flaghoist-revision');
    const body = {
      id: uuid,
      key: 'wsone',
      name: 'Acme',
      description: null,
      tags: [],
      rowVersion: 1,
      createdAt: instant,
      updatedAt: instant,
    };
    expect(answer.body).toEqual(body);
    expect((await api.call('GET', '/workspaces/wsone')).body).toEqual(answer.body);
    expect(await api.call('GET', '/workspaces/WsOne')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    const { items } = (await api.call('GET', '/workspaces')).body;
    expect(items.map(({ key }: { key: string }) => key)).toEqual(['main', 'wsone']);
    expect(await api.call('POST', '/workspaces', { key: 'WSONE' })).toMatchObject({ status: 409, body: { code: 'KEY_EXISTS' } });
    const [made] = (await api.call('GET', '/workspaces/wsone/change-sets')).body.items;
    expect(made).toMatchObject({ workspace: 'wsone', project: null, operations: [{ operation: 'CreateWorkspace' }] });
  });

  it.each([
    [422, 'KEY_REQUIRED', {}],
    [422, 'KEY_INVALID', { key: 'no spaces' }],
    [400, 'UNKNOWN_MEMBER', { key: 'fine', archived: false }],
  ])('is refused with %i %s', async (status, code, body) => {
    expect(await api.call('POST', '/workspaces', body)).toMatchObject({ status, body: { code } });
  });
});

describe('a project', () => {
  it('comes with staging and production, and they with a server and a client secret', async () => {
    const answer = await api.call('POST', '/workspaces/main/projects', { key: 'web', name: 'Web shop' });
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"', location: '/api/v1/workspaces/main/projects/web' } });
    expect(answer.headers['flaghoist-revision']).toMatch(/^production=(\d+), staging=\1$/);
    expect(answer.body).toEqual({
      id: uuid,
      key: 'web',
      name: 'Web shop',
      description: null,
      tags: [],
      archivedAt: null,
      environments: [
        { id: uuid, key: 'production', name: 'Production' },
        { id: uuid, key: 'staging', name: 'Staging' },
      ],
      rowVersion: 1,
      createdAt: instant,
      updatedAt: instant,
    });
    expect((await api.call('GET', '/workspaces/main/projects/web')).body).toEqual(answer.body);
    const { items } = (await api.call('GET', '/workspaces/main/projects')).body;
    expect(items.find(({ key }: { key: string }) => key === 'web')).toEqual(answer.body);
    for (const { key, id } of answer.body.environments) {
      const path = `/workspaces/main/projects/web/environments/${key}`;
      expect((await api.call('GET', path)).body).toMatchObject({
        id,
        tags: ['generated'],
        revision: Date.parse(answer.body.createdAt),
      });
      const secrets = (await api.call('GET', `${path}/secrets`)).body.items;
      expect(secrets.map(({ name, type }: { name: string; type: string }) => `${name}/${type}`).sort()).toEqual([
        'Client Key/client',
        'Server Key/server',
      ]);
      for (const { value } of secrets) expect([value.length, environmentNamedBy(value as string)]).toEqual([44, id]);
    }
    const [made] = (await api.call('GET', '/workspaces/main/projects/web/change-sets')).body.items;
    expect(made).toMatchObject({ project: 'web', operations: [{ operation: 'CreateProject' }] });
  });

  it('may bring its own environments', async () => {
    const environments = [
      { key: 'Live', name: 'Live', settings: { requireComment: true }, secrets: [{ name: 'One', type: 'server' }] },
    ];
    const answer = await api.call('POST', '/workspaces/main/projects', { key: 'own', environments });
    expect(answer.body.environments).toMatchObject([{ key: 'live', name: 'Live' }]);
    const path = '/workspaces/main/projects/own/environments/live';
    expect((await api.call('GET', path)).body.settings).toEqual({
      requireComment: true,
      requireApproval: null,
      protected: false,
    });
    expect((await api.call('GET', `${path}/secrets`)).body.items).toMatchObject([{ name: 'One', type: 'server' }]);
  });

  it('lists all that is wrong with it and what is below it, and makes nothing', async () => {
    const environments = [
      { key: 'aa', settings: { protected: true, requireApproval: { reviewers: [], count: 1 } } },
      { key: 'AA', secrets: [{ name: 'x', type: 'mobile', expiresAt: -1, value: 'short' }] },
    ];
    const answer = await api.call('POST', '/workspaces/main/projects', { key: 'app', environments });
    expect([answer.status, errorsOf(answer).sort()]).toEqual([
      422,
      [
        ['/environments/0/settings/protected', 'SETTING_NOT_AVAILABLE'],
        ['/environments/0/settings/requireApproval', 'SETTING_NOT_AVAILABLE'],
        ['/environments/1/key', 'KEY_EXISTS'],
        ['/environments/1/secrets/0/expiresAt', 'EXPIRY_INVALID'],
        ['/environments/1/secrets/0/type', 'SECRET_TYPE_INVALID'],
        ['/environments/1/secrets/0/value', 'SECRET_INVALID'],
        ['/key', 'KEY_EXISTS'],
      ],
    ]);
    const none = await api.call('POST', '/workspaces/main/projects', { key: 'none', environments: [] });
    expect([none.status, errorsOf(none)]).toEqual([422, [['/environments', 'PROJECT_NEEDS_ENVIRONMENT']]]);
    expect(await api.call('GET', '/workspaces/main/projects/none')).toMatchObject({ status: 404 });
  });

  it('is made once of two at once', async () => {
    const make = () => api.call('POST', '/workspaces/main/projects', { key: 'twice' });
    const answers = await Promise.all([make(), make()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('an environment', () => {
  it('comes with secrets, and with what every flag and segment does in it', async () => {
    await api.call('POST', `${project}/flags`, { key: 'known', type: 'boolean' });
    await api.call('PATCH', `${production}/flags/known/targeting`, { enabled: true });
    await api.call('POST', `${project}/segments`, { key: 'known' });
    const answer = await api.call('POST', `${project}/environments`, { key: 'qa', name: 'QA', tags: ['t'] });
    const path = `${project}/environments/qa`;
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"', location: `/api/v1${path}` } });
    expect(answer.headers['flaghoist-revision']).toBe(`qa=${answer.body.revision}`);
    expect(answer.body).toEqual({
      id: uuid,
      key: 'qa',
      name: 'QA',
      description: null,
      tags: ['t'],
      archivedAt: null,
      settings: { requireComment: false, requireApproval: null, protected: false },
      revision: Date.parse(answer.body.createdAt),
      rowVersion: 1,
      createdAt: instant,
      updatedAt: instant,
    });
    expect((await api.call('GET', path)).body).toEqual(answer.body);
    expect((await api.call('GET', `${path}/flags/known/targeting`)).body).toMatchObject({ enabled: false, rowVersion: 1 });
    expect((await api.call('GET', `${path}/segments/known/targeting`)).body).toMatchObject({ included: [], rowVersion: 1 });
    expect((await api.call('GET', `${path}/secrets`)).body.items).toHaveLength(2);
    const { items } = (await api.call('GET', `${project}/environments`)).body;
    expect(items.map(({ key }: { key: string }) => key)).toEqual(['production', 'qa', 'staging']);
    expect((await api.call('GET', project)).body.environments.map(({ key }: { key: string }) => key)).toEqual([
      'production',
      'qa',
      'staging',
    ]);
  });

  it('moves in with its id and the values of its secrets, once', async () => {
    const id = randomUUID();
    const value = randomBytes(33).toString('base64url');
    const body = {
      key: 'moved',
      id: id.toUpperCase(),
      secrets: [{ name: 'Old', type: 'server', value, expiresAt: 1_798_761_600 }],
    };
    expect(await api.call('POST', `${project}/environments`, body)).toMatchObject({ status: 201, body: { id } });
    expect((await api.call('GET', `${project}/environments/moved/secrets`)).body.items).toMatchObject([
      { name: 'Old', type: 'server', value, expiresAt: 1_798_761_600, expired: false },
    ]);
    const again = await api.call('POST', `${project}/environments`, { ...body, key: 'again', secrets: undefined });
    expect(again).toMatchObject({ status: 409, body: { code: 'ID_EXISTS' } });
    const reused = await api.call('POST', `${project}/environments`, {
      key: 'again',
      secrets: [{ name: 'New', type: 'client', value }],
    });
    expect(reused).toMatchObject({ status: 409, body: { code: 'SECRET_EXISTS' } });
    expect(await api.call('GET', `${project}/environments/again`)).toMatchObject({ status: 404 });
  });

  it.each([
    [409, 'KEY_EXISTS', { key: 'PRODUCTION' }],
    [422, 'KEY_REQUIRED', { name: 'x' }],
    [422, 'SETTING_NOT_AVAILABLE', { key: 'fine', settings: { protected: true } }],
    [400, 'WRONG_TYPE', { key: 'fine', settings: { requireComment: 'yes' } }],
    [400, 'UNKNOWN_MEMBER', { key: 'fine', settings: { requireReview: true } }],
  ])('is refused with %i %s', async (status, code, body) => {
    expect(await api.call('POST', `${project}/environments`, body)).toMatchObject({ status, body: { code } });
    expect(await api.call('GET', `${project}/environments/fine`)).toMatchObject({ status: 404 });
  });
});

describe('a secret', () => {
  it('is read with its value by whoever may', async () => {
    const { items } = (await api.call('GET', `${production}/secrets`)).body;
    const first = api.firstRun.environments.find(({ key }) => key === 'production')!;
    expect(items.map(({ name, type, value }: Record<string, string>) => ({ name, type, value }))).toEqual(
      expect.arrayContaining([...first.secrets]),
    );
    const one = await api.call('GET', `${production}/secrets/${items[0].id}`);
    expect([one.status, one.headers.etag, one.body]).toEqual([200, '"1"', items[0]]);
    expect(await api.call('GET', `${project}/environments/staging/secrets/${items[0].id}`)).toMatchObject({ status: 404 });
  });
});
