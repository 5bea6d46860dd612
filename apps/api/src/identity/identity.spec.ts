import { Client } from 'pg';
import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { AccessTokens } from './access-tokens';

let api: TestApi;
let database: Client;
let keys = 0;

beforeAll(async () => {
  api = await freshApi();
  database = new Client({ connectionString: api.config.POSTGRES_URL });
  await database.connect();
  await api.call('POST', `${project}/flags`, { key: 'known', type: 'boolean', tags: ['ui'] });
  await api.call('POST', `${project}/segments`, { key: 'known' });
});
afterAll(async () => {
  await database.end();
  await api.close();
});

/** An access as it may come to be once there are routes for it. */
async function anAccess(
  row: { type?: string; scope?: string; workspaceId?: string | null; expiresAt?: number; enabled?: boolean } = {},
) {
  const tokens = new AccessTokens(api.config.ENCRYPTION_KEY);
  const token = tokens.make();
  const { type = 'root', scope = 'instance', workspaceId = null, expiresAt = null, enabled = true } = row;
  await database.query(
    `INSERT INTO access (id, key, name, kind, type, scope, workspace_id, secret_hash, enabled, expires_at, row_version, created_at, updated_at)
     VALUES ($1, $2::text, $2::text, 'service', $3, $4, $5, $6, $7, coalesce($8::bigint, 9223372036854775807), 1, now(), now())`,
    [token.id, `access-${(keys += 1)}`, type, scope, workspaceId, tokens.hash(token.secret), enabled, expiresAt],
  );
  return { token: tokens.textOf(token), id: token.id };
}
const now = () => Math.floor(Date.now() / 1000);

describe('an access', () => {
  it('counts until it expires, and not from then on', async () => {
    const { token: later } = await anAccess({ expiresAt: now() + 60 });
    const { token: past } = await anAccess({ expiresAt: now() - 1 });
    expect([
      (await api.call('GET', '/me', undefined, { token: later })).status,
      (await api.call('GET', '/me', undefined, { token: past })).status,
    ]).toEqual([200, 401]);
  });

  it('stops with the next request when it is disabled, expires or goes, on every replica', async () => {
    const changes = [
      'UPDATE access SET enabled = false WHERE id = $1',
      `UPDATE access SET expires_at = ${now() - 1} WHERE id = $1`,
      'DELETE FROM access WHERE id = $1',
    ];
    const replica = await api.another();
    for (const change of changes) {
      const { token, id } = await anAccess();
      const ask = async () => [
        (await api.call('GET', '/me', undefined, { token })).status,
        (await replica.inject({ method: 'GET', url: '/api/v1/me', headers: { authorization: `bearer ${token}` } })).statusCode,
      ];
      expect(await ask()).toEqual([200, 200]);
      await database.query(change, [id]);
      expect(await ask()).toEqual([401, 401]);
    }
  });

  it('that is not root may do nothing, and sees nothing of what is there', async () => {
    const { id } = (await api.call('GET', '/workspaces/main')).body;
    const { token } = await anAccess({ type: 'admin', scope: 'workspace', workspaceId: id });
    const ask = (method: string, path: string, body?: object) => api.call(method, path, body, { token });
    for (const [method, path, body] of [
      ['GET', '/workspaces/main'],
      ['GET', '/workspaces/main/projects'],
      ['GET', project],
      ['GET', `${production}/secrets`],
      ['GET', `${project}/flags/known`],
      ['PATCH', `${production}/flags/known/targeting`, { enabled: true }],
      ['DELETE', `${project}/flags/known`],
      ['GET', `${project}/flags/unknown`],
      ['GET', '/workspaces/unknown'],
    ] as const) {
      const answer = await ask(method, path, body);
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, 'NOT_FOUND']);
    }
    expect(await ask('GET', '/workspaces')).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
    expect(await ask('POST', '/workspaces', { key: 'mine' })).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN', operation: null, action: 'CreateWorkspace', object: 'instance' },
    });
    expect(await ask('GET', '/me?resource=/workspaces/main')).toMatchObject({
      status: 200,
      body: { workspaces: [], resources: [{ allowed: [] }] },
    });
  });
});

