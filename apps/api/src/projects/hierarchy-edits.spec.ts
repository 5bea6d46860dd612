import { Announced } from '../../../../test/support/announced';
import { freshApi } from '../../../../test/support/api';
import type { Answered, TestApi } from '../../../../test/support/api';
import { Tables } from '../../../../test/support/tables';

let api: TestApi;
let tables: Tables;
let announced: Announced;
beforeAll(async () => {
  api = await freshApi();
  tables = new Tables(api.config.POSTGRES_URL!);
  announced = new Announced(api);
});
afterAll(() => api.close());

const projects = '/workspaces/main/projects';
const ifMatch = (etag: unknown) => ({ headers: { 'if-match': String(etag) } });
const refused = (status: number, code: string, pointer: string | null) => ({
  status,
  body: { code, errors: [{ pointer, code }] },
});
const operationsOf = async (change: Answered) => {
  const { body } = await api.call('GET', `/workspaces/main/change-sets/${String(change.headers['flaghoist-change-set'])}`);
  return body.operations.map(({ operation }: { operation: string }) => operation);
};

/** A project of one's own, with `production` and `staging`. */
async function aProject(key: string, more: object = {}) {
  const { body } = await api.call('POST', projects, { key, ...more });
  const idOf = (environment: string): string => body.environments.find((one: { key: string }) => one.key === environment).id;
  await announced.taken();
  const path = `${projects}/${key}`;
  return { path, body, idOf, production: `${path}/environments/production`, staging: `${path}/environments/staging` };
}

describe('changing a project', () => {
  it('renames, describes and tags it; its environments stay, and no SDK hears of it', async () => {
    const { path, body } = await aProject('renamed');
    const edited = { ...body, name: 'Web', description: 'shop', tags: ['t'], environments: [{ key: 'others', name: 'ignored' }] };
    const put = await api.call('PUT', path, edited, ifMatch('"1"'));
    expect(put).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(put.body).toEqual({
      ...body,
      name: 'Web',
      description: 'shop',
      tags: ['t'],
      rowVersion: 2,
      updatedAt: expect.any(String),
    });
    expect(put.headers).not.toHaveProperty('flaghoist-revision');
    expect(await announced.taken()).toEqual([]);
    expect(await operationsOf(put)).toEqual(['RenameProject', 'DescribeProject', 'TagProject']);
    const patched = await api.call('PATCH', path, { description: null });
    expect(patched.body).toMatchObject({ name: 'Web', description: null, rowVersion: 3 });
    expect((await api.call('GET', path)).body).toEqual(patched.body);
  });

  it('is refused when it was based on something else, and shows what is there, environments included', async () => {
    const { path } = await aProject('stale');
    const changed = await api.call('PATCH', path, { name: 'Meanwhile' });
    const verbs = [
      ['PUT', path, { name: 'Mine' }],
      ['PATCH', path, { name: 'Mine' }],
      ['POST', `${path}/archive`, undefined],
      ['POST', `${path}/restore`, undefined],
      ['DELETE', path, undefined],
    ] as const;
    for (const [method, url, body] of verbs) {
      expect(await api.call(method, url, body, ifMatch('"1"'))).toMatchObject({
        status: 412,
        body: { code: 'CHANGED_MEANWHILE', current: changed.body, changeSet: changed.headers['flaghoist-change-set'] },
      });
    }
  });

  it.each([
    [409, 'KEY_IMMUTABLE', { key: 'other' }, '/key'],
    [422, 'NAME_TOO_LONG', { name: 'x'.repeat(129) }, '/name'],
    [422, 'TAG_INVALID', { tags: ['x'.repeat(31)] }, '/tags/0'],
    [400, 'WRONG_TYPE', { tags: 'x' }, '/tags'],
  ])('is refused with %i %s', async (status, code, body, pointer) => {
    expect(await api.call('PATCH', `${projects}/app`, body)).toMatchObject(refused(status, code, pointer));
  });
});

