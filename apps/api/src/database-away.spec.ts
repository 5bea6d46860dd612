import { createServer, connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@app/platform';
import { apiEnv, call, production, project } from '../../../test/support/api';
import { freshDatabase } from '../../../test/support/postgres';
import { eventually } from '../../../test/support/eventually';
import { createApi } from './api.app';
import { ApiEnv } from './api.config';

/** Stands between an api and its database, and can be cut. */
async function aWire(to: URL) {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((near) => {
    if (cut) return near.destroy();
    const far = connect(Number(to.port), to.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(to);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: () => {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => (cut = false),
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('while the database is away', () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let wire: Awaited<ReturnType<typeof aWire>>;
  let app: NestFastifyApplication;
  let token: string;

  beforeAll(async () => {
    database = await freshDatabase();
    wire = await aWire(new URL(database.url));
    const api = await createApi(loadConfig(ApiEnv, apiEnv(wire.url)));
    app = api.app;
    token = api.firstRun!.rootToken!;
    await call(app, 'POST', `${project}/flags`, { key: 'known', type: 'boolean' }, { token });
  });
  afterAll(async () => {
    await app.close();
    wire.close();
    await database.drop();
  });

  const readiness = async () => (await app.inject({ method: 'GET', url: '/health/readiness' })).statusCode;
  const toggle = (enabled: boolean) => call(app, 'PATCH', `${production}/flags/known/targeting`, { enabled }, { token });

  it('requests are told to come back, the process lives and is not ready, and all is well when it is back', async () => {
    expect([await readiness(), (await toggle(true)).status]).toEqual([200, 200]);
    wire.cut();
    for (const answer of [await call(app, 'GET', '/me', undefined, { token }), await toggle(false)]) {
      expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'UNAVAILABLE' } });
      expect(JSON.stringify(answer.body)).not.toMatch(/postgres|ECONN|127\.0\.0\.1/);
    }
    expect((await app.inject({ method: 'GET', url: '/health/liveness' })).statusCode).toBe(200);
    expect(await readiness()).toBe(503);
    wire.mend();
    await eventually('it is ready again', async () => (await readiness()) === 200, 60_000);
    expect(await toggle(false)).toMatchObject({ status: 200, body: { enabled: false } });
  });
});