describe('GET /me', () => {
  const allowed = async (path: string) =>
    (await api.call('GET', `/me?resource=${encodeURIComponent(path)}`)).body.resources[0].allowed as string[];

  it('says who asks, where, and in which workspaces', async () => {
    const { body } = await api.call('GET', '/me');
    expect(body).toEqual({
      principal: { kind: 'access', id: expect.any(String), key: 'root', name: 'root' },
      instance: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        version: jest.requireActual<{ version: string }>('../../../../package.json').version,
      },
      workspaces: [{ id: expect.any(String), key: 'main', name: 'Main' }],
      resources: [],
    });
  });

  it.each([
    ['/workspaces', ['CreateWorkspace']],
    ['/workspaces/main', ['CreateProject', 'DeleteWorkspace', 'ReadWorkspace', 'UpdateWorkspaceGeneralSettings']],
    [project, ['CanAccessProject', 'CreateEnv', 'CreateFlag', 'CreateSegment', 'DeleteProject', 'UpdateProjectSettings']],
    [
      `${project}/flags`,
      ['CanAccessProject', 'CreateEnv', 'CreateFlag', 'CreateSegment', 'DeleteProject', 'UpdateProjectSettings'],
    ],
    [
      `${project}/flags/known`,
      [
        'ArchiveFlag',
        'CanAccessProject',
        'DeleteFlag',
        'RestoreFlag',
        'UpdateFlagDescription',
        'UpdateFlagName',
        'UpdateFlagTags',
        'UpdateFlagVariations',
      ],
    ],
    [production, ['CanAccessEnv', 'CreateEnvSecret', 'DeleteEnv', 'UpdateEnvSettings']],
    [
      `${production}/flags/known/targeting`,
      [
        'CanAccessEnv',
        'ToggleFlag',
        'UpdateFlagDefaultRule',
        'UpdateFlagExperimentInclusion',
        'UpdateFlagIndividualTargeting',
        'UpdateFlagOffVariation',
        'UpdateFlagPrerequisites',
        'UpdateFlagTargetingRules',
      ],
    ],
    [`${production}/segments/known`, ['CanAccessEnv', 'UpdateSegmentRules', 'UpdateSegmentTargetingUsers']],
    [
      `${project}/segments/known`,
      [
        'ArchiveSegment',
        'CanAccessProject',
        'DeleteSegment',
        'RestoreSegment',
        'UpdateSegmentDescription',
        'UpdateSegmentName',
        'UpdateSegmentTags',
      ],
    ],
  ])('tells root what there is to do with %s', async (path, actions) => expect(await allowed(path)).toEqual(actions));

  it('tells what there is to do with a secret', async () => {
    const [{ id }] = (await api.call('GET', `${production}/secrets`)).body.items;
    expect(await allowed(`${production}/secrets/${id}`)).toEqual([
      'CanAccessEnv',
      'DeleteEnvSecret',
      'ReadSecrets',
      'UpdateEnvSecret',
    ]);
  });

  it.each([
    '',
    '/',
    'workspaces',
    '/workspaces/other',
    `${project}/flags/other`,
    `${production}/segments/other`,
    `${production}/secrets/other`,
    '/nothing',
    '/workspaces/ma\0in',
  ])('has nothing to tell about %j', async (path) => expect(await allowed(path)).toEqual([]));

  it('answers in order, at most fifty', async () => {
    const query = (count: number) =>
      Array.from({ length: count }, (_, i) => `resource=/workspaces/${i % 2 ? 'main' : 'other'}`).join('&');
    const { body } = await api.call('GET', `/me?${query(50)}`);
    expect(body.resources.map(({ allowed: actions }: { allowed: string[] }) => actions.length > 0)).toEqual(
      Array.from({ length: 50 }, (_, i) => i % 2 === 1),
    );
    expect(await api.call('GET', `/me?${query(51)}`)).toMatchObject({
      status: 422,
      body: { code: 'LIMIT_EXCEEDED', limit: 50, value: 51 },
    });
  });
});