describe('archiving a project', () => {
  it('shuts every secret below it, restoring opens them; doing it twice changes nothing', async () => {
    const { path, idOf } = await aProject('closing');
    const hashes = await tables.secretHashes(idOf('production'), idOf('staging'));
    for (const [verb, archivedAt, operation] of [
      ['archive', expect.any(String), 'ArchiveProject'],
      ['restore', null, 'RestoreProject'],
    ] as const) {
      const done = await api.call('POST', `${path}/${verb}`);
      expect(done).toMatchObject({ status: 200, body: { archivedAt } });
      expect(done.headers['flaghoist-revision']).toMatch(/^production=\d+, staging=\d+$/);
      expect(await announced.secrets()).toEqual(hashes);
      expect(await operationsOf(done)).toEqual([operation]);
      const again = await api.call('POST', `${path}/${verb}`);
      expect([again.status, again.headers.etag, again.body]).toEqual([200, done.headers.etag, done.body]);
      expect(again.headers).not.toHaveProperty('flaghoist-change-set');
      expect(await announced.taken()).toEqual([]);
    }
  });

  it('leaves reading, restoring and deleting open, and nothing else', async () => {
    const { path, production } = await aProject('shut');
    await api.call('POST', `${path}/flags`, { key: 'known', type: 'boolean' });
    await api.call('POST', `${path}/segments`, { key: 'known' });
    const [secret] = (await api.call('GET', `${production}/secrets`)).body.items;
    await api.call('POST', `${path}/archive`);
    const closed = [
      ['PATCH', path, { name: 'x' }],
      ['POST', `${path}/environments`, { key: 'qa' }],
      ['PATCH', production, { name: 'x' }],
      ['POST', `${production}/archive`, undefined],
      ['POST', `${production}/secrets`, { name: 'x', type: 'server' }],
      ['PATCH', `${production}/secrets/${secret.id}`, { name: 'x' }],
      ['POST', `${path}/flags`, { key: 'new', type: 'boolean' }],
      ['PATCH', `${path}/flags/known`, { name: 'x' }],
      ['POST', `${path}/flags/known/archive`, undefined],
      ['POST', `${path}/flags/known/variations`, { key: 'new', value: true }],
      ['PATCH', `${path}/flags/known/variations/on`, { name: 'x' }],
      ['DELETE', `${path}/flags/known/variations/on`, undefined],
      ['PATCH', `${production}/flags/known/targeting`, { enabled: true }],
      ['POST', `${path}/segments`, { key: 'new' }],
      ['PATCH', `${path}/segments/known`, { name: 'x' }],
      ['POST', `${path}/segments/known/archive`, undefined],
      ['PATCH', `${production}/segments/known/targeting`, { included: ['u-1'] }],
    ] as const;
    for (const [method, url, body] of closed) {
      expect([method, url, await api.call(method, url, body)]).toMatchObject([method, url, refused(409, 'ARCHIVED', null)]);
    }
    expect(await api.call('GET', path)).toMatchObject({ status: 200 });
    expect(await api.call('GET', `${production}/flags/known/targeting`)).toMatchObject({ status: 200 });
    expect(await api.call('DELETE', `${production}/secrets/${secret.id}`)).toMatchObject({ status: 204 });
    const keys = async (query: string) =>
      (await api.call('GET', `${projects}${query}`)).body.items.map(({ key }: { key: string }) => key);
    expect(await keys('?limit=200')).not.toContain('shut');
    expect(await keys('?archived=true')).toContain('shut');
    expect(await keys('?archived=all&limit=200')).toEqual(expect.arrayContaining(['app', 'shut']));
  });

  it('comes before deleting, which frees the key and keeps the history', async () => {
    const { path, body } = await aProject('deleted');
    await api.call('POST', `${path}/flags`, { key: 'known', type: 'boolean' });
    expect(await api.call('DELETE', path)).toMatchObject(refused(409, 'NOT_ARCHIVED', null));
    await api.call('POST', `${path}/archive`);
    await announced.taken();
    const gone = await api.call('DELETE', path);
    expect([gone.status, gone.body]).toEqual([204, undefined]);
    expect(gone.headers).not.toHaveProperty('flaghoist-revision'); // it was archived: nobody listens any more
    expect(await announced.taken()).toEqual([]);
    expect(await api.call('GET', path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    for (const table of ['environment', 'flag', 'targeting']) {
      expect([table, await tables.count(table, 'project_id', body.id)]).toEqual([table, 0]);
    }
    expect(await operationsOf(gone)).toEqual(['DeleteProject']);
    const { items } = (await api.call('GET', '/workspaces/main/change-sets?flag=known&limit=200')).body;
    expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ project: 'deleted' })]));
    const again = await api.call('POST', projects, { key: 'deleted' });
    expect(again).toMatchObject({ status: 201 });
    expect((await api.call('GET', `${path}/change-sets`)).body.items).toHaveLength(1);
  });
});

