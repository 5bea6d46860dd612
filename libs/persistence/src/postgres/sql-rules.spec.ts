import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { anAccess, Given } from '../../../domain/src/ports/given.contract';
import type { Kept, Place } from '../../../domain/src/ports/given.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

/** Two projects full of everything, to break the rules in. Access-model D-54: by SQL alone, past everything that looks first. */
interface Scene {
  readonly here: Place;
  readonly workspace: string;
  readonly project: string;
  readonly production: string;
  readonly staging: string;
  readonly flag: string;
  readonly on: string;
  readonly off: string;
  readonly rule: string;
  readonly segment: string;
  readonly segmentRule: string;
  readonly access: string;
  readonly foreign: {
    readonly project: string;
    readonly environment: string;
    readonly flag: string;
    readonly variation: string;
    readonly segment: string;
  };
}

type Attempt = readonly [rule: string, what: string, sqlState: string, sql: (scene: Scene) => string];

const now = `now(), now()`;
const long = (count: number) => 'x'.repeat(count);

/** A row that breaks no rule but the one at hand. */
const workspace = (key: string, name = `'n'`, tags = `'{}'`) =>
  `INSERT INTO workspace (id, key, name, tags, row_version, created_at, updated_at) VALUES (gen_random_uuid(), ${key}, ${name}, ${tags}, 1, ${now})`;
const project = (workspaceId: string, key: string) =>
  `INSERT INTO project (id, workspace_id, key, name, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${workspaceId}', ${key}, 'n', 1, ${now})`;
const environment = (projectId: string, key: string) =>
  `INSERT INTO environment (id, project_id, key, name, revision, row_version, created_at, updated_at)
   VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', 1, 1, ${now})`;
const secret = (environmentId: string, hash: string, columns = '', values = '') =>
  `INSERT INTO environment_secret (id, environment_id, name, type, hash, encryption_key_id, encrypted_value, row_version, created_at, updated_at${columns})
   VALUES (gen_random_uuid(), '${environmentId}', 'n', 'server', ${hash}, 'c0ffee00', '', 1, ${now}${values})`;
const access = (columns: string, values: string, key = `'some-key'`) =>
  `INSERT INTO access (id, key, name, kind, secret_hash, row_version, created_at, updated_at, ${columns})
   VALUES (gen_random_uuid(), ${key}, 'n', 'service', '', 1, ${now}, ${values})`;
const flag = (projectId: string, key: string, type = `'boolean'`) =>
  `INSERT INTO flag (id, project_id, key, name, type, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', ${type}, 1, ${now})`;
const variation = (flagId: string, key: string) =>
  `INSERT INTO variation (id, flag_id, key, name, value, position) VALUES (gen_random_uuid(), '${flagId}', ${key}, 'n', 'v', 9)`;
const segment = (projectId: string, key: string) =>
  `INSERT INTO segment (id, project_id, key, name, row_version, created_at, updated_at) VALUES (gen_random_uuid(), '${projectId}', ${key}, 'n', 1, ${now})`;
const targeting = (flagId: string, environmentId: string, projectId: string, offVariation: string) =>
  `INSERT INTO targeting (flag_id, environment_id, project_id, off_variation_id, fallthrough_bucket_by, fallthrough_included_in_experiment,
     include_all_targets_in_experiment, row_version, revision, created_at, updated_at)
   VALUES ('${flagId}', '${environmentId}', '${projectId}', '${offVariation}', 'keyId', true, true, 1, 1, ${now})`;
const rule = (s: Scene, key: string) =>
  `INSERT INTO targeting_rule (id, flag_id, environment_id, project_id, key, name, position, bucket_by, included_in_experiment)
   VALUES (gen_random_uuid(), '${s.flag}', '${s.production}', '${s.project}', ${key}, 'n', 9, 'keyId', true)`;
const condition = (s: Scene, columns: string, values: string, projectId = s.project) =>
  `INSERT INTO targeting_condition (rule_id, position, flag_id, project_id, ${columns}) VALUES ('${s.rule}', 9, '${s.flag}', '${projectId}', ${values})`;
