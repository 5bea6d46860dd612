import { randomUUID } from 'node:crypto';
import type { Scene } from './scene';

// Statements by hand. Each writes a row that breaks no rule but the one at hand, as far as one row can.

const now = `now(), now()`;
export const long = (count: number) => 'x'.repeat(count);

export const workspace = (key: string, name = `'n'`, tags = `'{}'`) =>
  `INSERT INTO workspace (id, key, name, tags, row_version, created_at, updated_at) VALUES (gen_random_uuid(), ${key}, ${name}, ${tags}, 1, ${now})`;
export const project = (workspaceId: string, key: string) =>
  `INSERT INTO project (id, workspace_id, key, name, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${workspaceId}', ${key}, 'n', 1, ${now})`;
export const environment = (projectId: string, key: string) =>
  `INSERT INTO environment (id, project_id, key, name, revision, row_version, created_at, updated_at)
   VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', 1, 1, ${now})`;
export const secret = (environmentId: string, hash: string, columns = '', values = '') =>
  `INSERT INTO environment_secret (id, environment_id, name, type, hash, encryption_key_id, encrypted_value, row_version, created_at, updated_at${columns})
   VALUES (gen_random_uuid(), '${environmentId}', 'n', 'server', ${hash}, 'c0ffee00', '', 1, ${now}${values})`;
export const access = (columns: string, values: string, key = `'some-key'`) =>
  `INSERT INTO access (id, key, name, kind, secret_hash, row_version, created_at, updated_at, ${columns})
   VALUES (gen_random_uuid(), ${key}, 'n', 'service', '', 1, ${now}, ${values})`;
export const flag = (projectId: string, key: string, type = `'boolean'`) =>
  `INSERT INTO flag (id, project_id, key, name, type, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', ${type}, 1, ${now})`;
export const variation = (flagId: string, key: string) =>
  `INSERT INTO variation (id, flag_id, key, name, value, position) VALUES (gen_random_uuid(), '${flagId}', ${key}, 'n', 'v', 9)`;
export const segment = (projectId: string, key: string) =>
  `INSERT INTO segment (id, project_id, key, name, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', 1, ${now})`;
export const targeting = (flagId: string, environmentId: string, projectId: string, offVariation: string) =>
  `INSERT INTO targeting (flag_id, environment_id, project_id, off_variation_id, fallthrough_bucket_by, fallthrough_included_in_experiment,
     include_all_targets_in_experiment, row_version, revision, created_at, updated_at)
   VALUES ('${flagId}', '${environmentId}', '${projectId}', '${offVariation}', 'keyId', true, true, 1, 1, ${now})`;
export const segmentTargeting = (segmentId: string, environmentId: string, projectId: string) =>
  `INSERT INTO segment_targeting (segment_id, environment_id, project_id, row_version, revision, created_at, updated_at)
   VALUES ('${segmentId}', '${environmentId}', '${projectId}', 1, 1, ${now})`;
export const rule = (s: Scene, key: string) =>
  `INSERT INTO targeting_rule (id, flag_id, environment_id, project_id, key, name, position, bucket_by, included_in_experiment)
   VALUES (gen_random_uuid(), '${s.flag}', '${s.production}', '${s.project}', ${key}, 'n', 9, 'keyId', true)`;
export const condition = (s: Scene, columns: string, values: string, projectId = s.project) =>
  `INSERT INTO targeting_condition (rule_id, position, flag_id, project_id, ${columns}) VALUES ('${s.rule}', 9, '${s.flag}', '${projectId}', ${values})`;
export const segmentCondition = (s: Scene, columns: string, values: string) =>
  `INSERT INTO segment_condition (rule_id, position, ${columns}) VALUES ('${s.segmentRule}', 9, ${values})`;
export const usedSegment = (s: Scene, segmentId: string, projectId = s.project) =>
  `INSERT INTO targeting_condition_segment (rule_id, condition_position, position, flag_id, project_id, segment_id)
   VALUES ('${s.rule}', 0, 9, '${s.flag}', '${projectId}', '${segmentId}')`;
export const ruleWeight = (s: Scene, weights: string, variationId = randomUUID() as string) =>
  `INSERT INTO targeting_rule_variation (rule_id, flag_id, project_id, variation_id, position, weight, experiment_weight)
   VALUES ('${s.rule}', '${s.flag}', '${s.project}', '${variationId}', 9, ${weights})`;
export const fallthroughWeight = (s: Scene, weights: string, variationId = randomUUID() as string) =>
  `INSERT INTO targeting_fallthrough_variation (flag_id, environment_id, project_id, variation_id, position, weight, experiment_weight)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', '${variationId}', 9, ${weights})`;
export const target = (s: Scene, variationId: string, endUser = `'u-9'`) =>
  `INSERT INTO targeting_target (flag_id, environment_id, project_id, end_user, variation_id, position)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', ${endUser}, '${variationId}', 9)`;
export const prerequisite = (s: Scene, flagId: string, variationId: string) =>
  `INSERT INTO targeting_prerequisite (flag_id, environment_id, project_id, required_flag_id, required_variation_id, position)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', '${flagId}', '${variationId}', 0)`;

/** A flag with two variations and what belongs to it in every environment of the project. */
export function wholeFlag(projectId: string, key: string, id: string = randomUUID()): string {
  const [first, second] = [randomUUID(), randomUUID()];
  return `
    INSERT INTO flag (id, project_id, key, name, type, row_version, created_at, updated_at)
      VALUES ('${id}', '${projectId}', '${key}', 'n', 'boolean', 1, ${now});
    INSERT INTO variation (id, flag_id, key, name, value, position)
      VALUES ('${first}', '${id}', 'yes', 'n', 'true', 0), ('${second}', '${id}', 'no', 'n', 'false', 1);
    ${targetingsOf(id, projectId, first)}`;
}

/** Its targeting in every environment of the project: everything to one variation. */
export function targetingsOf(flagId: string, projectId: string, variationId: string): string {
  return `
    INSERT INTO targeting (flag_id, environment_id, project_id, off_variation_id, fallthrough_bucket_by, fallthrough_included_in_experiment,
        include_all_targets_in_experiment, row_version, revision, created_at, updated_at)
      SELECT '${flagId}', id, project_id, '${variationId}', 'keyId', true, true, 1, 1, ${now} FROM environment WHERE project_id = '${projectId}';
    INSERT INTO targeting_fallthrough_variation (flag_id, environment_id, project_id, variation_id, position, weight, experiment_weight)
      SELECT '${flagId}', id, project_id, '${variationId}', 0, 100000, 0 FROM environment WHERE project_id = '${projectId}'`;
}

/** A rule of `flag` in an environment with all of its weight on one variation. */
export function wholeRule(s: Scene, environmentId: string, key: string, variationId = s.on): string {
  return `
    WITH made AS (
      INSERT INTO targeting_rule (id, flag_id, environment_id, project_id, key, name, position, bucket_by, included_in_experiment)
      VALUES (gen_random_uuid(), '${s.flag}', '${environmentId}', '${s.project}', '${key}', 'n', 9, 'keyId', true)
      RETURNING id, flag_id, project_id
    )
    INSERT INTO targeting_rule_variation (rule_id, flag_id, project_id, variation_id, position, weight, experiment_weight)
      SELECT id, flag_id, project_id, '${variationId}', 0, 100000, 0 FROM made`;
}
