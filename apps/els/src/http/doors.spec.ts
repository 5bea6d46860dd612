import { request } from 'node:http';
import { aFlag } from '@app/evaluation/testing';
import { ElsInProcess } from '../../../../test/support/els/els-in-process';
import type { ModelEnvironment } from '../../../../test/support/els/model-in-memory';

const serverDoor = '/api/public/sdk/server/latest-all';
const clientDoor = '/api/public/sdk/client/latest-all';
const track = '/api/public/insight/track';

describe('the HTTP doors', () => {
  let els: ElsInProcess;
  let environment: ModelEnvironment;

  beforeAll(async () => {
    els = await ElsInProcess.start();
    environment = els.model.add();
    environment.flag(aFlag({ key: 'a' }));
  });
  afterAll(() => ElsInProcess.closeAll());
  afterEach(() => expect(els.errors()).toEqual([]));

  describe('a secret', () => {
    const unknown = 'x'.repeat(44);

    it.each([
      ['none', undefined],
      ['an unknown one', unknown],
      ['one with a scheme word', `Bearer ${unknown}`],
      ['one that is too long', unknown.repeat(100)],
    ])('%s is 401 with an empty body, at every door', async (_, secret) => {
      for (const answer of [
        await els.get(serverDoor, secret),
        await els.post(clientDoor, { keyId: 'u' }, secret),
        await els.post(track, [], secret),
      ]) {
        expect([answer.status, await answer.text()]).toEqual([401, '']);
      }
    });

    it('opens the doors of its own type alone', async () => {
      const { server, client } = environment.secrets;
      expect((await els.get(serverDoor, client)).status).toBe(401);
      expect((await els.post(clientDoor, { keyId: 'u' }, server)).status).toBe(401);
      expect((await els.get(serverDoor, server)).status).toBe(200);
      expect((await els.post(clientDoor, { keyId: 'u' }, client)).status).toBe(200);
      expect((await els.post(track, [], server)).status).toBe(200);
      expect((await els.post(track, [], client)).status).toBe(200);
    });

    it('is asked for before a body is read', async () => {
      const answer = await new Promise<number | undefined>((resolve, reject) => {
        const asked = request(
          `${els.url}${track}`,
          { method: 'POST', headers: { 'Content-Type': 'application/json' } },
          (got) => {
            resolve(got.statusCode);
            asked.destroy();
          },
        );
        asked.on('error', reject).write('['); // and never ends
      });
      expect(answer).toBe(401);
    });
  });

  describe('a path', () => {
    it.each([serverDoor.toUpperCase(), '/Api/Public/Sdk/Server/Latest-All'])('is the same in any case: %s', async (path) => {
      expect((await els.get(path, environment.secrets.server)).status).toBe(200);
      expect((await els.get(path)).status).toBe(401);
    });

    it.each([
      ['POST', serverDoor, 'GET'],
      ['HEAD', serverDoor, 'GET'],
      ['GET', clientDoor, 'POST'],
      ['DELETE', track, 'POST'],
      ['PUT', serverDoor.toUpperCase(), 'GET'],
    ])('asked with %s %s is 405 and names what is allowed', async (method, path, allowed) => {
      const answer = await fetch(`${els.url}${path}?timestamp=1`, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, allowed]);
    });

    it('nobody knows is 404', async () => {
      expect((await els.get('/api/public/sdk/latest-all')).status).toBe(404);
      expect((await els.post('/api/public/agent/register', '"agent"', 'rp-x')).status).toBe(404); // agents of FeatBit's
    });

    it.each(['/%', '/%zz', '/api/public/sdk/server/latest-all%'])('that is no path, %s, is refused', async (path) => {
      expect((await els.get(path)).status).toBe(400);
    });
  });

  describe('CORS', () => {
    const preflight = (url: string, path: string, origin: string) =>
      fetch(`${url}${path}`, {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'authorization,content-type,user-agent,x-user-agent',
        },
      });

    it.each([serverDoor, clientDoor, track, '/api/public/feature-flag/evaluate', '/streaming'])(
      'answers the pre-flight of %s without a secret, with the headers it asks for',
      async (path) => {
        const answer = await preflight(els.url, path, 'https://app.example.com');
        expect(answer.status).toBe(204);
        expect(answer.headers.get('access-control-allow-origin')).toBe('*');
        expect(answer.headers.get('access-control-allow-headers')).toBe('authorization,content-type,user-agent,x-user-agent');
        expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST');
      },
    );

    it('lets a browser read every answer, refusals too', async () => {
      for (const answer of [
        await els.get(serverDoor, environment.secrets.server),
        await els.get(serverDoor),
        await els.get(`${serverDoor}?timestamp=x`, environment.secrets.server),
        await els.get('/nothing'),
        await els.post(serverDoor, {}),
        await els.post(track, 'no json', environment.secrets.client),
      ]) {
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([answer.status, '*']);
      }
    });

    it('allows the configured origins alone', async () => {
      const choosy = await ElsInProcess.start({
        config: { CORS_ALLOWED_ORIGINS: 'https://app.example.com;https://shop.example.com' },
      });
      const allowed = await preflight(choosy.url, clientDoor, 'https://shop.example.com');
      expect([allowed.headers.get('access-control-allow-origin'), allowed.headers.get('vary')]).toEqual([
        'https://shop.example.com',
        'Origin',
      ]);
      const other = await preflight(choosy.url, clientDoor, 'https://other.example.com');
      expect([other.headers.get('access-control-allow-origin'), other.headers.get('vary')]).toEqual([null, 'Origin']);
      await choosy.close();
    });
  });

  it('are never cached and have no ETag', async () => {
    const { server, client } = environment.secrets;
    for (const answer of [
      await els.get(serverDoor, server),
      await els.get(`${serverDoor}?timestamp=${environment.revision}`, server),
      await els.post(clientDoor, { keyId: 'u' }, client),
      await els.post(track, [], client),
      await els.get(serverDoor),
      await els.get('/health/readiness'),
    ]) {
      expect([answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([null, 'no-store']);
    }
  });

  it('asked for a socket without an upgrade say what is missing', async () => {
    const answer = await els.get('/streaming?type=server&token=x');
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await answer.json()).toMatchObject({ code: 'UPGRADE_REQUIRED' });
  });

  it('live, are ready, and tell their figures', async () => {
    expect(await (await els.get('/health/liveness')).text()).toBe('Healthy');
    expect(await (await els.get('/health/readiness')).json()).toEqual({ status: 'ready', because: [] });
    expect(await (await els.get('/metrics')).text()).toContain('flaghoist_els_connections{type="server",app="els"} 0');
  });
});
