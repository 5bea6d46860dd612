import type { Connections } from '@app/connections';
import { MessageStrategy } from '@app/messaging';
import { createLog, enterCorrelationPerRequest, fastifyOptions, NestLog, type Log } from '@app/platform';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ElsOwnEnv, type ElsEnv } from './els.config';
import { ElsModule } from './els.module';
import { readBody } from './http/body';
import { cors } from './http/cors';
import { KnownRoutes } from './http/known-routes';
import { limitRequests } from './http/limit-requests';
import { RateLimits } from './http/rate-limits';
import { authorization } from './secrets/authorization';
import { Secrets } from './secrets/secrets';
import { SocketAdapter } from './streaming/socket.adapter';

export interface Els {
  /** Ready to `listen(config.ELS_PORT, config.HOST)`; `close()` drains its sockets and stops everything it started. */
  readonly app: NestFastifyApplication;
}

/** `connections`: those of a process that several apps share; without them it has its own. */
export async function createEls(config: ElsEnv, connections?: Connections): Promise<Els> {
  const log = createLog({ app: 'els', level: config.LOG_LEVEL });
  return { app: await assemble(ElsModule.forRoot({ config, log, connections }), log) };
}

/** The app of a module that has the rooms and the providers they need; consumes hints from then on. */
export async function assemble(module: DynamicModule, log: Log): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...fastifyOptions(log),
    exposeHeadRoutes: false,
    return503OnClosing: false, // a JS client that polls would never ask again
    routerOptions: { caseSensitive: false },
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
    bodyParser: false,
  });
  openDoors(app);
  app.useWebSocketAdapter(new SocketAdapter(app));
  app.connectMicroservice({ strategy: app.get(MessageStrategy) }, { inheritAppConfig: true });
  await app.startAllMicroservices();
  await app.init();
  return app;
}

/** In the order in which a request meets them: headers of every answer, pre-flights, unknown methods, the secret, limits, the body. */
function openDoors(app: NestFastifyApplication): void {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = new KnownRoutes();
  enterCorrelationPerRequest(fastify);
  fastify.addHook('onRoute', routes.learn);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.header('Cache-Control', 'no-store');
    done();
  });
  fastify.addHook('onRequest', cors(app.get(ElsOwnEnv).CORS_ALLOWED_ORIGINS));
  fastify.addHook('onRequest', routes.refuse);
  fastify.addHook('onRequest', authorization(app.get(Secrets, { strict: false })));
  fastify.addHook('onRequest', limitRequests(app.get(RateLimits, { strict: false })));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', readBody);
}
