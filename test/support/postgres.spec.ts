import { Client } from 'pg';
import { freshDatabase } from './postgres';

const query = async (url: string, statement: string) => {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client.query(statement).finally(() => client.end());
};

describe('a fresh database', () => {
  it('is empty and nobody else’s', async () => {
    const [one, other] = await Promise.all([freshDatabase(), freshDatabase()]);
    await query(one.url, 'CREATE TABLE kept (id int)');
    const tables = await query(other.url, `SELECT 1 FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables.rows).toEqual([]);
    await Promise.all([one.drop(), other.drop()]);
  });

  it('can be dropped while someone is connected', async () => {
    const database = await freshDatabase();
    const client = new Client({ connectionString: database.url });
    client.on('error', () => {}); // the server ends it
    await client.connect();
    await database.drop();
    await expect(query(database.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
  });
});