const segmentCondition = (s: Scene, columns: string, values: string) =>
  `INSERT INTO segment_condition (rule_id, position, ${columns}) VALUES ('${s.segmentRule}', 9, ${values})`;
const usedSegment = (s: Scene, segmentId: string, projectId = s.project) =>
  `INSERT INTO targeting_condition_segment (rule_id, condition_position, position, flag_id, project_id, segment_id)
   VALUES ('${s.rule}', 0, 9, '${s.flag}', '${projectId}', '${segmentId}')`;
const ruleWeight = (s: Scene, weights: string, variationId = randomUUID() as string) =>
  `INSERT INTO targeting_rule_variation (rule_id, flag_id, project_id, variation_id, position, weight, experiment_weight)
   VALUES ('${s.rule}', '${s.flag}', '${s.project}', '${variationId}', 9, ${weights})`;
const fallthroughWeight = (s: Scene, weights: string, variationId = randomUUID() as string) =>
  `INSERT INTO targeting_fallthrough_variation (flag_id, environment_id, project_id, variation_id, position, weight, experiment_weight)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', '${variationId}', 9, ${weights})`;
const target = (s: Scene, variationId: string, endUser = `'u-9'`) =>
  `INSERT INTO targeting_target (flag_id, environment_id, project_id, end_user, variation_id, position)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', ${endUser}, '${variationId}', 9)`;
const prerequisite = (s: Scene, flagId: string, variationId: string) =>
  `INSERT INTO targeting_prerequisite (flag_id, environment_id, project_id, required_flag_id, required_variation_id, position)
   VALUES ('${s.flag}', '${s.production}', '${s.project}', '${flagId}', '${variationId}', 0)`;

