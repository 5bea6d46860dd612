import type { Use } from '@app/domain';
import type { Query } from '../postgres-database';

const order = 'ORDER BY environment, flag, rule NULLS FIRST';

/** Rules, in any environment, that name the segment. */
export function segmentUses(query: Query, segmentId: string): Promise<Use[]> {
  return query<Use>(
    `SELECT DISTINCT e.key AS environment, f.key AS flag, r.key AS rule
     FROM targeting_condition_segment cs
     JOIN targeting_rule r ON r.id = cs.rule_id JOIN flag f ON f.id = r.flag_id JOIN environment e ON e.id = r.environment_id
     WHERE cs.segment_id = $1 ${order}`,
    [segmentId],
  );
}

/** Off variations, individual targets, weights above 0 and prerequisites, in any environment, that name the variation. */
export function variationUses(query: Query, variationId: string): Promise<Use[]> {
  return query<Use>(
    `WITH used AS (
       SELECT t.flag_id, t.environment_id, NULL AS rule FROM targeting t
         JOIN variation v ON v.flag_id = t.flag_id AND v.id = t.off_variation_id WHERE v.id = $1
       UNION SELECT x.flag_id, x.environment_id, NULL FROM targeting_target x
         JOIN variation v ON v.flag_id = x.flag_id AND v.id = x.variation_id WHERE v.id = $1
       UNION SELECT w.flag_id, w.environment_id, NULL FROM targeting_fallthrough_variation w
         JOIN variation v ON v.flag_id = w.flag_id AND v.id = w.variation_id WHERE v.id = $1 AND w.weight > 0
       UNION SELECT r.flag_id, r.environment_id, r.key::text FROM targeting_rule_variation w
         JOIN targeting_rule r ON r.id = w.rule_id WHERE w.variation_id = $1 AND w.weight > 0
       UNION SELECT q.flag_id, q.environment_id, NULL FROM targeting_prerequisite q
         JOIN variation v ON v.flag_id = q.required_flag_id AND v.id = q.required_variation_id WHERE v.id = $1
     )
     SELECT e.key AS environment, f.key AS flag, used.rule FROM used
     JOIN flag f ON f.id = used.flag_id JOIN environment e ON e.id = used.environment_id ${order}`,
    [variationId],
  );
}

/** Targetings that require the flag. */
export function prerequisiteUses(query: Query, flagId: string): Promise<Use[]> {
  return query<Use>(
    `SELECT e.key AS environment, f.key AS flag, NULL AS rule FROM targeting_prerequisite q
     JOIN flag f ON f.id = q.flag_id JOIN environment e ON e.id = q.environment_id
     WHERE q.required_flag_id = $1 ${order}`,
    [flagId],
  );
}
