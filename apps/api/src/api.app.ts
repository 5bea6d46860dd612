import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Connections } from '@app/connections';
import { CannotStart, NestLog, Unavailable, createLog, enterCorrelationPerRequest, fastifyOptions } from '@app/platform';
import type { Log } from '@app/platform';
import type { ApiEnv } from './api.config';
import { ApiModule } from './api.module';
import { commands } from './cli/commands';
import type { CommandName } from './cli/commands';
import type { FirstRun } from './first-run/first-run';
import { MakeFirstRun } from './first-run/make-first-run';
import { takeJsonBodies } from './bodies/json-bodies';
import { serveOpenApi } from './openapi/openapi';
import { RouteTable } from './http/route-table';
import { DatabaseCheck } from './schema/database-check';
import { Schema } from './schema/schema';

export type { CommandName } from './cli/commands';
export type { FirstEnvironment, FirstRun } from './first-run/first-run';

/** A segment of 50,000 members in one request. */
const bodyLimitBytes = 16 * 1024 * 1024;
/** For all of a request to arrive: nobody holds a connection by sending slowly. */
const requestTimeoutMs = 60_000;
/** Keys have at most 128 characters; each may be percent-encoded. */
const maxParamLength = 1_024;

export interface Api {
  /** Ready to `listen(config.API_PORT, config.HOST)`; `close()` stops everything it started. */
  readonly app: NestFastifyApplication;
  /** What the first run made, when this start was it. Print it once: it is not shown again. */
  readonly firstRun?: FirstRun;
}

/**
 * Everything but listening. `connections`: those of a process that several apps share; without them it has its own.
 * Throws `CannotStart` when the database is away, or its key is another one.
 */
export async function createApi(config: ApiEnv, connections?: Connections): Promise<Api> {
  const app = await open(config, createLog({ app: 'api', level: config.LOG_LEVEL }), connections);
  try {
    const firstRun = await prepare(app, config);
    serveOpenApi(app);
    await app.init();
    app.get(RouteTable, { strict: false }).answerOtherMethods();
    return { app, ...(firstRun && { firstRun }) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

/** Runs a command of the operator's and answers its output. Its log goes to standard error. */
export async function runCommand(name: CommandName, config: ApiEnv, connections?: Connections): Promise<string> {
  const log = createLog({ app: 'api', level: config.LOG_LEVEL, destination: process.stderr });
  const app = await open(config, log, connections);
  try {
    return await commands[name](app);
  } finally {
    await app.close();
  }
}

async function open(config: ApiEnv, log: Log, connections?: Connections): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...fastifyOptions(log),
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    routerOptions: { maxParamLength },
  });
  const fastify = adapter.getInstance();
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot({ config, log, connections }), adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  enterCorrelationPerRequest(fastify);
  takeJsonBodies(fastify);
  fastify.addHook('onRequest', async (_request, reply) => void reply.header('Cache-Control', 'private, no-cache'));
  return app;
}

/** The schema, and what a new installation starts with, by whoever may change it; the others wait, not ready. */
async function prepare(app: NestFastifyApplication, { MIGRATE_ON_START }: ApiEnv): Promise<FirstRun | undefined> {
  const database = app.get(DatabaseCheck, { strict: false });
  if (!MIGRATE_ON_START) {
    await database.requireFittingKey().catch(unlessAway);
    return undefined;
  }
  try {
    await app.get(Schema, { strict: false }).migrate();
    await database.requireFittingKey();
    return await app.get(MakeFirstRun, { strict: false }).execute();
  } catch (error) {
    throw error instanceof Unavailable ? new CannotStart(`the database cannot be used: ${error.message}`) : error;
  }
}

/** A database that is away, or has no tables yet, is waited for. */
function unlessAway(error: unknown): void {
  if (!(error instanceof Unavailable)) throw error;
}
