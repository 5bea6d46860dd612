import { Client } from 'pg';

/** Looks at a database without the product: what stands in its tables. */
export class Tables {
  constructor(private readonly url: string) {}

  async rows<R extends object = Record<string, any>>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<R>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }

  async count(table: string, column: string, value: string): Promise<number> {
    const [row] = await this.rows<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${column} = $1`, [value]);
    return row!.n;
  }

  /** Of every secret of these environments, by environment. */
  async secretHashes(...environmentIds: readonly string[]): Promise<Record<string, string[]>> {
    const rows = await this.rows<{ id: string; hashes: string[] }>(
      `SELECT environment_id AS id, array_agg(hash ORDER BY hash) AS hashes FROM environment_secret
       WHERE environment_id = ANY($1) GROUP BY 1`,
      [environmentIds],
    );
    return Object.fromEntries(rows.map(({ id, hashes }) => [id, hashes]));
  }

  /** Every row of every table, as text. */
  async dump(): Promise<string> {
    const tables = await this.rows<{ name: string }>(
      `SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       ORDER BY 1`,
    );
    const parts: string[] = [];
    for (const { name } of tables) {
      const rows = await this.rows<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
      parts.push(`${name}:`, ...rows.map(({ row }) => row));
    }
    return parts.join('\n');
  }
}
