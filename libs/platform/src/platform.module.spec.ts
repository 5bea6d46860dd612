import { DomainError } from '@app/domain';
import type { Violation } from '@app/domain';
import { BadRequestException, Body, Controller, Get, Inject, NotFoundException, Param, Post, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { correlationId } from './correlation/correlation';
import { enterCorrelationPerRequest } from './correlation/request-correlation';
import { HttpProblem } from './errors/http-problem';
import { Unavailable } from './errors/unavailable';
import { fastifyOptions } from './fastify-options';
import { Health, ready } from './health/health';
import type { Finding } from './health/health';
import { createLog } from './logging/create-log';
import { Log } from './logging/log';
import { Metrics } from './metrics/metrics';
import { PlatformModule } from './platform.module';

class Refused extends DomainError {
  readonly code = 'FLAG_TYPE_INVALID';
  constructor(
    readonly kind: DomainError['kind'],
    override readonly facts?: object,
    override readonly violations?: readonly Violation[],
  ) {
    super('a flag has no type "colour"');
  }
}

const violation: Violation = { pointer: '/type', code: 'FLAG_TYPE_INVALID', detail: 'not a type' };

const thrown: Record<string, () => unknown> = {
  malformed: () => new Refused('malformed'),
  invalid: () => new Refused('invalid', undefined, [violation]),
  forbidden: () => new Refused('forbidden', { operation: 'SetEnabled', action: 'ToggleFlag', object: 'flag/a' }),
  missing: () => new Refused('not-found'),
  conflict: () => new Refused('conflict', { usedBy: [{ environment: 'production', flag: 'a', rule: null }] }),
  stale: () => new Refused('stale', { current: { key: 'a' } }),
  precondition: () => new Refused('precondition-required'),
  unavailable: () => new Unavailable('the database is away', new Error('ECONNREFUSED')),
  unauthenticated: () => new HttpProblem({ status: 401, code: 'UNAUTHENTICATED', detail: 'no' }),
  nest400: () => new BadRequestException('not a number'),
  nest404: () => new NotFoundException('no such page'),
  bug: () => new TypeError('secret detail'),
  text: () => 'a text',
};

@Controller('things')
class Things {
  constructor(@Inject(Log) private readonly log: Log) {}

  @Get('late')
  late(@Res() reply: { send(body: unknown): void }): never {
    reply.send({ answered: 'already' });
    throw new TypeError('afterwards');
  }

  @Get('correlated')
  correlated(): object {
    this.log.info({ token: 'secret' }, 'inside');
    return { correlationId: correlationId() };
  }

  @Get(':kind')
  get(@Param('kind') kind: string): never {
    throw thrown[kind]!();
  }

  @Post()
  async post(@Body() _body: unknown): Promise<object> {
    await pause(1);
    return { correlationId: correlationId() };
  }
}

describe('a process on the platform', () => {
  const lines: Record<string, unknown>[] = [];
  const log = createLog({
    app: 'test',
    level: 'info',
    destination: { write: (line) => void lines.push(JSON.parse(line) as never) },
  });
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const module = { module: class Root {}, imports: [PlatformModule.forRoot({ app: 'test', log })], controllers: [Things] };
    const adapter = new FastifyAdapter({ ...fastifyOptions(log), bodyLimit: 1_000 });
    app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false, abortOnError: false });
    enterCorrelationPerRequest(app.getHttpAdapter().getInstance());
    await app.listen(0, '127.0.0.1');
  });

  beforeEach(() => void (lines.length = 0));

  afterAll(() => app.close());

  const ask = async (path: string, options: RequestInit = {}) => {
    const answer = await fetch(`${await app.getUrl()}${path}`, options);
    const text = await answer.text();
    const body = answer.headers.get('content-type')?.includes('json') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: answer.status, headers: answer.headers, text, body };
  };
  const post = (body: string, type = 'application/json') =>
    ask('/things', { method: 'POST', body, headers: { 'Content-Type': type } });

  describe('answers an error', () => {
    it('as a problem with everything that clients read', async () => {
      const { status, headers, body } = await ask('/things/invalid?dryRun=true', { headers: { 'X-Correlation-Id': 'abc-1' } });
      expect(status).toBe(422);
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(body).toEqual({
        type: '/problems/flag-type-invalid',
        title: 'Flag type invalid',
        status: 422,
        code: 'FLAG_TYPE_INVALID',
        detail: 'a flag has no type "colour"',
        instance: '/things/invalid',
        correlationId: 'abc-1',
        errors: [violation],
      });
    });

    it.each([
      ['malformed', 400, 'FLAG_TYPE_INVALID'],
      ['forbidden', 403, 'FLAG_TYPE_INVALID'],
      ['missing', 404, 'FLAG_TYPE_INVALID'],
      ['conflict', 409, 'FLAG_TYPE_INVALID'],
      ['stale', 412, 'FLAG_TYPE_INVALID'],
      ['precondition', 428, 'FLAG_TYPE_INVALID'],
      ['unavailable', 503, 'UNAVAILABLE'],
      ['unauthenticated', 401, 'UNAUTHENTICATED'],
      ['nest400', 400, 'MALFORMED_REQUEST'],
      ['nest404', 404, 'NOT_FOUND'],
    ])('%s: %i %s', async (kind, status, code) => {
      const answer = await ask(`/things/${kind}`);
      expect(answer.status).toBe(status);
      expect(answer.body).toMatchObject({ status, code });
    });

    it('with the facts of its code as members', async () => {
      expect((await ask('/things/stale')).body).toMatchObject({ current: { key: 'a' } });
      expect((await ask('/things/forbidden')).body).toMatchObject({
        operation: 'SetEnabled',
        action: 'ToggleFlag',
        object: 'flag/a',
      });
    });

    it('with the headers that go with its status', async () => {
      expect((await ask('/things/unavailable')).headers.get('retry-after')).toBe('1');
      expect((await ask('/things/unauthenticated')).headers.get('www-authenticate')).toBe('Bearer');
      expect((await ask('/things/missing')).headers.get('retry-after')).toBeNull();
    });

    it('of ours as a bare 500, and logs it with its stack', async () => {
      const { status, text, body } = await ask('/things/bug');
      expect(status).toBe(500);
      expect(body).toMatchObject({ code: 'INTERNAL', type: '/problems/internal' });
      expect(text).not.toContain('secret detail');
      expect(lines).toMatchObject([
        {
          level: 'error',
          method: 'GET',
          path: '/things/bug',
          correlationId: body['correlationId'],
          err: { message: 'secret detail' },
        },
      ]);
      expect(JSON.stringify(lines[0])).toContain('platform.module.spec');
    });

    it('of ours that is not even an Error likewise', async () => {
      expect((await ask('/things/text')).body).toMatchObject({ status: 500, code: 'INTERNAL' });
    });

    it('once: what is thrown after the answer is logged alone', async () => {
      expect(await ask('/things/late')).toMatchObject({ status: 200, body: { answered: 'already' } });
      expect(lines).toMatchObject([{ level: 'error', err: { message: 'afterwards' } }]);
    });
  });

  describe('answers a bad request', () => {
    it.each([
      ['no JSON', () => post('{"a":'), 400, 'MALFORMED_JSON'],
      ['an empty body', () => post(''), 400, 'MALFORMED_JSON'],
      ['a body of an unknown type', () => post('<a/>', 'text/xml'), 415, 'UNSUPPORTED_MEDIA_TYPE'],
      ['a body that is too large', () => post(JSON.stringify('x'.repeat(2_000))), 413, 'PAYLOAD_TOO_LARGE'],
      ['a path that nobody serves', () => ask('/nowhere?a=1'), 404, 'NOT_FOUND'],
      ['a URL that cannot be read', () => ask('/things/%zz'), 400, 'MALFORMED_REQUEST'],
    ])('%s', async (_, send, status, code) => {
      const answer = await send();
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(answer.body).toMatchObject({ status, code, correlationId: expect.stringMatching(/^[0-9a-f]{16}$/) as string });
      expect(lines).toEqual([]);
    });
  });

  describe('correlates', () => {
    it('what is logged with the request, without its secrets', async () => {
      const { body } = await ask('/things/correlated', { headers: { 'X-Correlation-Id': 'from-outside' } });
      expect(body).toEqual({ correlationId: 'from-outside' });
      expect(lines).toMatchObject([
        { level: 'info', app: 'test', msg: 'inside', token: '[redacted]', correlationId: 'from-outside' },
      ]);
    });

    it('after the body was read as well', async () => {
      const answer = await ask('/things', {
        method: 'POST',
        body: '{}',
        headers: { 'Content-Type': 'application/json', 'X-Correlation-Id': 'id-2' },
      });
      expect(answer.body).toEqual({ correlationId: 'id-2' });
    });

    it.each(['', 'a b', 'x'.repeat(65), '{"a":1}'])('an id of its own where the caller’s cannot be used: %j', async (id) => {
      const { body } = await ask('/things/correlated', { headers: { 'X-Correlation-Id': id } });
      expect(body['correlationId']).toMatch(/^[0-9a-f]{16}$/);
    });
  });

  describe('tells', () => {
    it('that it lives', async () => {
      const answer = await ask('/health/liveness');
      expect(answer).toMatchObject({ status: 200, text: 'Healthy' });
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    });

    it('whether it is ready, and why not', async () => {
      expect(await ask('/health/readiness')).toMatchObject({ status: 200, body: { status: 'ready', because: [] } });
      let queue: Finding = { status: 'degraded', because: 'the queue is away' };
      const forget = [app.get(Health).register('queue', () => queue), app.get(Health).register('database', async () => ready)];
      expect(await ask('/health/readiness')).toMatchObject({
        status: 200,
        body: { status: 'degraded', because: ['queue: the queue is away'] },
      });
      queue = { status: 'unavailable', because: 'gone' };
      expect(await ask('/health/readiness')).toMatchObject({
        status: 503,
        body: { status: 'unavailable', because: ['queue: gone'] },
      });
      forget.forEach((one) => one());
    });

    it('its figures', async () => {
      app
        .get(Metrics)
        .counter({ name: 'flaghoist_things_total', help: 'things', labels: ['kind'] })
        .inc({ kind: 'a' }, 3);
      const { status, headers, text } = await ask('/metrics');
      expect(status).toBe(200);
      expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
      expect(text).toContain('flaghoist_things_total{kind="a",app="test"} 3');
      expect(text).toContain('process_cpu_seconds_total');
    });
  });
});

describe('three processes in one', () => {
  it('have figures of their own', async () => {
    const [api, els] = [new Metrics('api'), new Metrics('els')];
    for (const metrics of [api, els]) metrics.gauge({ name: 'flaghoist_connections', help: 'open' }, (gauge) => gauge.set(2));
    expect(await api.text()).toContain('flaghoist_connections{app="api"} 2');
    expect(await els.text()).toContain('flaghoist_connections{app="els"} 2');
  });
});
