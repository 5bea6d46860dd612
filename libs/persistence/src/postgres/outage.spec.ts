import type { Log } from '@app/platform';
import { Client } from 'pg';
import { eventually } from '../../../../test/support/eventually';
import { startPostgresServer } from '../../../../test/support/postgres-server';
import type { PostgresServer } from '../../../../test/support/postgres-server';
import { Given, within } from '../../../domain/src/ports/given.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';
import { openPostgres } from '../../testing/open-postgres';
import type { OpenPostgres } from '../../testing/open-postgres';

const away = { kind: 'unavailable', code: 'UNAVAILABLE' };

describe('a database that is away', () => {
  let server: PostgresServer;
  let open: OpenPostgres;
  beforeAll(async () => {
    server = await startPostgresServer();
    open = openPostgres(server.url);
    await open.migrations.run();
  });
  afterAll(async () => {
    await open.close();
    await server.stop();
  });

  it('is an outage in the middle of a transaction, and nothing of it is there afterwards', async () => {
    const given = new Given(open.store);
    const place = await given.project();
    const flag = await given.flag(place);
    const production = place.environment('production');
    const broken = given.commit(within(production), async (model) => {
      const before = (await model.targeting(production.id, flag.key))!;
      await endConnections(server.url);
      return { writes: [{ kind: 'targeting', before, after: before }], raise: [production.id] };
    });
    await expect(broken).rejects.toMatchObject(away);
    expect((await open.reader.targeting(production.id, flag.key))!.rowVersion).toBe(1);
    await given.target(production, flag.key, { enabled: true });
  });

  it('is an outage for everyone who asks, before the first connection and after it', async () => {
    const never = openPostgres('postgres://nobody@127.0.0.1:1/nothing');
    for (let i = 0; i < 15; i++) await expect(never.environments.instance()).rejects.toMatchObject(away); // no listener piles up
    await expect(never.store.transaction({ kind: 'instance' }, async () => {})).rejects.toMatchObject(away);
    await expect(never.migrations.pending()).rejects.toMatchObject(away);
    await never.close();
  });
});

describe('locks taken out of order', () => {
  let kept: FreshPostgres;
  const errors: object[] = [];
  beforeAll(async () => {
    const line = () => {};
    const log = { error: (facts: object) => errors.push(facts), warn: line, info: line, debug: line } as unknown as Log;
    kept = await freshPostgres(log);
  });
  afterAll(() => kept.close());

  it('are a deadlock of ours: busy for the caller, an error in the log', async () => {
    const place = await new Given(kept.store).project();
    const [lower, higher] = place.environments;
    const client = new Client({ connectionString: kept.url });
    await client.connect();
    await client.query(`BEGIN; SET deadlock_timeout = '60s'`); // so that the other one finds it
    await client.query('SELECT FROM environment WHERE id = $1 FOR UPDATE', [higher!.id]);
    const failed = expect(kept.store.transaction(within(lower!, higher!), async () => {})).rejects.toMatchObject({
      code: 'BUSY',
    });
    const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
    await eventually('the commit waits', async () => (await kept.sql(waiting)).length === 1);
    const opposite = client.query('SELECT FROM environment WHERE id = $1 FOR UPDATE', [lower!.id]);
    await failed;
    await opposite;
    await client.end();
    expect(errors).toMatchObject([{ lock: { kind: 'environments', environmentIds: [lower!.id, higher!.id] } }]);
  });
});

async function endConnections(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
  );
  await client.end();
}
