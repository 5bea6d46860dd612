import type { Connections } from '@app/connections';
import type { PoolClient } from 'pg';
import { translated } from './postgres-errors';

/** SQL, or SQL that a connection parses and plans once. */
export type Statement = string | Prepared;

export interface Prepared {
  /** The same for the same text only: a connection has one text a name. */
  readonly name: string;
  readonly text: string;
}

/** Runs one statement. Every value travels as a parameter. */
export type Query = <Row>(statement: Statement, parameters?: readonly unknown[]) => Promise<Row[]>;

/** PostgreSQL through the pool of the process. */
export class PostgresDatabase {
  constructor(readonly connections: Connections) {}

  /** One statement, committed by itself. Throws `Unavailable` while the server is away. */
  readonly query: Query = async <Row>(statement: Statement, parameters: readonly unknown[] = []): Promise<Row[]> => {
    try {
      const pool = await this.connections.postgres();
      return (await pool.query(asked(statement, parameters))).rows as Row[];
    } catch (error) {
      throw translated(error);
    }
  };

  /** Runs `work` on a connection that is nobody else's meanwhile. Errors as PostgreSQL said them. */
  async onOne<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client: PoolClient = await (await this.connections.postgres()).connect();
    const query: Query = async <Row>(statement: Statement, parameters: readonly unknown[] = []) =>
      (await client.query(asked(statement, parameters))).rows as Row[];
    try {
      return await work(query);
    } finally {
      client.release(); // the pool drops one that broke
    }
  }
}

function asked(statement: Statement, parameters: readonly unknown[]) {
  return { ...(typeof statement === 'string' ? { text: statement } : statement), values: [...parameters] };
}