/** Rows C and R of access-model part D; T and M have no row here. */
const attempts: readonly Attempt[] = [
  ['D-1', 'a key is there: workspace', '23502', () => workspace('NULL')],
  ['D-1', 'a key is there: flag', '23502', (s) => flag(s.project, 'NULL')],
  ['D-2', 'a key has two characters', '23514', () => workspace(`'a'`)],
  ['D-2', 'a flag’s too', '23514', (s) => flag(s.project, `'a'`)],
  ['D-3', 'a key has 128 characters at most', '22001', () => workspace(`'${long(129)}'`)],
  ['D-3', 'a flag’s too', '22001', (s) => flag(s.project, `'${long(129)}'`)],
  ...['A1', 'a b', '-a', 'a-', 'a/b', 'a:b', 'ä1', 'a1 ', 'a\n1'].map((key): Attempt => [
    'D-4',
    `a key has the format, not ${JSON.stringify(key)}`,
    '23514',
    () => workspace(`E'${key.replace('\n', '\\n')}'`),
  ]),
  ...['a b', '.a', 'a_', 'a,b', 'a*'].map((key): Attempt => [
    'D-4',
    `a flag’s key has the format, not ${key}`,
    '23514',
    (s) => flag(s.project, `'${key}'`),
  ]),
  ['D-4', 'only a flag’s keeps its case: segment', '23514', (s) => segment(s.project, `'Beta'`)],
  ['D-4', 'only a flag’s keeps its case: rule', '23514', (s) => rule(s, `'Staff'`)],
  ['D-5', 'a name has 128 characters at most', '22001', () => workspace(`'ab'`, `'${long(129)}'`)],
  ['D-5', 'a secret’s too', '22001', () => `UPDATE environment_secret SET name = '${long(129)}'`],
  ['D-6', 'a tag has 30 characters at most', '22001', () => workspace(`'ab'`, `'n'`, `'{${long(31)}}'`)],
  ['D-6', 'a tag is never null', '23502', () => workspace(`'ab'`, `'n'`, `'{NULL}'`)],
  ['D-6', 'the list is never null', '23502', () => workspace(`'ab'`, `'n'`, 'NULL')],
  ...[':', ';', ',', '*', '\\x07'].map((character): Attempt => [
    'D-6',
    `a tag has no ${character}`,
    '23514',
    () => workspace(`'ab'`, `'n'`, `ARRAY[E'a${character}b']`),
  ]),
  ['D-7', 'a workspace’s key is the instance’s only one', '23505', (s) => workspace(`'${s.here.workspace.key}'`)],
  ['D-8', 'a project’s the workspace’s', '23505', (s) => project(s.workspace, `'${s.here.project.key}'`)],
  ['D-9', 'an environment’s the project’s', '23505', (s) => environment(s.project, `'production'`)],
  ['D-10', 'a flag’s the project’s', '23505', (s) => flag(s.project, `'flag'`)],
  ['D-10', 'a segment’s the project’s', '23505', (s) => segment(s.project, `'beta'`)],
  ['D-10', 'a variation’s the flag’s', '23505', (s) => variation(s.flag, `'on'`)],
  ['D-11', 'a rule’s the targeting’s', '23505', (s) => rule(s, `'staff'`)],
  [
    'D-11',
    'a segment rule’s the segment’s in that environment',
    '23505',
    (s) =>
      `INSERT INTO segment_rule (id, segment_id, environment_id, key, name, position) VALUES (gen_random_uuid(), '${s.segment}', '${s.production}', 'adults', 'n', 9)`,
  ],
  [
    'D-12',
    'an access’s the instance’s, whatever the scopes',
    '23505',
    (s) => access('type, scope, workspace_id', `'user', 'workspace', '${s.workspace}'`, `'${s.access}'`),
  ],
  ['D-15', 'the parent is there: of a project', '23503', () => project(randomUUID(), `'ab'`)],
  ['D-15', 'of an environment', '23503', () => environment(randomUUID(), `'ab'`)],
  ['D-15', 'of a secret', '23503', () => secret(randomUUID(), `repeat('ab', 32)`)],
  ['D-15', 'of a flag', '23503', () => flag(randomUUID(), `'ab'`)],
  ['D-15', 'of a variation', '23503', () => variation(randomUUID(), `'ab'`)],
  ['D-15', 'of a segment', '23503', () => segment(randomUUID(), `'ab'`)],
  ['D-16', 'an access’s type is one of four', '22P02', () => access('type, scope', `'owner', 'instance'`)],
  ['D-17', 'an access’s scope is one of four', '22P02', () => access('type, scope', `'root', 'galaxy'`)],
  ['D-17', 'and has no default', '23502', () => access('type', `'root'`)],
  ['D-18', 'an access’s expiry is never null', '23502', () => access('type, scope, expires_at', `'root', 'instance', NULL`)],
  ['D-18', 'a secret’s too', '23502', (s) => secret(s.production, `repeat('ab', 32)`, ', expires_at', ', NULL')],
  ['D-19', 'a weight is not below 0', '23514', (s) => ruleWeight(s, '-1, 0')],
  ['D-19', 'nor above 100,000', '23514', (s) => ruleWeight(s, '100001, 0')],
  ['D-19', 'an experiment weight is not above its weight', '23514', (s) => ruleWeight(s, '5, 6')],
  ['D-19', 'nor below 0', '23514', (s) => ruleWeight(s, '5, -1')],
  ['D-19', 'a fallthrough’s weight not above 100,000', '23514', (s) => fallthroughWeight(s, '100001, 0')],
  ['D-19', 'nor its experiment weight above it', '23514', (s) => fallthroughWeight(s, '5, 6')],
  ['D-20', 'an operator is one of the list', '22P02', (s) => condition(s, 'attribute, operator, value', `'a', 'equal', 'v'`)],
  ['D-20', 'a segment’s too', '22P02', (s) => segmentCondition(s, 'attribute, operator, value', `'a', 'Between', 'v'`)],
  ['D-22', 'one targeting a flag and environment', '23505', (s) => targeting(s.flag, s.production, s.project, s.off)],
  [
    'D-22',
    'one a segment and environment',
    '23505',
    (s) =>
      `INSERT INTO segment_targeting (segment_id, environment_id, project_id, row_version, revision, created_at, updated_at)
       VALUES ('${s.segment}', '${s.production}', '${s.project}', 1, 1, ${now})`,
  ],
  ['D-22', 'one weight a variation and rule', '23505', (s) => ruleWeight(s, '0, 0', s.on)],
  ['D-22', 'one a variation and fallthrough', '23505', (s) => fallthroughWeight(s, '0, 0', s.on)],
  [
    'D-24',
    'a secret’s value is the instance’s only one',
    '23505',
    (s) => secret(s.staging, `(SELECT hash FROM environment_secret LIMIT 1)`),
  ],
  [
    'D-33',
    'scope instance has no workspace',
    '23514',
    (s) => access('type, scope, workspace_id', `'root', 'instance', '${s.workspace}'`),
  ],
  ['D-33', 'scope workspace has one', '23514', () => access('type, scope', `'user', 'workspace'`)],
  [
    'D-33',
    'scope workspace has no project',
    '23514',
    (s) => access('type, scope, workspace_id, project_id', `'user', 'workspace', '${s.workspace}', '${s.project}'`),
  ],
  [
    'D-33',
    'scope project has a workspace as well',
    '23514',
    (s) => access('type, scope, project_id', `'user', 'project', '${s.project}'`),
  ],
  [
    'D-33',
    'scope environment has all three',
    '23514',
    (s) => access('type, scope, workspace_id, environment_id', `'user', 'environment', '${s.workspace}', '${s.production}'`),
  ],
  [
    'D-33',
    'the project is the workspace’s',
    '23503',
    (s) => access('type, scope, workspace_id, project_id', `'user', 'project', '${s.workspace}', '${s.foreign.project}'`),
  ],
  [
    'D-33',
    'the environment is the project’s',
    '23503',
    (s) =>
      access(
        'type, scope, workspace_id, project_id, environment_id',
        `'user', 'environment', '${s.workspace}', '${s.project}', '${s.foreign.environment}'`,
      ),
  ],
  [
    'D-34',
    'root is of the instance',
    '23514',
    (s) => access('type, scope, workspace_id', `'root', 'workspace', '${s.workspace}'`),
  ],
  ['D-34', 'of the instance is root', '23514', () => access('type, scope', `'admin', 'instance'`)],
  [
    'D-35',
    'a targeting’s environment is of the flag’s project',
    '23503',
    (s) => targeting(s.flag, s.foreign.environment, s.project, s.off),
  ],
  ['D-35', 'whatever the copy says', '23503', (s) => targeting(s.flag, s.foreign.environment, s.foreign.project, s.off)],
  [
    'D-36',
    'the off variation is the flag’s',
    '23503',
    (s) => `UPDATE targeting SET off_variation_id = '${s.foreign.variation}' WHERE flag_id = '${s.flag}'`,
  ],
  ['D-36', 'a fallthrough’s too', '23503', (s) => fallthroughWeight(s, '0, 0', s.foreign.variation)],
  ['D-36', 'a rule’s too', '23503', (s) => ruleWeight(s, '0, 0', s.foreign.variation)],
  ['D-36', 'an individual target’s too', '23503', (s) => target(s, s.foreign.variation)],
  ['D-36', 'a prerequisite’s is the required flag’s', '23503', (s) => prerequisite(s, s.flag, s.foreign.variation)],
  ['D-36', 'a required flag is of the project', '23503', (s) => prerequisite(s, s.foreign.flag, s.foreign.variation)],
  [
    'D-37',
    'a segment’s environment is of its project',
    '23503',
    (s) =>
      `INSERT INTO segment_targeting (segment_id, environment_id, project_id, row_version, revision, created_at, updated_at)
       VALUES ('${s.segment}', '${s.foreign.environment}', '${s.project}', 1, 1, ${now})`,
  ],
  ['D-37', 'a condition’s segment is of the flag’s project', '23503', (s) => usedSegment(s, s.foreign.segment)],
  ['D-37', 'whatever the copy says', '23503', (s) => usedSegment(s, s.foreign.segment, s.foreign.project)],
  ['D-37', 'nor can the condition’s own copy lie', '23503', (s) => condition(s, 'operator', `'InSegment'`, s.foreign.project)],
  ['D-38', 'a segment operator has no attribute', '23514', (s) => condition(s, 'attribute, operator', `'a', 'InSegment'`)],
  ['D-38', 'nor a value', '23514', (s) => condition(s, 'operator, value', `'NotInSegment', 'beta'`)],
  ['D-38', 'nor values', '23514', (s) => condition(s, 'operator, operands', `'InSegment', '{beta}'`)],
  ['D-38', 'any other has an attribute', '23514', (s) => condition(s, 'operator, value', `'Equal', 'v'`)],
  ['D-38', 'and a value', '23514', (s) => condition(s, 'attribute, operator', `'a', 'Equal'`)],
  ['D-38', 'not values', '23514', (s) => condition(s, 'attribute, operator, value, operands', `'a', 'Equal', 'v', '{v}'`)],
  ['D-38', 'a list operator has values', '23514', (s) => condition(s, 'attribute, operator, value', `'a', 'IsOneOf', 'v'`)],
  ['D-38', 'none of them null', '23514', (s) => condition(s, 'attribute, operator, operands', `'a', 'IsOneOf', '{a,NULL}'`)],
  ['D-38', 'IsTrue has neither', '23514', (s) => condition(s, 'attribute, operator, value', `'a', 'IsTrue', 'true'`)],
  ['D-38', 'a segment asks for no segment', '23514', (s) => segmentCondition(s, 'attribute, operator', `'a', 'InSegment'`)],
  ['D-38', 'its conditions have an attribute', '23502', (s) => segmentCondition(s, 'operator, value', `'Equal', 'v'`)],
  [
    'D-39',
    'a numeric operand has a digit',
    '23514',
    (s) => condition(s, 'attribute, operator, value', `'a', 'BiggerThan', 'many'`),
  ],
  [
    'D-39',
    'a version begins with a number',
    '23514',
    (s) => condition(s, 'attribute, operator, value', `'a', 'SemVerEqual', 'latest'`),
  ],
  [
    'D-39',
    'a date begins with a date',
    '23514',
    (s) => segmentCondition(s, 'attribute, operator, value', `'a', 'DateBefore', 'tomorrow'`),
  ],
  ...['workspace', 'project', 'environment', 'flag', 'variation', 'segment', 'targeting_rule', 'segment_rule', 'access'].map(
    (table): Attempt => [
      'D-40',
      `the key of a ${table} is kept`,
      'P0A05',
      () => `UPDATE ${table} SET key = 'another-' || left(id::text, 8)`,
    ],
  ),
  ['D-40', 'the type of a flag is kept', 'P0A05', () => `UPDATE flag SET type = 'json'`],
  ['D-40', 'the type of a secret is kept', 'P0A05', () => `UPDATE environment_secret SET type = 'client' WHERE type = 'server'`],
  ['D-41', 'keys differ in more than case', '23505', (s) => flag(s.project, `'FLAG'`)],
];

