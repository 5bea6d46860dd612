import { Client } from 'pg';
import type { AppProcess } from '../support/app-process';
import { pause } from '../support/eventually';
import { startFleet, type Fleet } from '../support/fleet';
import { PostgresProxy, type Fate } from '../support/postgres-proxy';
import { startPostgresServer, type RestartablePostgres } from '../support/postgres-server';

/** An api and an els on a PostgreSQL of their own, everything of which can be broken. */
export class BreakableInstallation {
  /** What becomes of hints, by environment. */
  readonly hints = new Map<string, () => Fate>();
  /** Hints that met another fate than passing, so far. */
  readonly struck: Record<Exclude<Fate, 'passes'>, number> = { lost: 0, doubled: 0, late: 0 };
  private stopping?: Promise<void>;
  private killing?: Promise<void>;

  private constructor(
    private readonly postgres: RestartablePostgres,
    private readonly apiProxy: PostgresProxy,
    private readonly elsProxy: PostgresProxy,
    readonly fleet: Fleet,
    /** Another els, which nobody asks about an environment before the end: what it answers then was read from the database then. */
    readonly witness: AppProcess,
  ) {
    elsProxy.judge = (payload) => this.judge(payload);
  }

  static async start(): Promise<BreakableInstallation> {
    const postgres = await startPostgresServer();
    const apiProxy = await PostgresProxy.before(() => postgres.url);
    const elsProxy = await PostgresProxy.before(() => postgres.url);
    const fleet = await startFleet({ postgresUrl: apiProxy.url, elsPostgresUrl: elsProxy.url });
    const witness = await fleet.another(apiProxy.url);
    return new BreakableInstallation(postgres, apiProxy, elsProxy, fleet, witness);
  }

  /** Schedules that run together share one outage where theirs would overlap. */
  stopPostgres(forMs: number): Promise<void> {
    return (this.stopping ??= this.outage(forMs).finally(() => (this.stopping = undefined)));
  }

  killEls(): Promise<void> {
    return (this.killing ??= this.restartEls().finally(() => (this.killing = undefined)));
  }

  /** Every process's listening connection: they come back by themselves. */
  async cutListen(): Promise<void> {
    const client = new Client({ connectionString: this.postgres.url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'flaghoist listen'`);
    } catch {
      // PostgreSQL is away: so is the connection
    } finally {
      await client.end().catch(() => {});
    }
  }

  async close(): Promise<void> {
    await this.fleet.close();
    await Promise.all([this.apiProxy.close(), this.elsProxy.close()]);
    await this.postgres.stop();
  }

  private async outage(forMs: number): Promise<void> {
    await this.postgres.halt();
    await pause(forMs);
    await this.postgres.resume();
  }

  private async restartEls(): Promise<void> {
    await this.stopping; // it would wait for the database, which is not what is tried here
    await this.fleet.els.kill();
    await this.fleet.els.startAgain();
  }

  private judge(payload: string): Fate {
    const scope = /"scopeId":"([^"]+)"/.exec(payload)?.[1];
    const fate = this.hints.get(scope ?? '')?.() ?? 'passes';
    if (fate !== 'passes') this.struck[fate] += 1;
    return fate;
  }
}
