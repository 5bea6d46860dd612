import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { loadConfig } from '@app/platform';
import { createApi } from '../../apps/api/src/api.app';
import { ApiEnv } from '../../apps/api/src/api.config';
import { createEls } from '../../apps/els/src/els.app';
import { ElsEnv } from '../../apps/els/src/els.config';
import { apiEnv } from '../support/api';
import { freshDatabase } from '../support/postgres';
import type { Step } from './step';

export interface Answered {
  readonly status: number;
  readonly body: any;
  /** Row version that the ETag names. */
  readonly etag: number | undefined;
  readonly changeSet: string | undefined;
  /** By environment key. */
  readonly revisions: Readonly<Record<string, number>>;
}

type Asked = Pick<Step, 'body' | 'ifMatch'> & { readonly method: string; readonly path: string; readonly comment?: string };

/** An api and an els in this process on a database of their own, joined by PostgreSQL's notifications as in production. */
export class Installation {
  private constructor(
    private readonly api: NestFastifyApplication,
    private readonly elsApp: NestFastifyApplication,
    readonly els: string,
    readonly database: Client,
    private readonly token: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async start(): Promise<Installation> {
    const { url, drop } = await freshDatabase();
    const env = apiEnv(url, { DRAIN_SECONDS: '0', ELS_PORT: '0' });
    const { app: api, firstRun } = await createApi(loadConfig(ApiEnv, env));
    const { app: els } = await createEls(loadConfig(ElsEnv, env));
    await els.listen(0, '127.0.0.1');
    const database = new Client({ connectionString: url });
    await database.connect();
    return new Installation(api, els, await els.getUrl(), database, firstRun!.rootToken!, drop);
  }

  /** `path`: below the workspace `main`. The comment goes by header. */
  async ask({ method, path, body, ifMatch, comment }: Asked): Promise<Answered> {
    const answer = await this.api.inject({
      method: method as 'GET',
      url: `/api/v1/workspaces/main${path}`,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch !== undefined && { 'if-match': `"${ifMatch}"` }),
        ...(comment !== undefined && { 'flaghoist-comment': encodeURIComponent(comment) }),
      },
      ...(body !== undefined && { payload: JSON.stringify(body) }),
    });
    const { etag, 'flaghoist-change-set': changeSet, 'flaghoist-revision': revisions } = answer.headers;
    return {
      status: answer.statusCode,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      etag: typeof etag === 'string' ? Number(etag.slice(1, -1)) : undefined,
      changeSet: changeSet as string | undefined,
      revisions: revisionsOf(revisions as string | undefined),
    };
  }

  async close(): Promise<void> {
    await this.database.end();
    await Promise.all([this.elsApp.close(), this.api.close()]);
    await this.drop();
  }
}

function revisionsOf(header: string | undefined): Record<string, number> {
  const pairs = (header ?? '').split(', ').filter((pair) => pair !== '');
  return Object.fromEntries(pairs.map((pair) => [pair.split('=')[0]!, Number(pair.split('=')[1])]));
}
