import type { Client } from 'pg';
import type { Held, Members, Targeting, World } from './world';

/** Rows of every table of the model and of its history, counted over the whole database: a row too many anywhere is an orphan. */
const counted = [
  'environment_secret',
  'variation',
  'targeting',
  'targeting_target',
  'targeting_fallthrough_variation',
  'targeting_rule',
  'targeting_rule_variation',
  'targeting_condition',
  'targeting_condition_segment',
  'segment_targeting',
  'segment_member',
  'segment_rule',
  'segment_condition',
  'change_set',
] as const;
export type Counts = Record<(typeof counted)[number], number>;

export interface Tables {
  readonly counts: Counts;
  /** Key: row version, whether archived; an environment's revision before them. Of a targeting (`flag/environment`): row version, revision. */
  readonly environments: Record<string, [number, number, boolean]>;
  readonly flags: Record<string, [number, boolean]>;
  readonly segments: Record<string, [number, boolean]>;
  readonly targetings: Record<string, [number, number]>;
  readonly segmentTargetings: Record<string, [number, number]>;
  /** Lines of the history that do not begin where the one before ended. */
  readonly broken: number;
  /** Environments whose history does not end at their revision. */
  readonly unexplained: number;
}

export function emptyCounts(): Counts {
  return Object.fromEntries(counted.map((table) => [table, 0])) as Counts;
}

export async function readTables(database: Client, projectId: string): Promise<Tables> {
  const { rows } = await database.query<{ tables: Tables }>(statement, [projectId]);
  return rows[0]!.tables;
}

const keyed = (value: string, from: string) => `(SELECT coalesce(json_object_agg(${value}), '{}') FROM ${from})`;
const held = (table: string, item: string) =>
  keyed(
    `i.key || '/' || e.key, json_build_array(t.row_version, t.revision)`,
    `${table} t JOIN ${item} i ON i.id = t.${item}_id JOIN environment e ON e.id = t.environment_id WHERE t.project_id = $1`,
  );

const statement = `
  WITH line AS (
    SELECT environment_id, previous_revision, revision,
      lag(revision, 1, 0::bigint) OVER (PARTITION BY environment_id ORDER BY revision) AS before
    FROM change_set_environment JOIN change_set ON id = change_set WHERE project_id = $1
  )
  SELECT json_build_object(
    'counts', json_build_object(${counted.map((table) => `'${table}', (SELECT count(*) FROM ${table})`).join(', ')}),
    'environments', ${keyed(`key, json_build_array(revision, row_version, archived_at IS NOT NULL)`, 'environment WHERE project_id = $1')},
    'flags', ${keyed(`key, json_build_array(row_version, archived_at IS NOT NULL)`, 'flag WHERE project_id = $1')},
    'segments', ${keyed(`key, json_build_array(row_version, archived_at IS NOT NULL)`, 'segment WHERE project_id = $1')},
    'targetings', ${held('targeting', 'flag')},
    'segmentTargetings', ${held('segment_targeting', 'segment')},
    'broken', (SELECT count(*) FROM line WHERE previous_revision <> before),
    'unexplained', (SELECT count(*) FROM environment e WHERE project_id = $1
      AND revision <> (SELECT max(revision) FROM line WHERE environment_id = e.id))
  ) AS tables`;

/** The same, of the world. `others`: what was there before the run. */
export function tablesOf(world: World, others: Counts): Tables {
  const from = <T>(all: Map<string, T>, row: (one: T) => unknown) =>
    Object.fromEntries([...all].map(([key, one]) => [key, row(one)])) as never;
  const heldRows = (all: Map<string, { targetings: Map<string, Held<unknown>> }>): Record<string, [number, number]> =>
    Object.fromEntries(
      [...all].flatMap(([key, { targetings }]) =>
        [...targetings].map(([environment, { rowVersion, revision }]) => [`${key}/${environment}`, [rowVersion, revision]]),
      ),
    );
  const counts = countsOf(world);
  return {
    counts: Object.fromEntries(counted.map((table) => [table, others[table] + counts[table]])) as Counts,
    environments: from(world.environments, ({ revision, rowVersion, archived }) => [revision, rowVersion, archived]),
    flags: from(world.flags, ({ rowVersion, archived }) => [rowVersion, archived]),
    segments: from(world.segments, ({ rowVersion, archived }) => [rowVersion, archived]),
    targetings: heldRows(world.flags),
    segmentTargetings: heldRows(world.segments),
    broken: 0,
    unexplained: 0,
  };
}

function countsOf(world: World): Counts {
  const counts = emptyCounts();
  counts.change_set = world.changeSets;
  for (const { secrets } of world.environments.values()) counts.environment_secret += secrets.size;
  for (const { variations, targetings } of world.flags.values()) {
    counts.variation += variations.length;
    for (const { document } of targetings.values()) countTargeting(document, counts);
  }
  for (const { targetings } of world.segments.values()) {
    for (const { document } of targetings.values()) countMembers(document, counts);
  }
  return counts;
}

function countTargeting({ individualTargets, fallthrough, rules }: Targeting, counts: Counts): void {
  counts.targeting += 1;
  counts.targeting_target += individualTargets.flatMap(({ endUsers }) => endUsers).length;
  counts.targeting_fallthrough_variation += fallthrough.weights.length;
  counts.targeting_rule += rules.length;
  for (const { conditions, serve } of rules) {
    counts.targeting_rule_variation += serve.weights.length;
    counts.targeting_condition += conditions.length;
    for (const { attribute, values } of conditions) {
      if (attribute === undefined) counts.targeting_condition_segment += values!.length;
    }
  }
}

function countMembers({ included, excluded, rules }: Members, counts: Counts): void {
  counts.segment_targeting += 1;
  counts.segment_member += included.length + excluded.length;
  counts.segment_rule += rules.length;
  for (const { conditions } of rules) counts.segment_condition += conditions.length;
}
