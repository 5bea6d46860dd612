import { errorOf, refusalsOf, someMeans } from '../../testing';
import { createProject } from './create-project';
import type { ProjectInput } from './hierarchy-input';

const workspaceId = '0f3a7c1e-5b2d-4c8e-9a6f-1d2e3f4a5b6c';
const id = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const value = '4AQlP4lP00GaDAMF6CwzAQQEhEfcCd0RGyRV_9znT60g';

function create(input: ProjectInput, root = false, limits = {}) {
  return createProject(input, workspaceId, { ...someMeans(limits), root });
}

describe('a new project', () => {
  it('has staging and production, each with a server and a client secret', () => {
    const { project, environments } = create({ key: 'Web', name: 'Web shop' });
    expect(project.document()).toEqual({ key: 'web', name: 'Web shop', description: null, tags: [] });
    expect(
      environments.map(({ environment, secrets }) => [
        environment.document(),
        secrets.map(({ name, type }) => `${name} ${type}`),
      ]),
    ).toEqual([
      [
        {
          key: 'staging',
          name: 'Staging',
          description: null,
          tags: ['generated'],
          settings: { requireComment: false, requireApproval: null, protected: false },
        },
        ['Server Key server', 'Client Key client'],
      ],
      [
        expect.objectContaining({ key: 'production', name: 'Production', tags: ['generated'] }),
        ['Server Key server', 'Client Key client'],
      ],
    ]);
    const [staging] = environments;
    expect(staging!.environment.state).toMatchObject({
      projectId: project.state.id,
      revision: 0,
      purgedRevision: 0,
      rowVersion: 0,
    });
    expect(staging!.secrets[0]).toMatchObject({
      environmentId: staging!.environment.state.id,
      expiresAt: null,
      value: undefined,
    });
    expect([project.write(), staging!.environment.write()].map((write) => write?.before)).toEqual([undefined, undefined]);
  });

  it('takes the environments it is given, with ids and secrets that root chooses', () => {
    const secrets = [{ name: 'Mobile', type: 'client', value, expiresAt: 1798761600 }];
    const { environments } = create(
      { key: 'web', environments: [{ key: 'prod', id: id.toUpperCase(), secrets, settings: { requireComment: true } }] },
      true,
    );
    expect(environments).toHaveLength(1);
    expect(environments[0]!.environment.state).toMatchObject({ id, key: 'prod', tags: [], settings: { requireComment: true } });
    expect(environments[0]!.secrets).toEqual([
      { id: expect.any(String), environmentId: id, name: 'Mobile', type: 'client', expiresAt: 1798761600, value },
    ]);
  });

  it.each<[string, ProjectInput]>([
    ['an id', { key: 'web', environments: [{ key: 'prod', id }] }],
    ['the value of a secret', { key: 'web', environments: [{ key: 'prod', secrets: [{ name: 'S', type: 'server', value }] }] }],
  ])('lets none but root choose %s', (_, input) => {
    expect(errorOf(() => create(input))).toMatchObject({ kind: 'forbidden', code: 'ROOT_ONLY' });
    expect(() => create(input, true)).not.toThrow();
  });

  it('needs an environment', () => {
    expect(errorOf(() => create({ key: 'web', environments: [] }))).toMatchObject({
      kind: 'invalid',
      code: 'PROJECT_NEEDS_ENVIRONMENT',
      violations: [{ pointer: '/environments' }],
    });
  });

  it('is refused with every violation at once', () => {
    const environments = [
      { key: 'prod', id, settings: { protected: true, requireApproval: { reviewers: [], count: 1 } } },
      {
        key: 'PROD',
        id,
        secrets: [
          { type: 'mobile', expiresAt: 1.5, value: 'short' },
          { name: 'a', type: 'server', value },
          { name: 'b', type: 'server', value },
        ],
      },
      { key: 'x y', id: 'no-uuid' },
    ];
    expect(refusalsOf(() => create({ environments }, true))).toEqual([
      'KEY_REQUIRED /key',
      'SETTING_NOT_AVAILABLE /environments/0/settings/requireApproval',
      'SETTING_NOT_AVAILABLE /environments/0/settings/protected',
      'VALIDATION_FAILED /environments/1/secrets/0/name',
      'SECRET_TYPE_INVALID /environments/1/secrets/0/type',
      'EXPIRY_INVALID /environments/1/secrets/0/expiresAt',
      'SECRET_INVALID /environments/1/secrets/0/value',
      'SECRET_EXISTS /environments/1/secrets/2/value',
      'KEY_INVALID /environments/2/key',
      'VALIDATION_FAILED /environments/2/id',
      'KEY_EXISTS /environments/1/key',
      'ID_EXISTS /environments/1/id',
    ]);
  });

  it('gives a secret to one environment only', () => {
    const secrets = [{ name: 'S', type: 'server', value }];
    const environments = [
      { key: 'prod', secrets },
      { key: 'test', secrets },
    ];
    expect(refusalsOf(() => create({ key: 'web', environments }, true))).toEqual([
      'SECRET_EXISTS /environments/1/secrets/0/value',
    ]);
  });

  it('has no more environments than the limit allows', () => {
    expect(errorOf(() => create({ key: 'web' }, false, { environmentsPerProject: 1 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 1, value: 2 },
    });
  });
});