describe('changing an environment', () => {
  it('names it and sets it, raises it alone, and needs no secret looked up', async () => {
    const { production, idOf } = await aProject('settings');
    const before = (await api.call('GET', production)).body;
    const settings = { requireComment: true, requireApproval: null, protected: false };
    const put = await api.call('PUT', production, { name: 'Live', description: 'd', tags: ['t'], settings }, ifMatch('"1"'));
    expect(put).toMatchObject({ status: 200, headers: { etag: '"2"', 'flaghoist-revision': `production=${put.body.revision}` } });
    expect(put.body).toEqual({
      ...before,
      name: 'Live',
      description: 'd',
      tags: ['t'],
      settings,
      revision: expect.any(Number),
      rowVersion: 2,
      updatedAt: expect.any(String),
    });
    expect(put.body.revision).toBeGreaterThan(before.revision);
    expect(await announced.taken()).toMatchObject([{ environmentId: idOf('production'), secrets: [] }]);
    expect(await operationsOf(put)).toEqual([
      'RenameEnvironment',
      'DescribeEnvironment',
      'TagEnvironment',
      'SetEnvironmentSettings',
    ]);
    expect((await api.call('GET', production)).body).toEqual(put.body);
    expect(await api.call('PATCH', production, { settings: { requireComment: false } })).toMatchObject(refusedForComment);
    const loose = await api.call('PATCH', `${production}?comment=enough`, { settings: { requireComment: false } });
    expect(loose.body).toMatchObject({
      name: 'Live',
      settings: { requireComment: false, requireApproval: null, protected: false },
    });
    expect((await api.call('PUT', production, {}, ifMatch('*'))).body).toMatchObject({ name: 'production', tags: [] });
  });

  it('ignores what is chosen at creation alone', async () => {
    const { production, idOf } = await aProject('chosen');
    const secrets = [{ name: 'New', type: 'server' }];
    const same = await api.call('PATCH', production, { id: idOf('staging'), secrets, revision: 7, archivedAt: 'never' });
    expect([same.status, same.headers.etag, same.body.id]).toEqual([200, '"1"', idOf('production')]);
    expect((await api.call('GET', `${production}/secrets`)).body.items).toHaveLength(2);
  });

  it.each([
    [409, 'KEY_IMMUTABLE', { key: 'other' }, '/key'],
    [422, 'NAME_TOO_LONG', { name: 'x'.repeat(129) }, '/name'],
    [422, 'SETTING_NOT_AVAILABLE', { settings: { protected: true } }, '/settings/protected'],
    [
      422,
      'SETTING_NOT_AVAILABLE',
      { settings: { requireApproval: { reviewers: ['a'], count: 1 } } },
      '/settings/requireApproval',
    ],
    [400, 'UNKNOWN_MEMBER', { settings: { requireReview: true } }, '/settings/requireReview'],
    [400, 'WRONG_TYPE', { settings: { requireComment: 1 } }, '/settings/requireComment'],
  ])('is refused with %i %s', async (status, code, body, pointer) => {
    expect(await api.call('PATCH', `${projects}/app/environments/production`, body)).toMatchObject(
      refused(status, code, pointer),
    );
  });

  it('is refused when it was based on something else, and shows what is there', async () => {
    const { production } = await aProject('stale-environment');
    const changed = await api.call('PATCH', production, { name: 'Meanwhile' });
    const verbs = [
      ['PUT', production, { name: 'Mine' }],
      ['PATCH', production, { name: 'Mine' }],
      ['POST', `${production}/archive`, undefined],
      ['POST', `${production}/restore`, undefined],
      ['DELETE', production, undefined],
    ] as const;
    for (const [method, url, body] of verbs) {
      expect(await api.call(method, url, body, ifMatch('"1"'))).toMatchObject({
        status: 412,
        body: { code: 'CHANGED_MEANWHILE', current: changed.body, changeSet: changed.headers['flaghoist-change-set'] },
      });
    }
  });
});

