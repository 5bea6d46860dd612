import type { Log } from '@app/platform';
import { freshDatabase } from '../../../test/support/postgres';
import { openPostgres } from './open-postgres';
import type { OpenPostgres } from './open-postgres';

export interface FreshPostgres extends OpenPostgres {
  readonly url: string;
  /** SQL past every port, as a hand would write it. */
  sql<Row = Record<string, unknown>>(text: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

/** A database of one's own with its tables. */
export async function freshPostgres(log?: Log): Promise<FreshPostgres> {
  const database = await freshDatabase();
  const open = openPostgres(database.url, log);
  await open.migrations.run();
  return {
    ...open,
    url: database.url,
    sql: async <Row>(text: string, parameters: readonly unknown[] = []) =>
      (await (await open.connections.postgres()).query(text, [...parameters])).rows as Row[],
    close: async () => {
      await open.close();
      await database.drop();
    },
  };
}
