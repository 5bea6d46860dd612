import { freshDatabase } from '../../../../test/support/postgres';
import { Given } from '../../../domain/src/ports/given.contract';
import { openPostgres } from '../../testing/open-postgres';
import type { OpenPostgres } from '../../testing/open-postgres';

describe('statements that a connection keeps the plans of', () => {
  let open: OpenPostgres;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await freshDatabase();
    drop = database.drop;
    open = openPostgres(database.url, undefined, 1); // every statement on the one connection
    await open.migrations.run();
  });
  afterAll(async () => {
    await open.close();
    await drop();
  });

  const kept = async () => {
    const pool = await open.connections.postgres();
    const { rows } = await pool.query<{ statement: string; times: number; generic: number }>(
      'SELECT statement, (generic_plans + custom_plans)::int AS times, generic_plans::int AS generic FROM pg_prepared_statements',
    );
    return rows;
  };

  it('are few, however much is changed, and the read of what changed is planned once', async () => {
    const given = new Given(open.store);
    const place = await given.project();
    const production = place.environment('production');
    const changeAndRead = async (n: number) => {
      const { key } = await given.flag(place, { key: `flag-${n}` });
      const rules = Array.from({ length: n % 4 }, (_, i) => ({
        key: `rule-${i}`,
        serve: { weights: [{ variation: 'on', weight: 100_000 }] },
      }));
      const { raised } = await given.target(production, key, { enabled: true, rules });
      const state = await open.environments.changedSince(production.id, raised[0]!.previousRevision);
      expect(state!.items.map((item) => item.key)).toEqual([key]);
      await open.scopes.environment('main', `other-${n}`, `other-${n}`);
    };
    for (let n = 0; n < 4; n += 1) await changeAndRead(n);
    const names = (await kept()).map(({ statement }) => statement).sort();
    for (let n = 4; n < 24; n += 1) await changeAndRead(n);
    const after = await kept();
    expect(after.map(({ statement }) => statement).sort()).toEqual(names);
    expect(after.length).toBeLessThan(15);
    const changes = after.find(({ statement }) => statement.includes('UNION ALL SELECT'))!;
    expect([changes.times, changes.generic]).toEqual([24, 24]);
  });
});
