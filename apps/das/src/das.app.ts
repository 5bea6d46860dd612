import type { Connections } from '@app/connections';
import { createLog, enterCorrelationPerRequest, fastifyOptions, NestLog } from '@app/platform';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DasEnv } from './das.config';
import { DasModule } from './das.module';

/** A request holds a question, never data. */
const bodyLimitBytes = 64 * 1024;

export interface Das {
  /** Ready to `listen(config.DAS_PORT, config.HOST)`; `close()` stops everything it started. */
  readonly app: NestFastifyApplication;
}

/** `connections`: those of a process that several apps share; without them it has its own. */
export async function createDas(config: DasEnv, connections?: Connections): Promise<Das> {
  const log = createLog({ app: 'das', level: config.LOG_LEVEL });
  const adapter = new FastifyAdapter({ ...fastifyOptions(log), bodyLimit: bodyLimitBytes });
  const app = await NestFactory.create<NestFastifyApplication>(DasModule.forRoot({ config, log, connections }), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  enterCorrelationPerRequest(app.getHttpAdapter().getInstance());
  await app.init();
  return { app };
}
