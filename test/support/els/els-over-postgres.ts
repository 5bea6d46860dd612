import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MessageBus, to } from '@app/messaging';
import { createLog, loadConfig } from '@app/platform';
import { Topics } from '@app/protocol';
import { assemble } from '../../../apps/els/src/els.app';
import { ElsEnv } from '../../../apps/els/src/els.config';
import { ElsModule } from '../../../apps/els/src/els.module';
import { Timing } from '../../../apps/els/src/timing';
import { Given, openPostgres, type OpenPostgres, type Place } from './adapters';
import { SdkSocket, streamingQuery } from './sdk-socket';

export type SdkType = 'server' | 'client';

/** A whole els over a database with tables, and a project in it. What a relay does is up to the test: `announce`. */
export class ElsOverPostgres {
  private readonly sockets: SdkSocket[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    readonly database: OpenPostgres,
    readonly given: Given,
    readonly place: Place,
    /** Every line of the log so far, as objects. */
    readonly lines: Record<string, any>[],
    /** `http://127.0.0.1:<port>` */
    readonly url: string,
  ) {}

  static async start(databaseUrl: string, timing: Partial<Timing> = {}): Promise<ElsOverPostgres> {
    const database = openPostgres(databaseUrl, undefined, 4);
    await database.migrations.run();
    const given = new Given(database.store);
    const place = await given.project();
    const lines: Record<string, any>[] = [];
    const log = createLog({ app: 'els', level: 'info', destination: { write: (line) => void lines.push(JSON.parse(line)) } });
    const config = loadConfig(ElsEnv, { POSTGRES_URL: databaseUrl, POSTGRES_POOL_SIZE: '4', DRAIN_SECONDS: '0', ELS_PORT: '0' });
    const app = await assemble(ElsModule.forRoot({ config, log, timing: Object.assign(new Timing(), timing) }), log);
    await app.listen(0, '127.0.0.1');
    return new ElsOverPostgres(app, database, given, place, lines, await app.getUrl());
  }

  async sql<Row = Record<string, unknown>>(text: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return (await (await this.database.connections.postgres()).query(text, [...parameters])).rows as Row[];
  }

  async secretOf(type: SdkType, environment = 'production'): Promise<string> {
    const [row] = await this.sql<{ text: string }>(
      'SELECT encrypted_value AS text FROM environment_secret WHERE environment_id = $1 AND type = $2',
      [this.place.environment(environment).id, type],
    );
    return Buffer.from(row!.text, 'base64').toString();
  }

  async connect(type: SdkType, environment?: string, more = ''): Promise<SdkSocket> {
    return this.connectWith(type, await this.secretOf(type, environment), more);
  }

  async connectWith(type: SdkType, secret: string, more = ''): Promise<SdkSocket> {
    const sdk = await SdkSocket.open(`${this.url.replace('http', 'ws')}/streaming?${streamingQuery(type, secret, { more })}`);
    this.sockets.push(sdk);
    return sdk;
  }

  /** What a relay does for the change that was committed last, or for an earlier one (1: the one before). */
  async announce({ environment = 'production', back = 0 } = {}): Promise<void> {
    const { id } = this.place.environment(environment);
    const [row] = await this.sql<{ previous: string; revision: string }>(
      `SELECT previous_revision AS previous, revision FROM change_set_environment WHERE environment_id = $1
       ORDER BY revision DESC LIMIT 1 OFFSET $2`,
      [id, back],
    );
    const [previousRevision, revision] = [Number(row!.previous), Number(row!.revision)];
    const { items } = (await this.database.environments.changedSince(id, previousRevision))!;
    const instance = await this.database.environments.instance();
    const hint = { instance, environmentId: id, previousRevision, revision, items };
    await this.app.get(MessageBus).publish(to(Topics.environmentChanged, id, hint));
  }

  get(path: string, secret?: string): Promise<Response> {
    return fetch(`${this.url}${path}`, { headers: { ...(secret && { Authorization: secret }) } });
  }

  async close(): Promise<void> {
    for (const sdk of this.sockets) sdk.close();
    await this.app.close();
    await this.database.close();
  }
}
