import { Client } from 'pg';
import { startFleet } from '../support/fleet';
import { startPostgresServer } from '../support/postgres-server';
import { liveFlag, paths } from '../support/scenario';
import { Audience } from './audience';
import { connections, many, result } from './broadcasts';
import { Child, microseconds } from './child';
import { type BenchResult, median, middle, percentile } from './result';

const WARM_UP = 10;
const ROUNDS = 301;

/**
 * Targets 5 and 13: from sending a PUT to the last of 10,000 SDKs, beside a committed UPDATE, its NOTIFY and a bare broadcast of the
 * same bytes. PostgreSQL writes as in production, and there is nothing else: no Redis, no Kafka.
 */
export async function run(): Promise<BenchResult[]> {
  const postgres = await startPostgresServer({ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' });
  const fleet = await startFleet({ postgresUrl: postgres.url, env: { LOG_LEVEL: 'warn' } });
  const bare = Child.start('bare-host');
  const audiences: Audience[] = [];
  try {
    const { etag } = await liveFlag(fleet.rest, 'fan-out');
    const { server: secret } = await fleet.secrets('app', 'production');
    const latest = await fetch(`${fleet.els.address}/api/public/sdk/server/latest-all`, { headers: { Authorization: secret } });
    const frame = await latest.text(); // of one flag: what a change sends as well
    const { address } = await bare.ask<{ address: string }>('start', frame, frame);
    await bare.ask('listen', postgres.url, 'bare');
    audiences.push(
      new Audience({ address: fleet.els.address, type: 'server', secret }, connections),
      new Audience({ address, type: 'server' }, connections),
    );
    for (const audience of audiences) await audience.connect();

    const update = await updater(postgres.url);
    const put = await putter(fleet.rest, etag!);
    const lastOf = async (audience: Audience, cause: () => Promise<{ startedAt: number }>): Promise<number> =>
      percentile(await audience.hears(cause), 100) / 1_000;
    const both = async () => ({ reference: await lastOf(audiences[1]!, update.send), ours: await lastOf(audiences[0]!, put) });
    for (let n = 0; n < WARM_UP; n += 1) await both();
    const rounds: Awaited<ReturnType<typeof both>>[] = [];
    for (let n = 0; n < ROUNDS; n += 1) rounds.push(await both());
    await update.end();
    const p99 = {
      ours: percentile(
        rounds.map(({ ours }) => ours),
        99,
      ),
      reference: percentile(
        rounds.map((one) => one.reference),
        99,
      ),
    };
    const medians = { ours: median(rounds.map(({ ours }) => ours)), reference: median(rounds.map((one) => one.reference)) };
    const note = `medians ${medians.ours.toFixed(1)} and ${medians.reference.toFixed(1)} ms; a frame of ${frame.length} bytes`;
    return [
      result(`5, 13: PUT to the last of ${many} SDKs, p50`, middle(rounds), 'ms', 1.3, note),
      result(`5, 13: PUT to the last of ${many} SDKs, p99`, p99, 'ms', 1.3),
    ];
  } finally {
    for (const audience of audiences) audience.close();
    bare.kill();
    await fleet.close();
    await postgres.stop();
  }
}

async function putter(rest: Awaited<ReturnType<typeof startFleet>>['rest'], firstEtag: string) {
  const path = paths.targeting('fan-out');
  const { body } = await rest.must('GET', path);
  let etag = firstEtag;
  let on = true;
  return async () => {
    on = !on;
    const weights = [{ variation: on ? 'on' : 'off', weight: 100_000 }];
    const startedAt = microseconds();
    const answer = await rest.must('PUT', path, { ...body, fallthrough: { weights } }, { ifMatch: etag });
    etag = answer.etag!;
    return { startedAt };
  };
}

/** One row changed and committed, and a NOTIFY about it. */
async function updater(url: string) {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE bare (id int PRIMARY KEY, changes int NOT NULL)');
  await client.query('INSERT INTO bare VALUES (1, 0)');
  return {
    send: async () => {
      const startedAt = microseconds();
      await client.query('UPDATE bare SET changes = changes + 1 WHERE id = 1');
      await client.query(`SELECT pg_notify('bare', 'changed')`);
      return { startedAt };
    },
    end: () => client.end(),
  };
}
