import { loadConfig } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createDas } from './das.app';
import { DasEnv } from './das.config';

describe('das', () => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    ({ app } = await createDas(loadConfig(DasEnv, { LOG_LEVEL: 'silent', DAS_PORT: '0' })));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  it('lives', async () => {
    const answer = await fetch(`${url}/health/liveness`);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      'Healthy',
    ]);
  });

  it('is ready without any server behind it', async () => {
    const answer = await fetch(`${url}/health/readiness`);
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ready', because: [] }]);
  });

  it('tells its figures, under its name', async () => {
    const answer = await fetch(`${url}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).toMatch(/^process_cpu_seconds_total\{app="das"\} /m);
  });

  it('answers what it does not have with a problem', async () => {
    const answer = await fetch(`${url}/nothing`);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await answer.json()).toMatchObject({ status: 404, code: 'NOT_FOUND', instance: '/nothing' });
  });

  it('listens on the ports and hosts it is told to, by default 5200 of this machine alone', () => {
    expect(loadConfig(DasEnv, {})).toMatchObject({ DAS_PORT: 5200, HOST: '127.0.0.1', LOG_LEVEL: 'info' });
    expect(() => loadConfig(DasEnv, { DAS_PORT: '70000', LOG_LEVEL: 'loud' })).toThrow(
      /DAS_PORT[^]*LOG_LEVEL|LOG_LEVEL[^]*DAS_PORT/,
    );
  });
});
