import { powerlessAccess } from '../../../../test/support/accesses';
import { Announced } from '../../../../test/support/announced';
import { freshApi } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { RouteTable } from './route-table';

/** What a route is asked with so that it succeeds. */
interface Good {
  readonly status: 200 | 201 | 204;
  readonly body?: object;
  readonly query?: string;
  /** What comes before it. */
  readonly after?: string;
}

const read: Good = { status: 200 };
const renamed: Good = { status: 200, body: { name: 'Renamed' } };
const done: Good = { status: 200 };
const made = (body: object): Good => ({ status: 201, body });

const p = '/workspaces/:workspace/projects/:project';
const e = `${p}/environments/:environment`;
const variations = ['one', 'two', 'spare'].map((key) => ({ key, value: key }));

const table: Readonly<Record<string, Good>> = {
  'GET /me': read,
  'GET /workspaces': read,
  'POST /workspaces': made({ key: 'new-workspace' }),
  'GET /workspaces/:workspace': read,
  'PUT /workspaces/:workspace': renamed,
  'PATCH /workspaces/:workspace': renamed,
  'DELETE /workspaces/:workspace': { status: 204, query: '?confirm=:workspace' },
  'GET /workspaces/:workspace/change-sets': read,
  'GET /workspaces/:workspace/change-sets/:id': read,
  'GET /workspaces/:workspace/projects': read,
  'POST /workspaces/:workspace/projects': made({ key: 'new' }),
  [`GET ${p}`]: read,
  [`PUT ${p}`]: renamed,
  [`PATCH ${p}`]: renamed,
  [`POST ${p}/archive`]: done,
  [`POST ${p}/restore`]: done,
  [`DELETE ${p}`]: { status: 204, after: `${p}/archive` },
  [`GET ${p}/change-sets`]: read,
  [`GET ${p}/change-sets/:id`]: read,
  [`GET ${p}/environments`]: read,
  [`POST ${p}/environments`]: made({ key: 'new' }),
  [`GET ${e}`]: read,
  [`PUT ${e}`]: renamed,
  [`PATCH ${e}`]: renamed,
  [`POST ${e}/archive`]: done,
  [`POST ${e}/restore`]: done,
  [`DELETE ${e}`]: { status: 204, after: `${e}/archive` },
  [`GET ${e}/secrets`]: read,
  [`POST ${e}/secrets`]: made({ name: 'New', type: 'server', value: 'n'.repeat(44) }),
  [`GET ${e}/secrets/:secret`]: read,
  [`PUT ${e}/secrets/:secret`]: renamed,
  [`PATCH ${e}/secrets/:secret`]: renamed,
  [`DELETE ${e}/secrets/:secret`]: { status: 204 },
  [`GET ${p}/flags`]: read,
  [`POST ${p}/flags`]: made({ key: 'new', type: 'boolean' }),
  [`GET ${p}/flags/:flag`]: read,
  [`PUT ${p}/flags/:flag`]: { status: 200, body: { name: 'Renamed', variations } },
  [`PATCH ${p}/flags/:flag`]: renamed,
  [`POST ${p}/flags/:flag/archive`]: done,
  [`POST ${p}/flags/:flag/restore`]: done,
  [`DELETE ${p}/flags/:flag`]: { status: 204, after: `${p}/flags/:flag/archive` },
  [`GET ${p}/flags/:flag/variations`]: read,
  [`POST ${p}/flags/:flag/variations`]: made({ key: 'new', value: 'new' }),
  [`GET ${p}/flags/:flag/variations/:variation`]: read,
  [`PUT ${p}/flags/:flag/variations/:variation`]: { status: 200, body: { value: 'changed' } },
  [`PATCH ${p}/flags/:flag/variations/:variation`]: renamed,
  [`DELETE ${p}/flags/:flag/variations/:variation`]: { status: 204 },
  [`GET ${e}/flags`]: read,
  [`GET ${e}/flags/:flag`]: read,
  [`GET ${e}/flags/:flag/targeting`]: read,
  [`PUT ${e}/flags/:flag/targeting`]: { status: 200, body: { enabled: true } },
  [`PATCH ${e}/flags/:flag/targeting`]: { status: 200, body: { enabled: true } },
  [`GET ${p}/segments`]: read,
  [`POST ${p}/segments`]: made({ key: 'new' }),
  [`GET ${p}/segments/:segment`]: read,
  [`GET ${p}/segments/:segment/usage`]: read,
  [`PUT ${p}/segments/:segment`]: renamed,
  [`PATCH ${p}/segments/:segment`]: renamed,
  [`POST ${p}/segments/:segment/archive`]: done,
  [`POST ${p}/segments/:segment/restore`]: done,
  [`DELETE ${p}/segments/:segment`]: { status: 204, after: `${p}/segments/:segment/archive` },
  [`GET ${e}/segments`]: read,
  [`GET ${e}/segments/:segment/targeting`]: read,
  [`PUT ${e}/segments/:segment/targeting`]: { status: 200, body: { included: ['u-1'] } },
  [`PATCH ${e}/segments/:segment/targeting`]: { status: 200, body: { included: ['u-1'] } },
};
const routes = Object.keys(table);
const writes = routes.filter((route) => !route.startsWith('GET '));