describe('a rule of the model, broken by SQL alone', () => {
  let kept: FreshPostgres;
  let client: Client;
  let scene: Scene;

  beforeAll(async () => {
    kept = await freshPostgres();
    scene = await setScene(kept);
    client = new Client({ connectionString: kept.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await kept.close();
  });

  /** The SQLSTATE it is refused with, at once or at the commit; `none` where it is not. Leaves nothing behind. */
  async function refusal(sql: string): Promise<string> {
    await client.query('BEGIN');
    try {
      await client.query(sql);
      await client.query('SET CONSTRAINTS ALL IMMEDIATE');
      return 'none';
    } catch (error) {
      return (error as { code: string }).code;
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each(attempts)('%s: %s (%s)', async (_rule, _what, sqlState, sql) => {
    expect(await refusal(sql(scene))).toBe(sqlState);
  });

  it.each([
    ['a flag’s key in capitals', (s: Scene) => flag(s.project, `'Another.Flag_1'`)],
    ['keys of two and of 128 characters', (s: Scene) => `${workspace(`'ab'`)}; ${flag(s.project, `'${long(128)}'`)}`],
    ['the same key in another project', (s: Scene) => flag(s.foreign.project, `'flag'`)],
    ['a rule’s key in another environment', (s: Scene) => rule({ ...s, production: s.staging }, `'staff'`)],
    [
      'every operator with what goes with it',
      (s: Scene) => condition(s, 'attribute, operator, operands', `'a', 'IsOneOf', '{}'`),
    ],
    [
      'a number that only trimming reads',
      (s: Scene) => condition(s, 'attribute, operator, value', `'a', 'LessThan', E'\\u00a0 +1,000.5e3 '`),
    ],
    [
      'a version with everything',
      (s: Scene) => condition(s, 'attribute, operator, value', `'a', 'SemVerLessThan', 'v1.2.3-rc.1+build'`),
    ],
    ['dates of both kinds', (s: Scene) => segmentCondition(s, 'attribute, operator, value', `'a', 'DateAfter', '-1'`)],
    ['an expiry in the past', () => access('type, scope, expires_at', `'root', 'instance', 0`)],
    ['a new name beside the same key', () => `UPDATE flag SET name = 'n', key = key, type = type`],
  ])('nothing stands against %s', async (_what, sql) => {
    expect(await refusal(sql(scene))).toBe('none');
  });

  describe('uses', () => {
    it.each([
      ['the off variation', (s: Scene) => `DELETE FROM variation WHERE id = '${s.off}'`],
      ['a segment of a condition', (s: Scene) => `DELETE FROM segment WHERE id = '${s.segment}'`],
    ])('hold what they use, at the commit and not before: %s', async (_what, sql) => {
      await client.query('BEGIN');
      await client.query(sql(scene));
      await expect(client.query('COMMIT')).rejects.toMatchObject({ code: '23503' });
    });

    it.each(['flag', 'environment', 'project', 'workspace'] as const)('do not hold a whole %s', async (what) => {
      const ids = { flag: scene.flag, environment: scene.production, project: scene.project, workspace: scene.workspace };
      expect(await refusal(`DELETE FROM ${what} WHERE id = '${ids[what]}'`)).toBe('none');
    });
  });
});

async function setScene(kept: Kept): Promise<Scene> {
  const given = new Given(kept.store);
  const here = await given.project();
  const there = await given.project();
  const [flagHere, flagThere] = [await given.flag(here, { key: 'flag' }), await given.flag(there, { key: 'elsewhere' })];
  const [beta, other] = [await given.segment(here, 'beta'), await given.segment(there, 'other')];
  const production = here.environment('production');
  const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
  const rules = [{ key: 'staff', conditions: [{ operator: 'InSegment', values: ['beta'] }], serve }];
  await given.target(production, 'flag', { rules, individualTargets: [{ variation: 'on', endUsers: ['u-1'] }] });
  await given.members(production, 'beta', { included: ['u-1'], rules: [{ key: 'adults', conditions: [] }] });
  const root = anAccess();
  await given.access(root);
  const targeting = (await kept.reader.targeting(production.id, 'flag'))!;
  const side = (await kept.reader.segmentTargeting(production.id, 'beta'))!;
  const [on, off] = flagHere.variations;
  return {
    here,
    workspace: here.workspace.id,
    project: here.project.id,
    production: production.id,
    staging: here.environment('staging').id,
    flag: flagHere.id,
    on: on!.id,
    off: off!.id,
    rule: targeting.ruleIds.get('staff')!,
    segment: beta.id,
    segmentRule: side.ruleIds.get('adults')!,
    access: root.key,
    foreign: {
      project: there.project.id,
      environment: there.environment('production').id,
      flag: flagThere.id,
      variation: flagThere.variations[0]!.id,
      segment: other.id,
    },
  };
}
