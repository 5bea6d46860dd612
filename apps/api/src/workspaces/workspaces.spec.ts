import { Announced } from '../../../../test/support/announced';
import { freshApi } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';
import { Tables } from '../../../../test/support/tables';

let api: TestApi;
let tables: Tables;
beforeAll(async () => {
  api = await freshApi();
  tables = new Tables(api.config.POSTGRES_URL!);
});
afterAll(() => api.close());

const ifMatch = (etag: unknown) => ({ headers: { 'if-match': String(etag) } });
const operationsOf = async (change: Answered, workspace = 'acme') => {
  const { body } = await api.call(
    'GET',
    `/workspaces/${workspace}/change-sets/${String(change.headers['flaghoist-change-set'])}`,
  );
  return body.operations.map(({ operation }: { operation: string }) => operation);
};

describe('changing a workspace', () => {
  it('renames, describes and tags it, under its key, and raises nothing', async () => {
    await api.call('POST', '/workspaces', { key: 'acme', name: 'Acme' });
    const put = await api.call('PUT', '/workspaces/acme', { name: 'ACME', description: 'tools', tags: ['a'] }, ifMatch('"1"'));
    expect(put).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { key: 'acme', name: 'ACME', description: 'tools', tags: ['a'], rowVersion: 2 },
    });
    expect(put.headers).not.toHaveProperty('flaghoist-revision');
    expect(await operationsOf(put)).toEqual(['RenameWorkspace', 'DescribeWorkspace', 'TagWorkspace']);
    const patched = await api.call('PATCH', '/workspaces/acme', { description: null });
    expect(patched).toMatchObject({ status: 200, headers: { etag: '"3"' }, body: { name: 'ACME', description: null } });
    expect((await api.call('GET', '/workspaces/acme')).body).toEqual(patched.body);
    const reset = await api.call('PUT', '/workspaces/acme', {}, ifMatch('W/"3"'));
    expect(reset.body).toMatchObject({ name: 'acme', tags: [], rowVersion: 4 });
  });

  it('is refused when it was based on something else, and shows what is there', async () => {
    const changed = await api.call('PATCH', '/workspaces/acme', { name: 'Meanwhile' });
    for (const method of ['PUT', 'PATCH', 'DELETE'] as const) {
      const body = method === 'DELETE' ? undefined : { name: 'Mine' };
      const answer = await api.call(method, `/workspaces/acme${body ? '' : '?confirm=acme'}`, body, ifMatch('"1"'));
      expect(answer).toMatchObject({
        status: 412,
        body: {
          code: 'CHANGED_MEANWHILE',
          current: changed.body,
          changeSet: changed.headers['flaghoist-change-set'],
          changedBy: { kind: 'access', key: 'root' },
        },
      });
    }
  });

  it.each([
    [409, 'KEY_IMMUTABLE', { key: 'other' }, '/key'],
    [422, 'NAME_TOO_LONG', { name: 'x'.repeat(129) }, '/name'],
    [422, 'TAG_INVALID', { tags: ['fine', 'a:b'] }, '/tags/1'],
    [400, 'WRONG_TYPE', { name: 5 }, '/name'],
  ])('is refused with %i %s', async (status, code, body, pointer) => {
    expect(await api.call('PATCH', '/workspaces/acme', body)).toMatchObject({
      status,
      body: { code, errors: [{ pointer, code }] },
    });
  });
});

describe('deleting a workspace', () => {
  const project = '/workspaces/gone/projects/web';

  it('wants its key once more', async () => {
    await api.call('POST', '/workspaces', { key: 'gone' });
    for (const query of ['', '?confirm=', '?confirm=GONE', '?confirm=main']) {
      expect(await api.call('DELETE', `/workspaces/gone${query}`)).toMatchObject({
        status: 422,
        body: { code: 'CONFIRMATION_REQUIRED', errors: [{ pointer: null, parameter: 'confirm' }] },
      });
    }
    expect(await api.call('GET', '/workspaces/gone')).toMatchObject({ status: 200 });
  });

  it('takes everything below along but the change sets, and tells every environment that is not archived', async () => {
    const environments = [{ key: 'live' }, { key: 'test' }, { key: 'old' }];
    const made = (await api.call('POST', '/workspaces/gone/projects', { key: 'web', environments })).body;
    const idOf = (key: string): string => made.environments.find((one: { key: string }) => one.key === key).id;
    const { id } = (await api.call('GET', '/workspaces/gone')).body;
    await fullOfUses();
    await api.call('POST', `${project}/environments/old/archive`);
    const hashes = await tables.secretHashes(idOf('live'), idOf('test'));
    const announced = new Announced(api);
    const changeSets = await tables.count('change_set', 'workspace_id', id);

    const answer = await api.call('DELETE', '/workspaces/gone?confirm=gone');

    expect([answer.status, answer.body]).toEqual([204, undefined]);
    expect(answer.headers['flaghoist-revision']).toMatch(/^live=\d+, test=\d+$/);
    expect(await announced.secrets()).toEqual(hashes);
    expect(await api.call('GET', '/workspaces/gone')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await tables.count('change_set', 'workspace_id', id)).toBe(changeSets + 1);
    const below = [
      ['project', 'workspace_id', id],
      ...['environment', 'flag', 'targeting', 'targeting_rule', 'segment'].map((table) => [table, 'project_id', made.id]),
      ...['environment_secret', 'tombstone'].map((table) => [table, 'environment_id', idOf('live')]),
    ] as const;
    for (const [table, column, value] of below) expect([table, await tables.count(table, column, value)]).toEqual([table, 0]);
    expect(await api.call('POST', '/workspaces', { key: 'gone' })).toMatchObject({ status: 201 });
    expect((await api.call('GET', '/workspaces/gone/change-sets')).body.items).toHaveLength(1);
  });

  it('wants a comment when an environment below it does', async () => {
    await api.call('POST', '/workspaces', { key: 'careful' });
    const environments = [{ key: 'live', settings: { requireComment: true } }];
    await api.call('POST', '/workspaces/careful/projects', { key: 'web', environments });
    expect(await api.call('DELETE', '/workspaces/careful?confirm=careful')).toMatchObject({
      status: 422,
      body: { code: 'COMMENT_REQUIRED' },
    });
    expect(await api.call('DELETE', '/workspaces/careful?confirm=careful&comment=closed')).toMatchObject({ status: 204 });
  });

  async function fullOfUses(): Promise<void> {
    await api.call('POST', `${project}/segments`, { key: 'beta' });
    await api.call('POST', `${project}/flags`, { key: 'new-nav', type: 'boolean' });
    await api.call('PATCH', `${project}/environments/live/flags/new-nav/targeting`, {
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
      rules: [
        {
          key: 'members',
          conditions: [{ operator: 'InSegment', values: ['beta'] }],
          serve: { weights: [{ variation: 'on', weight: 100_000 }] },
        },
      ],
    });
    await api.call('POST', `${project}/flags`, { key: 'old', type: 'boolean' });
    await api.call('POST', `${project}/flags/old/archive`);
  }
});
