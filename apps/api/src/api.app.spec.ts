import { EnvironmentReader, Outbox } from '@app/domain';
import { MessageBus } from '@app/messaging';
import type { Delivery as Delivered } from '@app/messaging';
import { Topics } from '@app/protocol';
import type { EnvironmentChanged } from '@app/protocol';
import { eventually } from '../../../test/support/eventually';
import { freshApi, production, project } from '../../../test/support/api';
import type { TestApi } from '../../../test/support/api';
import { Delivery } from './delivery/delivery';

describe('an api', () => {
  let api: TestApi;
  const heard: EnvironmentChanged[] = [];
  let stop: () => Promise<void>;

  beforeAll(async () => {
    api = await freshApi();
    stop = await api.app
      .get(MessageBus, { strict: false })
      .subscribe([Topics.environmentChanged.name], 1, async ({ bodies }: Delivered) => {
        heard.push(...(bodies as EnvironmentChanged[]));
      });
  });
  afterAll(async () => {
    await stop();
    await api.close();
  });

  it('takes a flag from being made to being on, and tells everybody what they are to serve', async () => {
    const made = await api.call('POST', `${project}/flags`, {
      key: 'new-nav',
      name: 'New navigation',
      type: 'boolean',
      tags: ['ui'],
    });
    expect(made).toMatchObject({ status: 201, headers: { etag: '"1"' } });
    const on = await api.call('PATCH', `${production}/flags/new-nav/targeting`, { enabled: true });
    expect(on).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { enabled: true } });
    await eventually('the hint arrives', () => heard.some(({ revision }) => revision === on.body.revision));
    const hint = heard.find(({ revision }) => revision === on.body.revision)!;
    expect(hint.items).toMatchObject([{ kind: 'flag', key: 'new-nav', revision: on.body.revision }]);
    const state = await api.app.get(EnvironmentReader, { strict: false }).changedSince(hint.environmentId, hint.previousRevision);
    expect(state).toMatchObject({ revision: on.body.revision, items: hint.items });
  });

  it('has announced all it committed when it stops', async () => {
    const replica = await api.another();
    const environmentId = api.firstRun.environments.find(({ key }) => key === 'production')!.id;
    const outbox = api.app.get(Outbox, { strict: false });
    await api.app.get(Delivery, { strict: false }).idle();
    const switched = await replica.inject({
      method: 'PATCH',
      url: `/api/v1${production}/flags/new-nav/targeting`,
      headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
      payload: { enabled: false },
    });
    expect(switched.statusCode).toBe(200);
    await replica.close();
    expect(await outbox.rows('delivery', { environmentId, workspaceId: '' })).toEqual([]);
  });

  it('serves its description and a page that shows it, with assets of its own', async () => {
    const get = (url: string) => api.app.inject({ method: 'GET', url });
    expect((await get('/api/openapi.json')).json()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Flaghoist management API' },
    });
    const page = await get('/api/docs');
    expect([page.statusCode, page.headers['content-type']]).toEqual([200, expect.stringContaining('text/html')]);
    const assets = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!);
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      expect(asset).not.toMatch(/^(https?:)?\/\//);
      expect([asset, (await get(new URL(asset, 'http://api/api/docs').pathname)).statusCode]).toEqual([asset, 200]);
    }
  });

  it('lives, is ready and tells its figures', async () => {
    const get = (url: string) => api.app.inject({ method: 'GET', url });
    expect((await get('/health/liveness')).body).toBe('Healthy');
    expect((await get('/health/readiness')).json()).toEqual({ status: 'ready', because: [] });
    const { body } = await get('/metrics');
    expect(body).toMatch(/^process_cpu_seconds_total\{app="api"\} /m);
    expect(body).toMatch(/^flaghoist_http_request_seconds_count\{.*route="\/health\/readiness".*\} 1$/m);
  });
});
