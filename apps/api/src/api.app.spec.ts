import { freshApi, production, project } from '../../../test/support/api';
import type { TestApi } from '../../../test/support/api';

describe('an api on an empty database', () => {
  let api: TestApi;

  beforeAll(async () => (api = await freshApi()));
  afterAll(() => api.close());

  it('makes a workspace, a project and two environments, and shows their secrets once', () => {
    expect(api.firstRun).toMatchObject({
      workspace: 'main',
      project: 'app',
      rootToken: expect.stringMatching(/^fh_[0-9a-f]{32}_[\w-]{43}$/),
    });
    expect(api.firstRun.environments.map(({ key, secrets }) => [key, secrets.map(({ name, type }) => [name, type])])).toEqual(
      ['staging', 'production'].map((key) => [
        key,
        [
          ['Server Key', 'server'],
          ['Client Key', 'client'],
        ],
      ]),
    );
  });

  it('takes a flag from being made to being on', async () => {
    const made = await api.call('POST', `${project}/flags`, {
      key: 'new-nav',
      name: 'New navigation',
      type: 'boolean',
      tags: ['ui'],
    });
    expect(made).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const on = await api.call('PATCH', `${production}/flags/new-nav/targeting`, { enabled: true });
    expect(on).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { enabled: true } });
    expect(await api.call('GET', `${production}/flags/new-nav/targeting`)).toMatchObject({ status: 200, body: on.body });
  });
});