/** The rest, for every route alike, is in conventions.spec.ts: no token, malformed, parents that are not there. */
describe('each route', () => {
  let api: TestApi;
  let announced: Announced;
  let worlds = 0;

  beforeAll(async () => {
    api = await freshApi();
    announced = new Announced(api);
  });
  afterAll(() => api.close());

  /** A workspace of one's own with something of everything; fills in a path. */
  async function aWorld(): Promise<(path: string) => string> {
    const workspace = `world-${(worlds += 1)}`;
    const project = `/workspaces/${workspace}/projects/app`;
    await api.call('POST', '/workspaces', { key: workspace });
    await api.call('POST', `/workspaces/${workspace}/projects`, { key: 'app' });
    await api.call('POST', `${project}/flags`, { key: 'Known', type: 'string', variations: [...variations].reverse() });
    await api.call('PATCH', `${project}/flags/Known`, { variations });
    for (const environment of ['production', 'staging']) {
      await api.call('PATCH', `${project}/environments/${environment}/flags/Known/targeting`, {
        offVariation: 'one',
        individualTargets: [{ variation: 'two', endUsers: ['u-1'] }],
        rules: [{ name: 'Staff', conditions: [{ attribute: 'a', operator: 'IsOneOf', values: ['b'] }], serve: toTwo }],
        fallthrough: toTwo,
      });
    }
    await api.call('POST', `${project}/segments`, { key: 'known' });
    const secrets = (await api.call('GET', `${project}/environments/production/secrets`)).body.items;
    const changes = (await api.call('GET', `${project}/change-sets`)).body.items;
    const names: Readonly<Record<string, string>> = {
      workspace,
      project: 'app',
      environment: 'production',
      flag: 'Known',
      variation: 'spare',
      segment: 'known',
      secret: secrets[0].id,
      id: changes[0].id,
    };
    return (path) => path.replace(/:(\w+)/g, (_, name: string) => names[name]!);
  }

  const requestOf = (route: string, fill: (path: string) => string) => {
    const [method, path] = route.split(' ') as [string, string];
    const { body, query = '' } = table[route]!;
    return [method, fill(`${path}${query}`), body] as const;
  };

  it('stands in the table of this file', () => {
    const all = api.app.get(RouteTable).routes.filter((route) => route.includes(' /api/v1/') && !route.startsWith('HEAD '));
    expect([...routes].sort()).toEqual(all.map((route) => route.replace(' /api/v1', ' ')).sort());
  });

  it.each(routes)('%s succeeds, and a second time where that makes no second thing', async (route) => {
    const fill = await aWorld();
    const { status, after } = table[route]!;
    const [method, path, body] = requestOf(route, fill);
    if (after !== undefined) expect(await api.call('POST', fill(after))).toMatchObject({ status: 200 });
    const sent = { headers: { 'if-match': '*' } };
    const answer = await api.call(method, path, body, sent);
    expect([answer.status, answer.body]).toEqual([status, status === 204 ? undefined : expect.anything()]);
    const again = await api.call(method, path, body, sent);
    if (status === 201) {
      expect(answer.headers.location).toMatch(/^\/api\/v1\//);
      const madeOne = await api.call('GET', String(answer.headers.location).replace('/api/v1', ''));
      expect([madeOne.status, madeOne.body, madeOne.headers.etag]).toEqual([200, answer.body, answer.headers.etag]);
      expect([again.status, again.body.code]).toEqual([409, path.endsWith('/secrets') ? 'SECRET_EXISTS' : 'KEY_EXISTS']);
      expect(again.body.errors).toMatchObject([{ pointer: path.endsWith('/secrets') ? '/value' : '/key' }]);
    } else if (status === 204) {
      expect([again.status, again.body.code]).toEqual([404, 'NOT_FOUND']);
    } else {
      expect([again.status, again.headers.etag, again.body]).toEqual([200, answer.headers.etag, expect.anything()]);
      expect(again.headers).not.toHaveProperty('flaghoist-change-set');
    }
  });

  it('is shut to who may nothing: what may not be read is not there', async () => {
    const fill = await aWorld();
    const token = await powerlessAccess(api, 'powerless', fill(':workspace'));
    for (const route of routes.filter((one) => !['GET /me', 'GET /workspaces'].includes(one))) {
      const [method, path, body] = requestOf(route, fill);
      const { status, body: problem } = await api.call(method, path, body, { token, headers: { 'if-match': '*' } });
      const expected = route === 'POST /workspaces' ? [403, 'FORBIDDEN'] : [404, expect.stringMatching(/^(PARENT_)?NOT_FOUND$/)];
      expect([route, status, problem.code]).toEqual([route, ...expected]);
    }
    expect((await api.call('GET', '/workspaces', undefined, { token })).body.items).toEqual([]);
  });

  it.each(writes.filter((route) => table[route]!.status !== 201))('%s is refused when something else is there', async (route) => {
    const fill = await aWorld();
    const [method, path, body] = requestOf(route, fill);
    const { after } = table[route]!;
    if (after !== undefined) await api.call('POST', fill(after));
    const readable = path.replace(/\?.*|\/(archive|restore)$/g, '');
    const before = await api.call('GET', readable);
    const refused = await api.call(method, path, body, { headers: { 'if-match': '"999"' } });
    expect([refused.status, refused.body.code, refused.body.instance]).toEqual([
      412,
      'CHANGED_MEANWHILE',
      `/api/v1${path.replace(/\?.*/, '')}`,
    ]);
    const { current, changedBy, changedAt, changeSet } = refused.body;
    const whole = route.includes('/variations/')
      ? (await api.call('GET', readable.replace(/\/variations.*/, ''))).body
      : before.body;
    expect([current, changedBy.name, changedAt]).toEqual([whole, 'root', expect.stringMatching(/Z$/)]);
    expect(await api.call('GET', `${fill('/workspaces/:workspace')}/change-sets/${changeSet}`)).toMatchObject({ status: 200 });
    expect((await api.call('GET', readable)).headers.etag).toBe(before.headers.etag);
  });

  it.each(routes.filter((route) => route.startsWith('PUT ')))(
    '%s of what was read changes nothing, and nobody is told',
    async (route) => {
      const fill = await aWorld();
      const [, path] = requestOf(route, fill);
      await announced.taken();
      const state = async () => [
        (await api.call('GET', fill('/workspaces/:workspace/change-sets?limit=1'))).body.items,
        (await api.call('GET', fill(`${p}/environments`))).body.items,
      ];
      const before = await state();
      const { body, headers } = await api.call('GET', path);
      for (const [method, sent] of [
        ['PUT', body],
        ['PATCH', body],
        ['PATCH', {}],
      ] as const) {
        const same = await api.call(method, path, sent, { headers: { 'if-match': String(headers.etag) } });
        expect([method, same.status, same.headers.etag, same.body]).toEqual([method, 200, headers.etag, body]);
        expect(same.headers).not.toHaveProperty('flaghoist-change-set');
        expect(same.headers).not.toHaveProperty('flaghoist-revision');
      }
      expect(await state()).toEqual(before);
      expect(await announced.taken()).toEqual([]);
    },
  );
});

const toTwo = { weights: [{ variation: 'two', weight: 100_000 }] };
