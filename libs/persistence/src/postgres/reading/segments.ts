import type { RuleHead, SegmentState, SegmentTargetingState } from '@app/domain';
import type { Query } from '../postgres-database';
import { namedColumns, storedColumns } from './columns';
import { conditionColumns, conditionDocument } from './conditions';
import type { ConditionRow } from './conditions';

export const segmentColumns = `
  s.id, s.project_id AS "projectId", ${namedColumns('s')}, s.archived_at AS "archivedAt", ${storedColumns('s')}`;

/** `rest`: what follows `FROM segment s`. */
export function selectSegments(query: Query, rest: string, parameters: readonly unknown[]): Promise<SegmentState[]> {
  return query<SegmentState>(`SELECT ${segmentColumns} FROM segment s ${rest}`, parameters);
}

interface RuleRow extends Omit<RuleHead, 'conditions'> {
  readonly id: string;
  readonly conditions: readonly ConditionRow[] | null;
}

export interface SegmentTargetingRow extends Omit<SegmentTargetingState, 'document' | 'ruleIds'> {
  readonly included: readonly string[] | null;
  readonly excluded: readonly string[] | null;
  readonly rules: readonly RuleRow[] | null;
}

const ofTargeting = (t: string) => `${t}.segment_id = t.segment_id AND ${t}.environment_id = t.environment_id`;

/** In the order of the column's collation, which is the one member lists are kept in. */
const members = (side: 'included' | 'excluded') =>
  `(SELECT json_agg(m.end_user ORDER BY m.end_user) FROM segment_member m WHERE ${ofTargeting('m')} AND m.side = '${side}') AS ${side}`;

/** Of `segment_targeting t`, `segment s` and `environment e`, joined. */
export const segmentTargetingColumns = `
  t.segment_id AS "segmentId", s.key AS "segmentKey", t.project_id AS "projectId", t.environment_id AS "environmentId",
  e.key AS environment, t.revision::float8 AS revision, ${storedColumns('t')}, ${members('included')}, ${members('excluded')},
  (SELECT json_agg(json_build_object('id', r.id, 'key', r.key, 'name', r.name, 'description', r.description, 'tags', r.tags,
      'conditions', (SELECT json_agg(json_build_object(${conditionColumns('c')}) ORDER BY c.position)
        FROM segment_condition c WHERE c.rule_id = r.id)) ORDER BY r.position)
    FROM segment_rule r WHERE ${ofTargeting('r')}) AS rules`;

export const segmentTargetingTables = `segment_targeting t JOIN segment s ON s.id = t.segment_id JOIN environment e ON e.id = t.environment_id`;

/** `rest`: what follows the joined tables `t`, `s` and `e`. */
export async function selectSegmentTargetings(
  query: Query,
  rest: string,
  parameters: readonly unknown[],
): Promise<SegmentTargetingState[]> {
  const sql = `SELECT ${segmentTargetingColumns} FROM ${segmentTargetingTables} ${rest}`;
  return (await query<SegmentTargetingRow>(sql, parameters)).map(segmentTargetingState);
}

export function segmentTargetingState(row: SegmentTargetingRow): SegmentTargetingState {
  const { included, excluded, rules, createdAt, updatedAt, ...rest } = row;
  return {
    ...rest,
    document: { included: included ?? [], excluded: excluded ?? [], rules: (rules ?? []).map(ruleDocument) },
    ruleIds: new Map((rules ?? []).map(({ id, key }) => [key, id])),
    createdAt: new Date(createdAt), // text where the row came as JSON
    updatedAt: new Date(updatedAt),
  };
}

function ruleDocument({ key, name, description, tags, conditions }: RuleRow): RuleHead {
  return { key, name, description, tags, conditions: (conditions ?? []).map((row) => conditionDocument(row)) };
}
