import { Given, within } from '../../../domain/src/ports/given.contract';
import { freshDatabase } from '../../../../test/support/postgres';
import { freshPostgres } from '../../testing/fresh-postgres';
import { openPostgres } from '../../testing/open-postgres';
import type { OpenPostgres } from '../../testing/open-postgres';

const names = ['hierarchy', 'segments', 'flags', 'change-sets', 'second-line'].map((name, i) => `${name}-000000000000${i + 1}`);

describe('the schema of the model', () => {
  let open: OpenPostgres;
  let url: string;
  let drop: () => Promise<void>;

  beforeEach(async () => {
    const database = await freshDatabase();
    open = openPostgres(database.url);
    ({ url, drop } = database);
  });
  afterEach(async () => {
    await open.close();
    await drop();
  });

  it('is all pending in an empty database, and asking makes nothing', async () => {
    expect(await open.migrations.pending()).toEqual(names);
    const { rows } = await (await open.connections.postgres()).query(`SELECT FROM pg_tables WHERE schemaname = 'public'`);
    expect(rows).toEqual([]);
  });

  it('is made once', async () => {
    expect(await open.migrations.run()).toEqual(names);
    expect(await open.migrations.pending()).toEqual([]);
    expect(await open.migrations.run()).toEqual([]);
  });

  it('is not pending where a newer build has gone further', async () => {
    await open.migrations.run();
    const pool = await open.connections.postgres();
    await pool.query(`INSERT INTO persistence_migrations (timestamp, name) VALUES (99, 'later-0000000000099')`);
    expect(await open.migrations.pending()).toEqual([]);
    expect(await open.migrations.run()).toEqual([]);
  });

  it('keeps what was done when a later step fails, and goes on from there', async () => {
    const pool = await open.connections.postgres();
    await pool.query('CREATE TABLE outbox ()');
    await expect(open.migrations.run()).rejects.toThrow(/outbox/);
    expect(await open.migrations.pending()).toEqual(names.slice(3));
    await pool.query('DROP TABLE outbox');
    expect(await open.migrations.run()).toEqual(names.slice(3));
  });

  it('answers that there are no tables yet as an outage that migrating ends', async () => {
    await expect(open.environments.instance()).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('migrate'),
    });
    await open.migrations.run();
    await expect(open.environments.instance()).resolves.toEqual(expect.any(String));
  });

  it('gives every database an instance of its own', async () => {
    await open.migrations.run();
    const other = await freshPostgres();
    expect(await other.environments.instance()).not.toBe(await open.environments.instance());
    await other.close();
    const pool = await open.connections.postgres();
    await expect(pool.query('INSERT INTO instance DEFAULT VALUES')).rejects.toMatchObject({ code: '23505' });
  });

  it('means the same instants whatever time zone the server has', async () => {
    await open.migrations.run();
    const pool = await open.connections.postgres();
    await pool.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = ''Asia/Kolkata''', current_database()); END $$`,
    );
    const elsewhere = openPostgres(url);
    const given = new Given(elsewhere.store);
    const place = await given.project();
    const flag = await given.flag(place);
    const { at } = await given.target(place.environment('production'), flag.key, { enabled: true });
    expect(Math.abs(at.getTime() - Date.now())).toBeLessThan(600_000);
    const held = await elsewhere.store.transaction(within(place.environment('production')), async (model) => model.held);
    expect(held.environments[0]!.createdAt).toEqual(place.environment('production').createdAt);
    expect((await elsewhere.reader.targeting(place.environment('production').id, flag.key))!.updatedAt).toEqual(at);
    const [listed] = (await elsewhere.reader.environmentFlags(place.environment('production').id, 'all', { limit: 1 })).items;
    expect(listed!.targeting.updatedAt).toEqual(at);
    await elsewhere.close();
  });
});
