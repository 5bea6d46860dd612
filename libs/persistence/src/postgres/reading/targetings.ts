import type { RuleDocument, ServeDocument, TargetingState } from '@app/domain';
import type { Query } from '../postgres-database';
import { storedColumns } from './columns';
import { conditionColumns, conditionDocument } from './conditions';
import type { ConditionRow } from './conditions';

type Pair = readonly [id: string, key: string];
type Weight = readonly [variationId: string, weight: number, experimentWeight: number];

interface RuleRow extends Omit<RuleDocument, 'conditions' | 'serve'> {
  readonly id: string;
  readonly bucketBy: string;
  readonly includedInExperiment: boolean;
  readonly weights: readonly Weight[];
  readonly conditions: readonly (ConditionRow & { readonly segments: readonly Pair[] | null })[] | null;
}

interface RequiredRow {
  readonly flagId: string;
  readonly flag: string;
  readonly variationId: string;
  readonly variations: readonly Pair[];
}

/** One row, its children as JSON: nothing is read twice and nothing is joined into a product. */
export interface TargetingRow extends Omit<TargetingState, 'document' | `${string}Ids`> {
  readonly enabled: boolean;
  readonly offVariationId: string;
  readonly bucketBy: string;
  readonly includedInExperiment: boolean;
  readonly includeAllTargetsInExperiment: boolean;
  readonly variations: readonly Pair[];
  readonly weights: readonly Weight[];
  readonly targets: readonly (readonly [variationId: string, endUser: string])[] | null;
  readonly required: readonly RequiredRow[] | null;
  readonly rules: readonly RuleRow[] | null;
}

const variationsOf = (flagId: string) =>
  `(SELECT json_agg(json_build_array(v.id, v.key) ORDER BY v.position) FROM variation v WHERE v.flag_id = ${flagId})`;

const ofTargeting = (t: string) => `${t}.flag_id = t.flag_id AND ${t}.environment_id = t.environment_id`;

/** Of `targeting t`, `flag f` and `environment e`, joined. */
export const targetingColumns = `
  t.flag_id AS "flagId", f.key AS "flagKey", t.project_id AS "projectId", t.environment_id AS "environmentId", e.key AS environment,
  t.enabled, t.off_variation_id AS "offVariationId", t.fallthrough_bucket_by AS "bucketBy",
  t.fallthrough_included_in_experiment AS "includedInExperiment",
  t.include_all_targets_in_experiment AS "includeAllTargetsInExperiment", t.revision::float8 AS revision, ${storedColumns('t')},
  ${variationsOf('t.flag_id')} AS variations,
  (SELECT json_agg(json_build_array(w.variation_id, w.weight, w.experiment_weight) ORDER BY w.position)
    FROM targeting_fallthrough_variation w WHERE ${ofTargeting('w')}) AS weights,
  (SELECT json_agg(json_build_array(x.variation_id, x.end_user) ORDER BY x.position)
    FROM targeting_target x WHERE ${ofTargeting('x')}) AS targets,
  (SELECT json_agg(json_build_object('flagId', q.required_flag_id, 'flag', rf.key, 'variationId', q.required_variation_id,
      'variations', ${variationsOf('q.required_flag_id')}) ORDER BY q.position)
    FROM targeting_prerequisite q JOIN flag rf ON rf.id = q.required_flag_id WHERE ${ofTargeting('q')}) AS required,
  (SELECT json_agg(json_build_object('id', r.id, 'key', r.key, 'name', r.name, 'description', r.description, 'tags', r.tags,
      'bucketBy', r.bucket_by, 'includedInExperiment', r.included_in_experiment,
      'weights', (SELECT json_agg(json_build_array(w.variation_id, w.weight, w.experiment_weight) ORDER BY w.position)
        FROM targeting_rule_variation w WHERE w.rule_id = r.id),
      'conditions', (SELECT json_agg(json_build_object(${conditionColumns('c')}, 'segments',
          (SELECT json_agg(json_build_array(s.id, s.key) ORDER BY cs.position)
            FROM targeting_condition_segment cs JOIN segment s ON s.id = cs.segment_id
            WHERE cs.rule_id = c.rule_id AND cs.condition_position = c.position)) ORDER BY c.position)
        FROM targeting_condition c WHERE c.rule_id = r.id)) ORDER BY r.position)
    FROM targeting_rule r WHERE ${ofTargeting('r')}) AS rules`;

