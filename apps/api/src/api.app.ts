import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Connections } from '@app/connections';
import type { ApiEnv } from './api.config';
import type { FirstRun } from './first-run/first-run';

export type { FirstEnvironment, FirstRun } from './first-run/first-run';

export interface Api {
  /** Ready to `listen(config.API_PORT, config.HOST)`; `close()` stops everything it started. */
  readonly app: NestFastifyApplication;
  /** What the first run made, when this start was it. Print it once: it is not shown again. */
  readonly firstRun?: FirstRun;
}

/** What `runCommand` knows. */
export type CommandName = 'migrate' | 'access:root' | 'openapi';
export declare function createApi(config: ApiEnv, connections?: Connections): Promise<Api>;
export declare function runCommand(name: CommandName, config: ApiEnv, connections?: Connections): Promise<string>;
