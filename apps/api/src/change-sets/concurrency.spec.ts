import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';

describe('two replicas that write at once', () => {
  let api: TestApi;
  const both: ((path: string, body: object) => Promise<number>)[] = [];

  beforeAll(async () => {
    api = await freshApi();
    const replica = await api.another();
    const headers = { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' };
    for (const app of [api.app, replica]) {
      both.push(
        async (path, body) => (await app.inject({ method: 'PATCH', url: `/api/v1${path}`, headers, payload: body })).statusCode,
      );
    }
    for (const key of ['one', 'two']) await api.call('POST', `${project}/flags`, { key, type: 'boolean' });
  });
  afterAll(() => api.close());

  it('all succeed, and the chain of revisions has no gap', async () => {
    const statuses = await Promise.all(
      both.map(async (patch, i) => {
        const own = [];
        for (let n = 0; n < 20; n++)
          own.push(await patch(`${production}/flags/${i === 0 ? 'one' : 'two'}/targeting`, { enabled: n % 2 === 0 }));
        return own;
      }),
    );
    expect(new Set(statuses.flat())).toEqual(new Set([200]));
    const { items } = (await api.call('GET', `${project}/change-sets?environment=production&limit=200`)).body;
    const chain = items
      .flatMap(
        ({ environments }: { environments: { environment: string; previousRevision: number; revision: number }[] }) =>
          environments,
      )
      .filter(({ environment }: { environment: string }) => environment === 'production')
      .reverse() as { previousRevision: number; revision: number }[];
    expect(chain.length).toBeGreaterThanOrEqual(43);
    expect(chain.slice(1).map(({ previousRevision }) => previousRevision)).toEqual(
      chain.slice(0, -1).map(({ revision }) => revision),
    );
    expect((await api.call('GET', production)).body.revision).toBe(chain.at(-1)!.revision);
  });

  it('both apply what does not touch the other, be it a definition or a targeting', async () => {
    const rename = (n: number) => both[0]!(`${project}/flags/one`, { name: `Name ${n}` });
    const target = (n: number) =>
      both[1]!(`${production}/flags/one/targeting`, { individualTargets: [{ variation: 'on', endUsers: [`u-${n}`] }] });
    for (let n = 0; n < 10; n++) {
      expect(await Promise.all([rename(n), target(n)])).toEqual([200, 200]);
      expect((await api.call('GET', `${production}/flags/one`)).body).toMatchObject({
        name: `Name ${n}`,
        targeting: { individualTargets: [{ variation: 'on', endUsers: [`u-${n}`] }] },
      });
    }
  });
});