describe('archiving an environment', () => {
  it('shuts its secrets, restoring opens them; doing it twice changes nothing', async () => {
    const { production, idOf } = await aProject('one-closing');
    const hashes = await tables.secretHashes(idOf('production'));
    for (const [verb, archivedAt, operation] of [
      ['archive', expect.any(String), 'ArchiveEnvironment'],
      ['restore', null, 'RestoreEnvironment'],
    ] as const) {
      const done = await api.call('POST', `${production}/${verb}`);
      expect(done).toMatchObject({
        status: 200,
        headers: { 'flaghoist-revision': `production=${done.body.revision}` },
        body: { archivedAt },
      });
      expect(await announced.secrets()).toEqual(hashes);
      expect(await operationsOf(done)).toEqual([operation]);
      const again = await api.call('POST', `${production}/${verb}`);
      expect([again.status, again.headers.etag, again.body]).toEqual([200, done.headers.etag, done.body]);
      expect(await announced.taken()).toEqual([]);
    }
  });

  it('leaves the last one alone, also when the last two go at once', async () => {
    const { production, staging } = await aProject('last');
    const answers = await Promise.all([production, staging].map((one) => api.call('POST', `${one}/archive`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const kept = answers[0]!.status === 409 ? production : staging;
    expect(await api.call('POST', `${kept}/archive`)).toMatchObject(refused(409, 'PROJECT_NEEDS_ENVIRONMENT', null));
    const { items } = (await api.call('GET', kept.replace(/\/\w+$/, ''))).body;
    expect(items).toHaveLength(1);
  });

  it('leaves reading, restoring and deleting open, and nothing else', async () => {
    const { path, production } = await aProject('shut-environment');
    await api.call('POST', `${path}/flags`, { key: 'known', type: 'boolean' });
    await api.call('POST', `${path}/segments`, { key: 'known' });
    const [secret] = (await api.call('GET', `${production}/secrets`)).body.items;
    await api.call('POST', `${production}/archive`);
    const closed = [
      ['PATCH', production, { name: 'x' }],
      ['POST', `${production}/secrets`, { name: 'x', type: 'server' }],
      ['PATCH', `${production}/secrets/${secret.id}`, { name: 'x' }],
      ['PATCH', `${production}/flags/known/targeting`, { enabled: true }],
      ['PATCH', `${production}/segments/known/targeting`, { included: ['u-1'] }],
    ] as const;
    for (const [method, url, body] of closed) {
      expect([method, url, await api.call(method, url, body)]).toMatchObject([method, url, refused(409, 'ARCHIVED', null)]);
    }
    expect(await api.call('PATCH', `${path}/flags/known`, { name: 'in every environment' })).toMatchObject({ status: 200 });
    expect(await api.call('DELETE', `${production}/secrets/${secret.id}`)).toMatchObject({ status: 204 });
  });

  it('comes before deleting, which takes along what lived in it', async () => {
    const { path, production, idOf } = await aProject('without');
    await api.call('POST', `${path}/flags`, { key: 'known', type: 'boolean' });
    expect(await api.call('DELETE', production)).toMatchObject(refused(409, 'NOT_ARCHIVED', null));
    await api.call('POST', `${production}/archive`);
    await announced.taken();
    const gone = await api.call('DELETE', production);
    expect(gone.status).toBe(204);
    expect(gone.headers).not.toHaveProperty('flaghoist-revision');
    expect(await announced.taken()).toEqual([]);
    expect(await operationsOf(gone)).toEqual(['DeleteEnvironment']);
    expect(await api.call('GET', production)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    for (const table of ['targeting', 'environment_secret']) {
      expect([table, await tables.count(table, 'environment_id', idOf('production'))]).toEqual([table, 0]);
    }
    expect((await api.call('GET', path)).body.environments).toMatchObject([{ key: 'staging' }]);
    expect(await api.call('POST', `${path}/environments`, { key: 'production' })).toMatchObject({ status: 201 });
  });
});

const refusedForComment = { status: 422, body: { code: 'COMMENT_REQUIRED' } };

describe('a comment', () => {
  it('is needed for all that touches an environment that wants one', async () => {
    const environments = [{ key: 'production', settings: { requireComment: true } }, { key: 'staging' }];
    const { path, production, staging } = await aProject('careful', { environments });
    const [secret] = (await api.call('GET', `${production}/secrets`)).body.items;
    const touching = [
      ['PATCH', production, { name: 'x' }],
      ['POST', `${production}/secrets`, { name: 'x', type: 'server' }],
      ['PATCH', `${production}/secrets/${secret.id}`, { name: 'x' }],
      ['DELETE', `${production}/secrets/${secret.id}`, undefined],
      ['POST', `${production}/archive`, undefined],
      ['DELETE', production, undefined],
      ['POST', `${path}/archive`, undefined],
      ['POST', `${path}/restore`, undefined],
      ['POST', `${path}/archive`, undefined],
      ['DELETE', path, undefined],
    ] as const;
    expect(await api.call('PATCH', staging, { name: 'x' })).toMatchObject({ status: 200 });
    expect(await api.call('PATCH', path, { name: 'x' })).toMatchObject({ status: 200 });
    for (const [method, url, body] of touching) {
      if (method === 'DELETE' && url === production) continue; // it takes the next ones' environment away
      expect([method, url, await api.call(method, url, body)]).toMatchObject([method, url, refusedForComment]);
      expect((await api.call(method, `${url}?comment=why`, body)).status).toBeLessThan(300);
    }
    expect(await api.call('GET', path)).toMatchObject({ status: 404 });
  });

  it('is needed for deleting such an environment', async () => {
    const environments = [{ key: 'production', settings: { requireComment: true } }, { key: 'staging' }];
    const { production } = await aProject('careful-too', { environments });
    await api.call('POST', `${production}/archive?comment=old`);
    expect(await api.call('DELETE', production)).toMatchObject(refusedForComment);
    expect(await api.call('DELETE', `${production}?comment=gone`)).toMatchObject({ status: 204 });
  });
});
