import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';

let api: TestApi;
beforeAll(async () => {
  api = await freshApi();
  await api.call('POST', `${project}/flags?comment=the%20first`, { key: 'one', type: 'boolean' });
  await api.call('POST', `${project}/segments`, { key: 'testers' });
  await api.call('PATCH', `${production}/flags/one/targeting`, { enabled: true });
  await api.call('PATCH', `${production}/segments/testers/targeting`, { included: ['u-1'] });
});
afterAll(() => api.close());

const list = async (query = '', path = project) =>
  (await api.call('GET', `${path}/change-sets?${query}`)).body.items as { id: string; operations: { operation: string }[] }[];
const operations = async (query: string) =>
  (await list(query)).map((one) => one.operations.map(({ operation }) => operation).join());

describe('the history', () => {
  it('says who did what, when, to what, and how to undo it', async () => {
    const [changeSet] = await list('operation=SetEnabled');
    const { body: flag } = await api.call('GET', `${production}/flags/one`);
    const whole = (await api.call('GET', `${project}/change-sets/${changeSet!.id}`)).body;
    const resource = { id: flag.id, kind: 'targeting', key: 'one', environment: 'production' };
    expect(whole).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      workspace: 'main',
      project: 'app',
      state: 'committed',
      origin: 'direct',
      author: { kind: 'access', id: expect.any(String), key: 'root', name: 'root' },
      comment: null,
      baseChangeSet: null,
      createdAt: flag.targeting.updatedAt,
      committedAt: flag.targeting.updatedAt,
      environments: [{ environment: 'production', previousRevision: expect.any(Number), revision: flag.targeting.revision }],
      operations: [
        {
          position: 0,
          operation: 'SetEnabled',
          arguments: { enabled: true },
          inverse: { operation: 'SetEnabled', arguments: { enabled: false } },
          resource,
          baseRowVersion: 1,
        },
      ],
      resources: [
        { resource, before: expect.objectContaining({ enabled: false }), after: expect.objectContaining({ enabled: true }) },
      ],
    });
    const { resources: _, ...summary } = whole;
    expect(changeSet).toEqual(summary);
  });

  it('begins with what the first run made, by the system', async () => {
    const all = await list('limit=200');
    expect(all.at(-1)).toMatchObject({
      author: { kind: 'system', id: expect.any(String), key: null, name: 'Flaghoist' },
      operations: [{ operation: 'CreateAccess' }, { operation: 'CreateWorkspace' }, { operation: 'CreateProject' }],
    });
    const instance = (await api.call('GET', '/me')).body.instance.id as string;
    expect(all.at(-1)).toMatchObject({ author: { id: instance } });
  });

  it('is newest first, page by page, each once', async () => {
    const all = await list('limit=200');
    expect(all.map(({ operations }) => operations[0]!.operation)).toEqual([
      'SetSegmentMembers',
      'SetEnabled',
      'CreateSegment',
      'CreateFlag',
      'CreateAccess',
    ]);
    const first = (await api.call('GET', `${project}/change-sets?limit=3`)).body;
    const second = (await api.call('GET', `${project}/change-sets?limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items]).toEqual(all);
    expect(second.nextCursor).toBeNull();
  });

  it('is filtered by what it is about, who, when and why', async () => {
    const [, set] = await list('limit=200');
    const { createdAt } = set as unknown as { createdAt: string };
    expect(await operations('flag=one')).toEqual(['SetEnabled', 'CreateFlag']);
    expect(await operations('segment=testers')).toEqual(['SetSegmentMembers', 'CreateSegment']);
    expect(await operations('environment=staging&flag=one')).toEqual(['CreateFlag']);
    expect(await operations('by=root&operation=CreateFlag')).toEqual(['CreateFlag']);
    expect(await operations('by=nobody')).toEqual([]);
    expect(await operations('search=FIRST')).toEqual(['CreateFlag']);
    expect(await operations('origin=import')).toEqual([]);
    expect(await operations(`from=${createdAt}&to=${createdAt}`)).toEqual(['SetEnabled']);
  });

  it.each(['operation=Explode', 'origin=magic', 'from=yesterday', 'to=2026-13-01T00:00:00Z'])('refuses %s', async (query) => {
    const answer = await api.call('GET', `${project}/change-sets?${query}`);
    expect([answer.status, answer.body.code, answer.body.errors[0].parameter]).toEqual([
      422,
      'FILTER_INVALID',
      query.split('=')[0],
    ]);
  });

  it('of a workspace holds that of its projects, and other projects’ change sets are not a project’s', async () => {
    await api.call('POST', '/workspaces/main/projects', { key: 'other' });
    const [made] = await list('', '/workspaces/main');
    expect(made).toMatchObject({ project: 'other', operations: [{ operation: 'CreateProject' }] });
    expect(await api.call('GET', `/workspaces/main/change-sets/${made!.id}`)).toMatchObject({ status: 200 });
    expect(await api.call('GET', `${project}/change-sets/${made!.id}`)).toMatchObject({ status: 404 });
  });

  it('of a flag that is gone reads as it did before', async () => {
    await api.call('POST', `${project}/flags`, { key: 'short-lived', type: 'boolean' });
    await api.call('POST', `${project}/flags/short-lived/archive`);
    const before = await list('flag=short-lived');
    await api.call('DELETE', `${project}/flags/short-lived`);
    const after = await list('flag=short-lived');
    expect(after.slice(1)).toEqual(before);
    expect(after[0]!.operations).toMatchObject([{ operation: 'DeleteFlag', inverse: null }]);
  });

  it('holds no secret', async () => {
    const values = api.firstRun.environments.flatMap(({ secrets }) => secrets.map(({ value }) => value));
    for (const { id } of await list('limit=200')) {
      const text = JSON.stringify((await api.call('GET', `/workspaces/main/change-sets/${id}`)).body);
      for (const secret of [...values, api.token, api.token.slice(36)]) expect(text).not.toContain(secret);
    }
  });
});
