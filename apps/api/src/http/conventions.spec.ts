import { freshApi, production, project } from '../../../../test/support/api';
import type { TestApi } from '../../../../test/support/api';
import { RouteTable } from './route-table';

const filled: Readonly<Record<string, string>> = {
  workspace: 'main',
  project: 'app',
  environment: 'production',
  flag: 'known',
  variation: 'on',
  segment: 'known',
  id: '00000000-0000-4000-8000-000000000000',
};

describe('every route', () => {
  let api: TestApi;
  let routes: readonly (readonly [method: string, path: string])[];

  beforeAll(async () => {
    api = await freshApi();
    await api.call('POST', `${project}/flags`, { key: 'known', type: 'boolean' });
    await api.call('POST', `${project}/segments`, { key: 'known' });
    const [secret] = (await api.call('GET', `${production}/secrets`)).body.items;
    const names: Readonly<Record<string, string>> = { ...filled, secret: secret.id };
    const table = api.app.get(RouteTable).routes.filter((route) => route.includes(' /api/v1/') && !route.startsWith('HEAD '));
    routes = table.map((route) => {
      const [method, url] = route.split(' /api/v1') as [string, string];
      return [method, url.replace(/:(\w+)/g, (_, name: string) => names[name]!)] as const;
    });
  });
  afterAll(() => api.close());

  const each = async (ask: (method: string, path: string) => Promise<unknown>) => {
    const answers = [];
    for (const [method, path] of routes) answers.push([`${method} ${path}`, await ask(method, path)]);
    return new Map(answers as [string, unknown][]);
  };
  const all = <T>(value: T) => new Map(routes.map(([method, path]) => [`${method} ${path}`, value]));

  it('is closed to whoever has no token, or one that does not count, and says the same to all', async () => {
    const wrong = `fh_${'0'.repeat(32)}_${'A'.repeat(43)}`;
    const altered = `${api.token.slice(0, -1)}${api.token.endsWith('A') ? 'B' : 'A'}`;
    for (const token of [null, '', 'x', wrong, altered, `${api.token}x`, api.token.toUpperCase()]) {
      const answers = await each(async (method, path) => {
        const { status, headers, body } = await api.call(method, path, undefined, { token });
        return [status, headers['www-authenticate'], body.code];
      });
      expect(answers).toEqual(all([401, 'Bearer', 'UNAUTHENTICATED']));
    }
  });

  it('reads no body of a stranger', async () => {
    for (const [method, path] of routes.filter(([one]) => one !== 'GET')) {
      const { status, body } = await api.call(method, path, '{"not":', { token: null });
      expect([method, path, status, body.code]).toEqual([method, path, 401, 'UNAUTHENTICATED']);
    }
  });

  it('refuses parameters it does not know', async () => {
    const answers = await each(async (method, path) => {
      const { status, body } = await api.call(method, `${path}?nobody=1`);
      return [status, body.code, body.errors[0]];
    });
    const error = {
      pointer: null,
      parameter: 'nobody',
      code: 'UNKNOWN_PARAMETER',
      detail: expect.stringMatching(/^nobody is not/),
    };
    expect(answers).toEqual(all([400, 'UNKNOWN_PARAMETER', error]));
  });

  it('answers JSON or nothing', async () => {
    const answers = await each(async (method, path) => {
      const { status, body } = await api.call(method, path, undefined, { headers: { accept: 'text/html, image/*' } });
      return [status, body.code];
    });
    expect(answers).toEqual(all([406, 'NOT_ACCEPTABLE']));
  });

  it('takes what every browser and client says it accepts', async () => {
    for (const accept of ['*/*', 'application/json', 'text/html,application/xhtml+xml,*/*;q=0.8', 'application/*;q=0.1']) {
      expect(await api.call('GET', '/me', undefined, { headers: { accept } })).toMatchObject({ status: 200 });
    }
  });

  it('answers 405 to the methods of others, and says which are its own', async () => {
    const paths = new Set(routes.map(([, path]) => path));
    for (const path of paths) {
      const own = routes.filter(([, one]) => one === path).map(([method]) => method);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].filter((one) => !own.includes(one))) {
        const { status, headers, body } = await api.call(method, path, undefined, { token: null });
        const allow = [...own, ...(own.includes('GET') ? ['HEAD'] : [])].sort().join(', ');
        expect([method, path, status, headers.allow, body.code]).toEqual([method, path, 405, allow, 'METHOD_NOT_ALLOWED']);
      }
    }
  });

  it('is not to be cached, whatever it answers', async () => {
    const answers = await each(
      async (method, path) => (await api.call(method, path, undefined, { token: null })).headers['cache-control'],
    );
    expect(answers).toEqual(all('private, no-cache'));
    expect((await api.call('GET', '/me')).headers['cache-control']).toBe('private, no-cache');
  });

  it('lets no other origin in', async () => {
    const { headers } = await api.call('GET', '/me', undefined, { headers: { origin: 'https://example.com' } });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('finds nothing below a workspace, project or environment that is not there, and says so in the same words', async () => {
    const below = routes.filter(([, path]) => path.startsWith('/workspaces/main'));
    const broken = (path: string) => [
      path.replace('/workspaces/main', '/workspaces/other'),
      path.replace('/workspaces/main', '/workspaces/MAIN'),
      path.replace('/workspaces/main', '/workspaces/ma%00in'),
      path.replace('/workspaces/main', '/workspaces/main%2Fprojects'),
      path.replace('/projects/app', '/projects/nope'),
      path.replace('/environments/production', '/environments/Production'),
    ];
    for (const [method, path] of below) {
      for (const wrong of broken(path).filter((one) => one !== path)) {
        const { status, body } = await api.call(method, wrong, undefined, { headers: { 'if-match': '*' } });
        expect([method, wrong, status, body.code]).toEqual([method, wrong, 404, expect.stringMatching(/^(PARENT_)?NOT_FOUND$/)]);
      }
    }
  });

  it('says which of the two is missing: what the path names, or something above it', async () => {
    const cases = [
      ['GET', '/workspaces/other', 'NOT_FOUND'],
      ['GET', '/workspaces/other/projects', 'PARENT_NOT_FOUND'],
      ['GET', '/workspaces/main/projects/other', 'NOT_FOUND'],
      ['GET', '/workspaces/other/projects/app', 'PARENT_NOT_FOUND'],
      ['GET', `${project}/environments/other`, 'NOT_FOUND'],
      ['GET', '/workspaces/main/projects/other/environments/production', 'PARENT_NOT_FOUND'],
      ['GET', `${project}/environments/other/flags`, 'PARENT_NOT_FOUND'],
      ['GET', `${project}/flags/other`, 'NOT_FOUND'],
      ['PATCH', `${project}/flags/other`, 'NOT_FOUND'],
      ['POST', `${project}/flags/other/archive`, 'NOT_FOUND'],
      ['POST', `${project}/flags/other/restore`, 'NOT_FOUND'],
      ['DELETE', `${project}/flags/other`, 'NOT_FOUND'],
      ['GET', `${project}/flags/Known`, 'NOT_FOUND'],
      ['GET', `${project}/flags/other/variations`, 'PARENT_NOT_FOUND'],
      ['POST', `${project}/flags/other/variations`, 'PARENT_NOT_FOUND'],
      ['GET', `${project}/flags/known/variations/other`, 'NOT_FOUND'],
      ['PATCH', `${project}/flags/known/variations/other`, 'NOT_FOUND'],
      ['DELETE', `${project}/flags/known/variations/other`, 'NOT_FOUND'],
      ['GET', `${production}/flags/other`, 'NOT_FOUND'],
      ['GET', `${production}/flags/other/targeting`, 'PARENT_NOT_FOUND'],
      ['PATCH', `${production}/flags/other/targeting`, 'PARENT_NOT_FOUND'],
      ['GET', `${project}/segments/other`, 'NOT_FOUND'],
      ['PATCH', `${project}/segments/other`, 'NOT_FOUND'],
      ['POST', `${project}/segments/other/archive`, 'NOT_FOUND'],
      ['POST', `${project}/segments/other/restore`, 'NOT_FOUND'],
      ['DELETE', `${project}/segments/other`, 'NOT_FOUND'],
      ['GET', `${project}/segments/other/usage`, 'PARENT_NOT_FOUND'],
      ['GET', `${production}/segments/other/targeting`, 'PARENT_NOT_FOUND'],
      ['PATCH', `${production}/segments/other/targeting`, 'PARENT_NOT_FOUND'],
      ['GET', `${production}/secrets/other`, 'NOT_FOUND'],
      ['PATCH', `${production}/secrets/other`, 'NOT_FOUND'],
      ['DELETE', `${production}/secrets/other`, 'NOT_FOUND'],
      ['POST', `${project}/environments/other/secrets`, 'PARENT_NOT_FOUND'],
      ['PATCH', `${project}/environments/other`, 'NOT_FOUND'],
      ['POST', `${project}/environments/other/restore`, 'NOT_FOUND'],
      ['DELETE', `${project}/environments/other`, 'NOT_FOUND'],
      ['PATCH', '/workspaces/main/projects/other', 'NOT_FOUND'],
      ['POST', '/workspaces/main/projects/other/archive', 'NOT_FOUND'],
      ['DELETE', '/workspaces/main/projects/other', 'NOT_FOUND'],
      ['PATCH', '/workspaces/other', 'NOT_FOUND'],
      ['DELETE', '/workspaces/other', 'NOT_FOUND'],
      ['GET', `${project}/change-sets/other`, 'NOT_FOUND'],
      ['GET', '/workspaces/main/change-sets/00000000-0000-4000-8000-000000000000', 'NOT_FOUND'],
    ] as const;
    const answers = [];
    for (const [method, path] of cases) {
      const { status, body } = await api.call(
        method,
        path,
        ['PATCH', 'POST'].includes(method) && !/(archive|restore)$/.test(path) ? {} : undefined,
      );
      answers.push([method, path, body.code, status]);
    }
    expect(answers).toEqual(cases.map((one) => [...one, 404]));
  });

  it('that writes with PUT wants to know what is replaced', async () => {
    for (const [, path] of routes.filter(([method]) => method === 'PUT')) {
      expect([path, await api.call('PUT', path, {})]).toMatchObject([
        path,
        { status: 428, body: { code: 'PRECONDITION_REQUIRED' } },
      ]);
    }
  });

  it('refuses an If-Match that is no ETag', async () => {
    for (const value of ['1', '"1', 'W/1', '"1" "2"', '']) {
      const answer = await api.call('PATCH', `${project}/flags/known`, {}, { headers: { 'if-match': value } });
      expect([value, answer]).toMatchObject([value, { status: 400, body: { code: 'MALFORMED_REQUEST' } }]);
    }
  });

  it('that takes a body takes JSON objects alone', async () => {
    const bodies: readonly (readonly [unknown, string, string])[] = [
      ['', 'application/json', 'WRONG_TYPE'],
      ['null', 'application/json', 'WRONG_TYPE'],
      ['[]', 'application/json', 'WRONG_TYPE'],
      ['"text"', 'application/json', 'WRONG_TYPE'],
      ['{"name":', 'application/json', 'MALFORMED_JSON'],
      ['{"name":"\u0001"}', 'application/json', 'MALFORMED_JSON'],
      [`{"name":${'['.repeat(40)}${']'.repeat(40)}}`, 'application/json', 'MALFORMED_REQUEST'],
      [`{"name":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, 'application/json', 'MALFORMED_REQUEST'],
      ['{"__proto__":{"name":"x"}}', 'application/json', 'MALFORMED_REQUEST'],
      ['{"constructor":{"name":"x"}}', 'application/json', 'UNKNOWN_MEMBER'],
      ['{"nobody":1}', 'application/json', 'UNKNOWN_MEMBER'],
    ];
    for (const [method, path] of routes.filter(
      ([method, path]) => method !== 'GET' && method !== 'DELETE' && !/(archive|restore)$/.test(path),
    )) {
      for (const [sent, type, code] of bodies) {
        const headers = { 'content-type': type, 'if-match': '*' };
        const { status, body } = await api.call(method, path, sent, { headers });
        expect([method, path, sent, status, body.code]).toEqual([method, path, sent, 400, code]);
      }
    }
  });

  it('that takes no body does not overlook one', async () => {
    for (const [method, path] of routes.filter(([method, path]) => method === 'DELETE' || /(archive|restore)$/.test(path))) {
      const { status, body } = await api.call(method, path, { comment: 'why' });
      expect([method, path, status, body.code, body.errors[0].pointer]).toEqual([
        method,
        path,
        400,
        'UNKNOWN_MEMBER',
        '/comment',
      ]);
    }
  });

  it('refuses bytes that are not UTF-8', async () => {
    const payload = Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]);
    const answer = await api.app.inject({
      method: 'PATCH',
      url: `/api/v1${project}/flags/known`,
      headers: { authorization: `Bearer ${api.token}`, 'content-type': 'application/json' },
      payload,
    });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'MALFORMED_JSON']);
  });

  it('takes no other kind of body', async () => {
    const types = [
      'application/json-patch+json',
      'application/x-www-form-urlencoded',
      'text/plain',
      'multipart/form-data; boundary=x',
      'x',
    ];
    for (const type of types) {
      const answer = await api.call('PATCH', `${project}/flags/known`, '[]', { headers: { 'content-type': type } });
      expect([type, answer]).toMatchObject([type, { status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE' } }]);
    }
    const merge = { headers: { 'content-type': 'application/merge-patch+json' } };
    expect(await api.call('POST', `${project}/flags`, '{}', merge)).toMatchObject({ status: 415 });
    expect(await api.call('PATCH', `${project}/flags/known`, '{}', merge)).toMatchObject({ status: 200 });
  });

  it('takes no body of more than 16 MiB', async () => {
    const sent = JSON.stringify({ description: 'x'.repeat(16 * 1024 * 1024) });
    expect(await api.call('PATCH', `${project}/flags/known`, sent)).toMatchObject({
      status: 413,
      body: { code: 'PAYLOAD_TOO_LARGE' },
    });
  });

  it('answers a problem for a path that cannot be read', async () => {
    const answer = await api.app.inject({ method: 'GET', url: '/api/v1/workspaces/%E0%A4%A' });
    expect([answer.statusCode, answer.headers['content-type'], answer.json().code]).toEqual([
      400,
      expect.stringContaining('application/problem+json'),
      'MALFORMED_REQUEST',
    ]);
    expect(await api.call('GET', `/workspaces/${'x'.repeat(2_000)}`)).toMatchObject({
      status: expect.any(Number),
      body: { code: expect.any(String) },
    });
  });

  it('answers a caller’s correlation id', async () => {
    const headers = { 'x-correlation-id': 'from-my-pipeline.7' };
    expect((await api.call('GET', `${project}/flags/other`, undefined, { headers })).body).toEqual({
      type: '/problems/not-found',
      title: 'Not found',
      status: 404,
      code: 'NOT_FOUND',
      detail: expect.stringContaining('the flag other'),
      instance: `/api/v1${project}/flags/other`,
      correlationId: 'from-my-pipeline.7',
    });
  });
});
