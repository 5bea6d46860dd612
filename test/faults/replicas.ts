import { randomBytes, randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { loadConfig } from '@app/platform';
import { createEls } from '../../apps/els/src/els.app';
import { ElsEnv } from '../../apps/els/src/els.config';
import { AppProcess } from '../support/app-process';
import { eventually } from '../support/eventually';
import { freePorts, type Secrets } from '../support/flaghoist';
import { freshDatabase, type FreshDatabase } from '../support/postgres';
import { Rest } from '../support/rest';
import { readTruth, type Truth } from './watchers';

/** An api that can be killed, and asked. */
export interface Replica {
  readonly process: AppProcess;
  readonly rest: Rest;
  /** Resolves when it is up: it may still be starting again. */
  up: Promise<void>;
}

const production = '/workspaces/main/projects/app/environments/production';

/** Two replicas of api and one els, each a process of its own, on one database. */
export class Replicas {
  private constructor(
    private readonly fresh: FreshDatabase,
    readonly database: Client,
    readonly apis: readonly [Replica, Replica],
    readonly els: AppProcess,
    readonly secrets: Secrets,
    readonly environmentId: string,
  ) {}

  static async start(): Promise<Replicas> {
    const fresh = await freshDatabase();
    const [one, other, elsPort] = await freePorts(3);
    const token = `fh_${randomUUID().replaceAll('-', '')}_${randomBytes(32).toString('base64url')}`;
    const shared = { POSTGRES_URL: fresh.url, ENCRYPTION_KEY: randomBytes(32).toString('base64'), LOG_LEVEL: 'warn' };
    const env = { ...shared, ROOT_ACCESS_TOKEN: token, MIGRATE_ON_START: 'true' };
    const first = await AppProcess.start('api', one!, env);
    const [second, els] = await Promise.all([
      AppProcess.start('api', other!, env),
      AppProcess.start('els', elsPort!, { POSTGRES_URL: fresh.url, LOG_LEVEL: 'warn' }),
    ]);
    const replica = (process: AppProcess): Replica => ({
      process,
      rest: new Rest(process.address, token),
      up: Promise.resolve(),
    });
    const apis = [replica(first), replica(second)] as const;
    const database = new Client({ connectionString: fresh.url });
    await database.connect();
    const { body } = await apis[0].rest.must('GET', `${production}/secrets`);
    const value = (type: string): string => body.items.find((secret: { type: string }) => secret.type === type).value;
    const { id } = (await apis[0].rest.must('GET', production)).body;
    return new Replicas(fresh, database, apis, els, { server: value('server'), client: value('client') }, id as string);
  }

  /** Whether a change set with that comment is there, once no transaction is open any more. */
  async wasCommitted(comment: string): Promise<boolean> {
    await eventually('what the killed process had begun is over', async () => {
      const { rowCount } = await this.database.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
           AND (state LIKE 'idle in transaction%' OR (state = 'active' AND xact_start IS NOT NULL AND backend_type = 'client backend'))`,
      );
      return rowCount === 0;
    });
    const { rowCount } = await this.database.query('SELECT 1 FROM change_set WHERE comment = $1', [comment]);
    return rowCount === 1;
  }

  /** What a door opened just now tells, for it has nothing in memory: the database as it is. */
  async truth(): Promise<Truth> {
    const env = { POSTGRES_URL: this.fresh.url, POSTGRES_POOL_SIZE: '2', LOG_LEVEL: 'silent', DRAIN_SECONDS: '0', ELS_PORT: '0' };
    const { app } = await createEls(loadConfig(ElsEnv, env));
    try {
      return await this.told(app);
    } finally {
      await app.close();
    }
  }

  async waiting(): Promise<number> {
    return (await this.database.query('SELECT 1 FROM outbox')).rowCount!;
  }

  async close(): Promise<void> {
    await Promise.all(this.apis.map(({ up }) => up));
    await Promise.all([...this.apis.map(({ process }) => process.kill()), this.els.kill()]);
    await this.database.end();
    await this.fresh.drop();
  }

  private async told(app: NestFastifyApplication): Promise<Truth> {
    await app.listen(0, '127.0.0.1');
    return readTruth({ address: await app.getUrl() }, this.secrets);
  }
}
