import { randomBytes } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { loadConfig } from '@app/platform';
import { createApi } from '../../apps/api/src/api.app';
import type { FirstRun } from '../../apps/api/src/api.app';
import { ApiEnv } from '../../apps/api/src/api.config';
import { freshDatabase } from './postgres';

/** An answer of the api, its body parsed. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;

  readonly body: any;
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  /** Undefined: the root access's; null: none. */
  readonly token?: string | null;
}

/** An api of one's own on a database of one's own, asked without a socket. */
export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly config: ApiEnv;
  readonly firstRun: FirstRun;
  readonly token: string;
  /** `path`: below `/api/v1`. A body that is a string goes out as it is. */
  call(method: string, path: string, body?: unknown, sent?: Sent): Promise<Answered>;
  /** Another replica on the same database. */
  another(env?: Readonly<Record<string, string>>): Promise<NestFastifyApplication>;
  close(): Promise<void>;
}

export const project = '/workspaces/main/projects/app';
export const production = `${project}/environments/production`;

/** The variables of an api on that database. */
export function apiEnv(url: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const key = randomBytes(32).toString('base64');
  return {
    POSTGRES_URL: url,
    ENCRYPTION_KEY: key,
    MIGRATE_ON_START: 'true',
    LOG_LEVEL: 'silent',
    POSTGRES_POOL_SIZE: '5',
    ...env,
  };
}

export async function freshApi(env: Readonly<Record<string, string>> = {}): Promise<TestApi> {
  const database = await freshDatabase();
  const variables = apiEnv(database.url, env);
  const config = loadConfig(ApiEnv, variables);
  const { app, firstRun } = await createApi(config);
  const others: NestFastifyApplication[] = [];
  const token = firstRun!.rootToken ?? config.ROOT_ACCESS_TOKEN!;
  return {
    app,
    config,
    firstRun: firstRun!,
    token,
    call: (method, path, body, sent = {}) => call(app, method, path, body, { token, ...sent }),
    another: async (more = {}) => {
      const replica = await createApi(loadConfig(ApiEnv, { ...variables, ...more }));
      others.push(replica.app);
      return replica.app;
    },
    close: async () => {
      await Promise.all([app, ...others].map((one) => one.close()));
      await database.drop();
    },
  };
}

/** One request to an api. */
export async function call(
  app: NestFastifyApplication,
  method: string,
  path: string,
  body: unknown,
  sent: Sent,
): Promise<Answered> {
  const { headers = {}, token = null } = sent;
  const answer = await app.inject({
    method: method as 'GET',
    url: `/api/v1${path}`,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}
