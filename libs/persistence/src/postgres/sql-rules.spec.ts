import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';
import {
  access,
  condition,
  environment,
  fallthroughWeight,
  flag,
  long,
  prerequisite,
  project,
  rule,
  ruleWeight,
  secret,
  segment,
  segmentCondition,
  segmentTargeting,
  target,
  targeting,
  targetingsOf,
  usedSegment,
  variation,
  wholeFlag,
  wholeRule,
  workspace,
} from '../../testing/sql/rows';
import { setScene } from '../../testing/sql/scene';
import type { Scene } from '../../testing/sql/scene';

/** Access-model D-54: by SQL alone, past everything that looks first. */
type Attempt = readonly [rule: string, what: string, sqlState: string, sql: (scene: Scene) => string];

/** Rows C and R of access-model part D. */
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
  ['D-22', 'one a segment and environment', '23505', (s) => segmentTargeting(s.segment, s.production, s.project)],
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
    (s) => segmentTargeting(s.segment, s.foreign.environment, s.project),
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

/** `off` of `flag`, which no rule of the flag serves, put out of use. */
const unusedOff = (s: Scene) => `
  UPDATE targeting SET off_variation_id = '${s.on}' WHERE flag_id = '${s.flag}';
  DELETE FROM targeting_fallthrough_variation WHERE variation_id = '${s.off}';
  DELETE FROM targeting_rule_variation WHERE variation_id = '${s.off}'`;
/** The other project, without anything that ties its environments to it. */
const emptied = (s: Scene) =>
  `DELETE FROM flag WHERE project_id = '${s.foreign.project}'; DELETE FROM segment WHERE project_id = '${s.foreign.project}'`;
const id = randomUUID();

