import { freshDatabase } from '../../../../test/support/postgres';
import { openPostgres } from '../../testing/open-postgres';
import { notFlushed } from './not-flushed';

it('a statement that need not last does not wait for the disk, and the next one does', async () => {
  const database = await freshDatabase();
  const open = openPostgres(database.url, undefined, 1); // one connection
  await open.migrations.run();
  const pool = await open.connections.postgres();
  await pool.query('SET synchronous_commit = on');
  const insert = `INSERT INTO lease (name, owner, until) SELECT 'a', 'b', now() FROM (${notFlushed}) AS unhurried`;
  const { rows } = await pool.query(`${insert} RETURNING current_setting('synchronous_commit') AS waits`);
  expect(rows).toEqual([{ waits: 'off' }]);
  expect((await pool.query('SHOW synchronous_commit')).rows).toEqual([{ synchronous_commit: 'on' }]);
  await open.close();
  await database.drop();
});
