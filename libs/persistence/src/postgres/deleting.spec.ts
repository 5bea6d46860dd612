import { assertInvariants, Environment, Flag, Project, Workspace } from '@app/domain';
import type { Lock, Model, Write } from '@app/domain';
import { anAccess, Given, means } from '../../../domain/src/ports/given.contract';
import type { Place } from '../../../domain/src/ports/given.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';
import { setScene } from '../../testing/sql/scene';
import type { Scene } from '../../testing/sql/scene';
import { primaryKeys } from './writing/tables';

const modelTables = [...Object.keys(primaryKeys), 'tombstone'];
const changeSetTables = ['change_set', 'change_set_operation', 'change_set_resource', 'change_set_environment'];

/** By the name of a column, the tables whose rows it names. */
const parents: Readonly<Record<string, readonly string[]>> = {
  workspace_id: ['workspace'],
  project_id: ['project'],
  environment_id: ['environment'],
  flag_id: ['flag'],
  required_flag_id: ['flag'],
  variation_id: ['variation'],
  off_variation_id: ['variation'],
  required_variation_id: ['variation'],
  segment_id: ['segment'],
  rule_id: ['targeting_rule', 'segment_rule'],
};

type Step = (model: Model, scene: Scene) => Write | Promise<Write>;

const ofFlag =
  (edit: (flag: Flag) => Write): Step =>
  async (model, { project }) =>
    edit(new Flag((await model.flag(project, 'flag'))!));
const ofEnvironment =
  (edit: (environment: Environment) => Write): Step =>
  ({ held }, { production }) =>
    edit(new Environment(held.environments.find(({ id }) => id === production)!));
const ofProject =
  (edit: (project: Project) => Write): Step =>
  ({ held }) =>
    edit(new Project(held.project!));

/** What it takes, commit by commit: all but a workspace are archived first. */
const steps = {
  flag: [ofFlag((one) => one.archive(means.at).write()!), ofFlag((one) => one.remove())],
  environment: [ofEnvironment((one) => one.archive(means.at).write()!), ofEnvironment((one) => one.remove())],
  project: [ofProject((one) => one.archive(means.at).write()!), ofProject((one) => one.remove())],
  workspace: [({ held }: Model) => new Workspace(held.workspace!).remove()],
} satisfies Record<string, readonly Step[]>;

describe('deleting what is full of uses', () => {
  let kept: FreshPostgres;
  let given: Given;
  let scene: Scene;
  beforeEach(async () => {
    kept = await freshPostgres();
    given = new Given(kept.store);
    scene = await setScene(kept);
    await fill(given, scene.here);
  });
  afterEach(() => kept.close());

  /** Every row of their tables, as text. */
  async function changeSets(): Promise<readonly string[]> {
    const tables = changeSetTables.map((table) => kept.sql<{ row: string }>(`SELECT t::text AS row FROM ${table} t`));
    return (await Promise.all(tables)).flat().map(({ row }) => row);
  }

  /** `table.column`, where a row names something that is not there. */
  async function orphans(): Promise<readonly string[]> {
    const columns = await kept.sql<{ table: string; column: string }>(
      `SELECT table_name AS table, column_name AS column FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name = ANY($1) AND data_type = 'uuid' AND column_name <> 'id'`,
      [modelTables],
    );
    const found: string[] = [];
    for (const { table, column } of columns) {
      const nowhere = parents[column]!.map((parent) => `NOT EXISTS (SELECT FROM ${parent} p WHERE p.id = t.${column})`);
      const rows = await kept.sql(`SELECT FROM ${table} t WHERE ${column} IS NOT NULL AND ${nowhere.join(' AND ')} LIMIT 1`);
      if (rows.length > 0) found.push(`${table}.${column}`);
    }
    return found;
  }

  const rowsIn = async (table: string) => (await kept.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]!.n;

  it('begins with rows in every table of the model', async () => {
    for (const table of modelTables) expect([table, (await rowsIn(table)) > 0]).toEqual([table, true]);
    expect(await orphans()).toEqual([]);
  });

  it.each(Object.keys(steps) as (keyof typeof steps)[])(
    'a %s: succeeds, leaves no orphan in any table and leaves every change set',
    async (what) => {
      const earlier = await changeSets();
      const lock: Lock = what === 'workspace' ? { kind: 'workspace-and-below', workspaceId: scene.workspace } : scene.here.lock;
      for (const step of steps[what] as readonly Step[]) {
        await given.commit(lock, async (model) => {
          const writes = [await step(model, scene)];
          await assertInvariants(model, writes);
          return { writes };
        });
      }
      const ids = { flag: scene.flag, environment: scene.production, project: scene.project, workspace: scene.workspace };
      expect(await kept.sql(`SELECT FROM ${what} WHERE id = $1`, [ids[what]])).toEqual([]);
      expect(await orphans()).toEqual([]);
      const later = new Set(await changeSets());
      expect(earlier.filter((row) => !later.has(row))).toEqual([]);
    },
  );
});

/** What the scene has not: an archived flag and its tombstones, an access of each scope. */
async function fill(given: Given, here: Place): Promise<void> {
  const { workspace, project, environment } = here;
  const { key } = await given.flag(here);
  await given.define(here, key, (flag) => flag.archive(means.at));
  const at = { workspaceId: workspace.id, projectId: project.id, environmentId: environment('production').id };
  await given.access(anAccess({ type: 'user', scope: 'workspace', workspaceId: at.workspaceId }));
  await given.access(anAccess({ type: 'user', scope: 'environment', ...at }));
  await given.members(environment('production'), 'beta', {
    included: ['u-1'],
    excluded: ['u-9'],
    rules: [{ key: 'adults', conditions: [{ attribute: 'adult', operator: 'IsTrue' }] }],
  });
}