/** Rows T: what a trigger finds when the transaction commits. */
const secondLine: readonly Attempt[] = [
  ['D-30', 'a project has an environment: made', 'P0A01', (s) => project(s.workspace, `'ab'`)],
  ['D-30', 'the last two deleted', 'P0A01', (s) => `DELETE FROM environment WHERE project_id = '${s.project}'`],
  [
    'D-30',
    'the last two archived',
    'P0A01',
    (s) => `UPDATE environment SET archived_at = now() WHERE project_id = '${s.project}'`,
  ],
  [
    'D-30',
    'one archived, the other deleted',
    'P0A01',
    (s) =>
      `UPDATE environment SET archived_at = now() WHERE id = '${s.staging}'; DELETE FROM environment WHERE id = '${s.production}'`,
  ],
  [
    'D-30',
    'moved to another project',
    'P0A01',
    (s) => `${emptied(s)}; ${project(s.workspace, `'ab'`)};
      UPDATE environment SET project_id = (SELECT id FROM project WHERE key = 'ab') WHERE project_id = '${s.foreign.project}'`,
  ],
  ['D-31', 'a flag has two variations: made', 'P0A02', (s) => flag(s.project, `'ab'`)],
  ['D-31', 'one deleted', 'P0A02', (s) => `${unusedOff(s)}; DELETE FROM variation WHERE id = '${s.off}'`],
  [
    'D-31',
    'one moved to another flag',
    'P0A02',
    (s) => `${wholeFlag(s.project, 'ab', id)}; ${unusedOff(s)}; UPDATE variation SET flag_id = '${id}' WHERE id = '${s.off}'`,
  ],
  ...['rule', 'fallthrough'].flatMap((what): Attempt[] => [
    [
      'D-32',
      `the weights of a ${what} sum to the whole, not to less`,
      'P0A03',
      () => `UPDATE targeting_${what}_variation SET weight = 60000, experiment_weight = 0 WHERE weight = 100000`,
    ],
    ['D-32', `not to more (${what})`, 'P0A03', () => `UPDATE targeting_${what}_variation SET weight = 1 WHERE weight = 0`],
    ['D-32', `nor are there none (${what})`, 'P0A03', () => `DELETE FROM targeting_${what}_variation`],
    [
      'D-32',
      `nor does one come to the others (${what})`,
      'P0A03',
      (s) => `DELETE FROM targeting_${what}_variation WHERE variation_id = '${s.off}';
        ${what === 'rule' ? ruleWeight(s, '5, 0', s.off) : fallthroughWeight(s, '5, 0', s.off)}`,
    ],
  ]),
  ['D-32', 'a rule without weights', 'P0A03', (s) => rule(s, `'ab'`)],
  [
    'D-32',
    'a weight moved to another rule',
    'P0A03',
    (s) => `${wholeRule(s, s.production, 'ab', s.off)};
      UPDATE targeting_rule_variation SET rule_id = (SELECT id FROM targeting_rule WHERE key = 'ab')
        WHERE rule_id = '${s.rule}' AND variation_id = '${s.on}'`,
  ],
  [
    'D-32',
    'a targeting without weights',
    'P0A03',
    (s) => wholeFlag(s.project, 'ab').split('INSERT INTO targeting_fallthrough_variation', 1)[0]!,
  ],
  ['D-38', 'a segment operator has a segment', 'P0A10', (s) => condition(s, 'operator', `'InSegment'`)],
  ['D-38', 'and keeps one', 'P0A10', (s) => `DELETE FROM targeting_condition_segment WHERE rule_id = '${s.rule}'`],
  [
    'D-38',
    'any other has none',
    'P0A10',
    (s) => `UPDATE targeting_condition SET operator = 'IsTrue', attribute = 'a' WHERE rule_id = '${s.rule}'`,
  ],
  [
    'D-38',
    'and gets none',
    'P0A10',
    (s) => `${condition(s, 'attribute, operator', `'a', 'IsTrue'`)};
      UPDATE targeting_condition_segment SET condition_position = 9 WHERE rule_id = '${s.rule}'`,
  ],
  [
    'D-42',
    'a new flag has a targeting in every environment',
    'P0A06',
    (s) => `${wholeFlag(s.project, 'ab', id).split('INSERT INTO targeting', 1)[0]!}`,
  ],
  ['D-42', 'a new segment too', 'P0A06', (s) => segment(s.project, `'ab'`)],
  ['D-42', 'a new environment has them of every flag and segment', 'P0A06', (s) => environment(s.project, `'ab'`)],
  [
    'D-42',
    'of segments alone',
    'P0A06',
    (s) => `DELETE FROM flag WHERE project_id = '${s.foreign.project}'; ${environment(s.foreign.project, `'ab'`)}`,
  ],
  [
    'D-42',
    'a flag keeps them',
    'P0A06',
    (s) => `DELETE FROM targeting WHERE flag_id = '${s.flag}' AND environment_id = '${s.staging}'`,
  ],
  [
    'D-42',
    'a segment too',
    'P0A06',
    (s) => `DELETE FROM segment_targeting WHERE segment_id = '${s.segment}' AND environment_id = '${s.staging}'`,
  ],
  [
    'D-42',
    'and does not give it away',
    'P0A06',
    (s) => `DELETE FROM segment_targeting WHERE segment_id = '${s.segment}' AND environment_id = '${s.production}';
      UPDATE segment_targeting SET environment_id = '${s.production}' WHERE segment_id = '${s.segment}'`,
  ],
  [
    'D-42',
    'a flag that moved has them in its new project',
    'P0A06',
    (s) => `${emptied(s)}; DELETE FROM targeting WHERE flag_id = '${s.flag}';
      UPDATE flag SET project_id = '${s.foreign.project}' WHERE id = '${s.flag}'`,
  ],
  [
    'D-42',
    'a segment too',
    'P0A06',
    (s) => `DELETE FROM segment_targeting WHERE segment_id = '${s.foreign.segment}';
      UPDATE segment SET project_id = '${s.project}' WHERE id = '${s.foreign.segment}'`,
  ],
  [
    'D-42',
    'an environment that moved has them of every flag there',
    'P0A06',
    (s) => `${emptied(s)}; UPDATE environment SET project_id = '${s.project}' WHERE id = '${s.foreign.qa}'`,
  ],
  ...(['off', 'targeted', 'split', 'ruled', 'required'] as const).map((where): Attempt => [
    'D-43',
    `a variation stays while it is ${where}`,
    'P0A07',
    (s) => `DELETE FROM variation WHERE id = '${s.variations[where]}'`,
  ]),
  ['D-43', 'the second one too, which is D-31’s otherwise', 'P0A07', (s) => `DELETE FROM variation WHERE id = '${s.off}'`],
  ['D-44', 'a segment that a rule names is not deleted', 'P0A08', (s) => `DELETE FROM segment WHERE id = '${s.segment}'`],
  ['D-44', 'nor archived', 'P0A08', (s) => `UPDATE segment SET archived_at = now() WHERE id = '${s.segment}'`],
  ['D-45', 'a flag that another one requires is not deleted', 'P0A09', (s) => `DELETE FROM flag WHERE id = '${s.colours}'`],
  ['D-47', 'the last root access is not deleted', 'P0A11', (s) => `DELETE FROM access WHERE id = '${s.root}'`],
  ['D-47', 'nor disabled', 'P0A11', (s) => `UPDATE access SET enabled = false WHERE id = '${s.root}'`],
  ['D-47', 'nor given an expiry', 'P0A11', (s) => `UPDATE access SET expires_at = 9223372036854775806 WHERE id = '${s.root}'`],
  [
    'D-47',
    'nor demoted',
    'P0A11',
    (s) => `UPDATE access SET type = 'admin', scope = 'workspace', workspace_id = '${s.workspace}' WHERE id = '${s.root}'`,
  ],
  [
    'D-47',
    'one with an expiry does not count, nor a disabled one',
    'P0A11',
    (s) => `${access('type, scope, expires_at', `'root', 'instance', 4000000000`, `'ab'`)};
      ${access('type, scope, enabled', `'root', 'instance', false`, `'cd'`)}; DELETE FROM access WHERE id = '${s.root}'`,
  ],
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

  it.each([...attempts, ...secondLine])('%s: %s (%s)', async (_rule, _what, sqlState, sql) => {
    expect(await refusal(sql(scene))).toBe(sqlState);
  });

  it.each([
    ['a flag’s key in capitals', (s: Scene) => wholeFlag(s.project, 'Another.Flag_1')],
    ['keys of two and of 128 characters', (s: Scene) => `${workspace(`'ab'`)}; ${wholeFlag(s.project, long(128))}`],
    ['the same key in another project', (s: Scene) => wholeFlag(s.foreign.project, 'flag')],
    ['a rule’s key in another environment', (s: Scene) => wholeRule(s, s.staging, 'staff')],
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
    ['one environment less', (s: Scene) => `DELETE FROM environment WHERE id = '${s.production}'`],
    ['one environment archived', (s: Scene) => `UPDATE environment SET archived_at = now() WHERE id = '${s.production}'`],
    [
      'weights that sum again in the end',
      () => `UPDATE targeting_rule_variation SET weight = 60000, experiment_weight = 0 WHERE weight = 100000;
        UPDATE targeting_rule_variation SET weight = 40000 WHERE weight = 0
          AND variation_id IN (SELECT id FROM variation WHERE key IN ('off'))`,
    ],
    [
      'a variation that nothing uses, gone with its weights of 0',
      (s: Scene) => `DELETE FROM targeting_fallthrough_variation WHERE variation_id = '${s.variations.spare}';
        DELETE FROM targeting_rule_variation WHERE variation_id = '${s.variations.spare}';
        DELETE FROM variation WHERE id = '${s.variations.spare}'`,
    ],
    [
      'a flag that moves to another project with all it has',
      (
        s: Scene,
      ) => `DELETE FROM targeting WHERE flag_id = '${s.flag}'; UPDATE flag SET project_id = '${s.foreign.project}', key = key
        WHERE id = '${s.flag}'; ${targetingsOf(s.flag, s.foreign.project, s.on)}`,
    ],
    ['an archived flag that is required', (s: Scene) => `UPDATE flag SET archived_at = now() WHERE id = '${s.colours}'`],
    [
      'a segment archived that nothing names',
      (s: Scene) => `UPDATE segment SET archived_at = now() WHERE id = '${s.foreign.segment}'`,
    ],
    [
      'a root access instead of another',
      (s: Scene) => `${access('type, scope', `'root', 'instance'`)}; DELETE FROM access WHERE id = '${s.root}'`,
    ],
    [
      'a root access going that did not count',
      () => `${access('type, scope, enabled', `'root', 'instance', false`)}; DELETE FROM access WHERE key = 'some-key'`,
    ],
  ])('nothing stands against %s', async (_what, sql) => {
    expect(await refusal(sql(scene))).toBe('none');
  });

  it('an installation without a root access may stay so, and make its first', async () => {
    const empty = await freshPostgres();
    const root = (enabled: boolean, key: string) => access('type, scope, enabled', `'root', 'instance', ${enabled}`, `'${key}'`);
    await empty.sql(root(false, 'disabled'));
    await empty.sql(`UPDATE access SET expires_at = 0`);
    await empty.sql(`DELETE FROM access`);
    await empty.sql(root(true, 'first'));
    await expect(empty.sql(`DELETE FROM access`)).rejects.toMatchObject({ code: 'P0A11' });
    await empty.close();
  });

  describe('uses', () => {
    it.each([
      ['the off variation', 'P0A07', (s: Scene) => `DELETE FROM variation WHERE id = '${s.off}'`],
      ['a segment of a condition', 'P0A08', (s: Scene) => `DELETE FROM segment WHERE id = '${s.segment}'`],
      ['a weight of 0', '23503', (s: Scene) => `DELETE FROM variation WHERE id = '${s.variations.spare}'`],
    ])('hold what they use, at the commit and not before: %s', async (_what, sqlState, sql) => {
      await client.query('BEGIN');
      await client.query(sql(scene));
      await expect(client.query('COMMIT')).rejects.toMatchObject({ code: sqlState });
    });

    it.each(['flag', 'environment', 'project', 'workspace'] as const)('do not hold a whole %s', async (what) => {
      const ids = { flag: scene.flag, environment: scene.production, project: scene.project, workspace: scene.workspace };
      expect(await refusal(`DELETE FROM ${what} WHERE id = '${ids[what]}'`)).toBe('none');
    });
  });
});