export const targetingTables = `targeting t JOIN flag f ON f.id = t.flag_id JOIN environment e ON e.id = t.environment_id`;

/** `rest`: what follows the joined tables `t`, `f` and `e`. */
export async function selectTargetings(query: Query, rest: string, parameters: readonly unknown[]): Promise<TargetingState[]> {
  return (await query<TargetingRow>(`SELECT ${targetingColumns} FROM ${targetingTables} ${rest}`, parameters)).map(
    targetingState,
  );
}

export function targetingState(row: TargetingRow): TargetingState {
  const keys = new Map(row.variations);
  const keyOf = (variationId: string) => keys.get(variationId)!;
  const required = row.required ?? [];
  const rules = row.rules ?? [];
  const segments = rules.flatMap((rule) => (rule.conditions ?? []).flatMap((condition) => condition.segments ?? []));
  return {
    flagId: row.flagId,
    flagKey: row.flagKey,
    projectId: row.projectId,
    environmentId: row.environmentId,
    environment: row.environment,
    document: {
      enabled: row.enabled,
      offVariation: keyOf(row.offVariationId),
      prerequisites: required.map(({ flag, variationId, variations }) => ({
        flag,
        variation: new Map(variations).get(variationId)!,
      })),
      individualTargets: individualTargets(row.targets ?? [], keyOf),
      rules: rules.map((rule) => ruleDocument(rule, keyOf)),
      fallthrough: serveDocument(row, keyOf),
      includeAllTargetsInExperiment: row.includeAllTargetsInExperiment,
    },
    variationIds: idsByKey(row.variations),
    ruleIds: new Map(rules.map(({ id, key }) => [key, id])),
    segmentIds: idsByKey(segments),
    requiredIds: new Map(
      required.flatMap(({ flag, flagId, variations }) => [
        [flag, flagId] as const,
        ...variations.map(([id, key]) => [`${flag}/${key}`, id] as const),
      ]),
    ),
    rowVersion: row.rowVersion,
    revision: row.revision,
    createdAt: new Date(row.createdAt), // text where the row came as JSON
    updatedAt: new Date(row.updatedAt),
  };
}

function idsByKey(pairs: readonly Pair[]): ReadonlyMap<string, string> {
  return new Map(pairs.map(([id, key]) => [key, id]));
}

function serveDocument(
  { bucketBy, includedInExperiment, weights }: Pick<RuleRow, 'bucketBy' | 'includedInExperiment' | 'weights'>,
  keyOf: (variationId: string) => string,
): ServeDocument {
  const documents = weights.map(([id, weight, experimentWeight]) => ({ variation: keyOf(id), weight, experimentWeight }));
  return { bucketBy, includedInExperiment, weights: documents };
}

function ruleDocument(rule: RuleRow, keyOf: (variationId: string) => string): RuleDocument {
  const { key, name, description, tags } = rule;
  const conditions = (rule.conditions ?? []).map((row) =>
    conditionDocument(
      row,
      row.segments?.map(([, segment]) => segment),
    ),
  );
  return { key, name, description, tags, conditions, serve: serveDocument(rule, keyOf) };
}

/** One list a variation, in the order in which the first of each stands. */
function individualTargets(targets: NonNullable<TargetingRow['targets']>, keyOf: (variationId: string) => string) {
  const lists = new Map<string, string[]>();
  for (const [variationId, endUser] of targets) {
    const list = lists.get(variationId);
    if (list) list.push(endUser);
    else lists.set(variationId, [endUser]);
  }
  return [...lists].map(([variationId, endUsers]) => ({ variation: keyOf(variationId), endUsers }));
}
