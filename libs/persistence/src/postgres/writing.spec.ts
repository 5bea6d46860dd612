import { Client } from 'pg';
import { anAccess, Given, means, within } from '../../../domain/src/ports/given.contract';
import type { Done, Place } from '../../../domain/src/ports/given.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
const modelTables = [
  ...[
    'workspace',
    'project',
    'environment',
    'environment_secret',
    'access',
    'flag',
    'variation',
    'targeting',
    'targeting_prerequisite',
  ],
  ...['targeting_target', 'targeting_fallthrough_variation', 'targeting_rule', 'targeting_rule_variation', 'targeting_condition'],
  ...[
    'targeting_condition_segment',
    'segment',
    'segment_targeting',
    'segment_member',
    'segment_rule',
    'segment_condition',
    'tombstone',
  ],
];

describe('what a save writes to PostgreSQL', () => {
  let kept: FreshPostgres;
  let given: Given;
  let place: Place;
  beforeAll(async () => {
    kept = await freshPostgres();
    given = new Given(kept.store);
    place = await given.project();
  });
  afterAll(() => kept.close());

  /** Rows of the table that the transaction of that change set wrote. */
  async function written(table: string, { changeSet }: Done): Promise<number> {
    const sql = `SELECT count(*)::int AS rows FROM ${table} WHERE xmin = (SELECT xmin FROM change_set WHERE id = $1)`;
    return (await kept.sql<{ rows: number }>(sql, [changeSet]))[0]!.rows;
  }

  it('one more member of 50,000 is one row, and its change set holds that member alone', async () => {
    const segment = await given.segment(place);
    const production = place.environment('production');
    const included = Array.from({ length: 49_999 }, (_, i) => `user-${String(i).padStart(6, '0')}`);
    await given.members(production, segment.key, { included });
    const done = await given.members(production, segment.key, { included: [...included, 'one-more'] });
    expect(await written('segment_member', done)).toBe(1);
    const changeSet = (await kept.reader.changeSet(place.workspace.id, place.project.id, done.changeSet))!;
    expect(JSON.stringify(changeSet).length).toBeLessThan(3_000);
    expect(JSON.stringify(changeSet.operations)).toContain('one-more');
    const gone = await given.members(production, segment.key, { included: included.slice(1) });
    expect(await written('segment_member', gone)).toBe(0);
    const state = (await kept.reader.segmentTargeting(production.id, segment.key))!;
    expect(state.document.included).toEqual(included.slice(1));
  }, 120_000);

  it('one more individual target of 10,000 is one row, and moves nobody of the next list', async () => {
    const flag = await given.flag(place);
    const production = place.environment('production');
    const on = Array.from({ length: 5_000 }, (_, i) => `on-${i}`);
    const off = Array.from({ length: 4_999 }, (_, i) => `off-${i}`);
    const targets = (more: readonly string[]) => [
      { variation: 'on', endUsers: [...on, ...more] },
      { variation: 'off', endUsers: off },
    ];
    await given.target(production, flag.key, { individualTargets: targets([]) });
    const done = await given.target(production, flag.key, { individualTargets: targets(['one-more']) });
    expect(await written('targeting_target', done)).toBe(1);
    expect((await kept.reader.targeting(production.id, flag.key))!.document.individualTargets).toEqual(targets(['one-more']));
  });

  it('a toggle writes the targeting, its environment and the records, nothing else of the model', async () => {
    const flag = await given.flag(place);
    const rules = [{ key: 'staff', conditions: [{ attribute: 'a', operator: 'IsTrue' }], serve }];
    await given.target(place.environment('production'), flag.key, { rules });
    const done = await given.target(place.environment('production'), flag.key, { rules, enabled: true });
    const counts = await Promise.all(modelTables.map(async (table) => [table, await written(table, done)] as const));
    expect(counts.filter(([, rows]) => rows > 0)).toEqual([
      ['environment', 1],
      ['targeting', 1],
    ]);
  });

  it('a targeting edit takes ten statements at most, BEGIN and COMMIT among them', async () => {
    const flag = await given.flag(place);
    const query = jest.spyOn(Client.prototype, 'query');
    await given.target(place.environment('production'), flag.key, { rules: [{ key: 'staff', serve }] });
    await given.target(place.environment('production'), flag.key, { rules: [{ key: 'new', serve }] }); // deletes as well
    expect(query.mock.calls.length).toBeLessThanOrEqual(20);
    query.mockRestore();
  });

  it('a revision goes on from the last one where the server’s clock was set back', async () => {
    const flag = await given.flag(place);
    const production = place.environment('production');
    const ahead = Date.now() + 3_600_000;
    await kept.sql('UPDATE environment SET revision = $2 WHERE id = $1', [production.id, ahead]);
    const [first] = (await given.target(production, flag.key, { enabled: true })).raised;
    const [second] = (await given.target(production, flag.key, { enabled: false })).raised;
    expect([first!.previousRevision, first!.revision, second!.revision]).toEqual([ahead, ahead + 1, ahead + 2]);
  });

  it('a new environment of a project with many flags is as few statements as of one with none', async () => {
    const full = await given.project();
    for (let i = 0; i < 30; i++) await given.flag(full, { key: `flag-${i}` });
    const count = async (at: Place) => {
      const query = jest.spyOn(Client.prototype, 'query');
      await given.environment(at);
      const { length } = query.mock.calls;
      query.mockRestore();
      return length;
    };
    expect(await count(full)).toBe(await count(await given.project()));
  });

  it('everything of the model has its change set', async () => {
    const without = await kept.sql(
      `SELECT t.environment_id, t.revision FROM (
         SELECT environment_id, revision FROM targeting UNION ALL SELECT environment_id, revision FROM segment_targeting
         UNION ALL SELECT environment_id, revision FROM tombstone UNION ALL SELECT id, revision FROM environment
       ) t WHERE NOT EXISTS (SELECT FROM change_set_environment n WHERE n.environment_id = t.environment_id AND n.revision = t.revision)`,
    );
    expect(without).toEqual([]);
    const unannounced = await kept.sql(
      'SELECT FROM change_set_environment n WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.change_set = n.change_set AND o.environment_id = n.environment_id)',
    );
    expect(unannounced).toEqual([]);
  });

  it('deleting the workspaces empties every table of the model, and no change set', async () => {
    const flag = await given.flag(place);
    const segment = await given.segment(place);
    await given.target(place.environment('staging'), flag.key, {
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
      rules: [{ key: 'beta', conditions: [{ operator: 'InSegment', values: [segment.key] }], serve }],
    });
    await given.members(place.environment('staging'), segment.key, {
      included: ['u-1'],
      rules: [{ key: 'all', conditions: [{ attribute: 'a', operator: 'IsTrue' }] }],
    });
    await given.define(place, (await given.flag(place)).key, (one) => one.archive(means.at));
    const scope = { workspaceId: place.workspace.id, projectId: place.project.id };
    await given.access(anAccess({ type: 'user', scope: 'project', ...scope }));
    const rowsIn = async (table: string) =>
      (await kept.sql<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`))[0]!.rows;
    const filled = await Promise.all(modelTables.map(rowsIn));
    expect(modelTables.filter((_, i) => filled[i] === 0)).toEqual(['targeting_prerequisite']);
    const before = await rowsIn('change_set');
    const { items } = await kept.reader.workspaces({ limit: 200 });
    for (const { id } of items) {
      await given.commit({ kind: 'workspace-and-below', workspaceId: id }, ({ held }) => ({
        writes: [{ kind: 'workspace', before: held.workspace }],
        raise: held.environments.map((one) => one.id),
      }));
    }
    expect(await Promise.all(modelTables.map(rowsIn))).toEqual(modelTables.map(() => 0));
    expect(await rowsIn('change_set')).toBe(before + items.length);
  });

  it('waits behind a lock without hiding it from those who only read', async () => {
    const other = await given.project();
    const flag = await given.flag(other);
    const production = other.environment('production');
    await kept.store.transaction(within(production), async () => {
      expect((await kept.environments.changedSince(production.id, 0))!.items).toHaveLength(1);
      expect(await kept.reader.flag(other.project.id, flag.key)).toBeDefined();
    });
  });
});
