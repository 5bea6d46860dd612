import {
  type ConditionDefinition,
  type EndUserInput,
  type FlagDefinition,
  IN_SEGMENT,
  NOT_IN_SEGMENT,
  type Operator,
  type SegmentDefinition,
  type ServeDefinition,
} from '@app/evaluation';
import { aCondition, aFlag, aRule, aSegment, aSegmentRule, aServe } from '@app/evaluation/testing';
import type { Random } from './random';
import { randomServe, variationIds } from './random-serve';

/** An environment and its end users, made so that every branch of both evaluators is taken often. */
export interface World {
  readonly flags: readonly FlagDefinition[];
  readonly segments: readonly SegmentDefinition[];
  readonly endUsers: readonly EndUserInput[];
}

/** What end users have. `code` is three letters or digits: a pattern of that kind means the same with its operands swapped. */
const values = {
  plan: ['gold', 'free', 'team', 'Gold', 'go', ''],
  age: ['17', '18', '18.5', '-3', '120', 'abc'],
  beta: ['true', 'TRUE', 'false', 'False', '1'],
  code: ['abc', 'abd', 'xyz', 'ABC', 'a1c'],
} as const;
type Attribute = keyof typeof values;
const attributes = Object.keys(values) as Attribute[];
const names = ['Dana', 'Eve', 'gold', 'abc'];
const segmentIds = ['s1', 's2', 's3', 's4'];

export function randomWorld(random: Random): World {
  const endUsers = random.times(25, (i) => randomEndUser(random, i));
  const keyIds = endUsers.map(({ keyId }) => keyId);
  return {
    endUsers,
    segments: segmentIds.map((id) => randomSegment(random, id, keyIds)),
    flags: random.times(20, (i) => randomFlag(random, `flag-${i}-${random.int(1e6)}`, endUsers)),
  };
}

function randomEndUser(random: Random, i: number): EndUserInput {
  const customizedProperties = random.some(attributes, 0.75).map((name) => ({ name, value: random.pick<string>(values[name]) }));
  if (random.chance(0.05)) customizedProperties.push({ name: 'keyId' as Attribute, value: 'other' });
  if (random.chance(0.05)) customizedProperties.push({ name: 'plan', value: 'second' });
  return { keyId: `u-${i}-${random.int(1e6)}`, ...(random.chance(0.8) && { name: random.pick(names) }), customizedProperties };
}

function randomFlag(random: Random, key: string, endUsers: readonly EndUserInput[]): FlagDefinition {
  const keyIds = endUsers.map(({ keyId }) => keyId);
  const serve = (): ServeDefinition => randomServe(random, key, endUsers);
  return aFlag({
    key,
    variationType: 'string',
    variations: variationIds.map((id) => ({ id, name: id, value: `value of ${id}` })),
    isEnabled: random.chance(0.9),
    disabledVariationId: random.pick(variationIds),
    exptIncludeAllTargets: random.chance(0.5),
    targetUsers: random.some(variationIds, 0.3).map((variationId) => ({ variationId, keyIds: random.some(keyIds, 0.05) })),
    rules: random.times(random.int(4), (i) =>
      aRule(
        `rule ${i}`,
        random.times(random.pick([0, 1, 1, 1, 2, 2, 3]), () => randomFlagCondition(random)),
        serve(),
      ),
    ),
    fallthrough: random.chance(0.2) ? aServe(random.pick(variationIds)) : serve(),
  });
}

function randomSegment(random: Random, id: string, keyIds: readonly string[]): SegmentDefinition {
  return aSegment({
    id,
    included: random.some(keyIds, 0.2),
    excluded: random.some(keyIds, 0.2),
    rules: random.times(random.int(3), (i) =>
      aSegmentRule(
        `rule ${i}`,
        random.times(1 + random.int(2), () => randomCondition(random)),
      ),
    ),
  });
}

function randomFlagCondition(random: Random): ConditionDefinition {
  if (random.chance(0.8)) return randomCondition(random);
  const named = random.some([...segmentIds, 'unknown'], 0.3);
  return aCondition(random.pick([IN_SEGMENT, NOT_IN_SEGMENT]), null, JSON.stringify(named));
}

const operators: readonly (Operator | 'Unknown')[] = [
  'LessThan',
  'LessEqualThan',
  'BiggerThan',
  'BiggerEqualThan',
  'Equal',
  'NotEqual',
  'Contains',
  'NotContain',
  'StartsWith',
  'EndsWith',
  'MatchRegex',
  'NotMatchRegex',
  'IsOneOf',
  'NotOneOf',
  'IsTrue',
  'IsFalse',
  'Unknown',
];

function randomCondition(random: Random): ConditionDefinition {
  const operator = random.pick(operators);
  const attribute = attributeFor(operator, random);
  return aCondition(attribute, operator, random.chance(0.02) ? null : operandFor(operator, attribute, random));
}

function attributeFor(operator: string, random: Random): string {
  if (operator.endsWith('Regex')) return 'code';
  if (operator.endsWith('Than')) return random.chance(0.9) ? 'age' : 'plan';
  if (operator === 'IsTrue' || operator === 'IsFalse') return random.chance(0.9) ? 'beta' : 'plan';
  return random.pick(['keyId', 'name', 'name', 'plan', 'plan', 'code', 'age', 'beta']);
}

function operandFor(operator: string, attribute: string, random: Random): string {
  const known: readonly string[] = values[attribute as Attribute] ?? names;
  switch (operator) {
    case 'Contains':
    case 'NotContain':
    case 'StartsWith':
    case 'EndsWith':
      return random.pick(['', 'g', 'o', 'u-', 'ld', 'a', ...known]);
    case 'IsOneOf':
    case 'NotOneOf':
      return random.chance(0.05) ? 'gold,free' : JSON.stringify(random.some(known));
    case 'IsTrue':
    case 'IsFalse':
      return operator;
    case 'LessThan':
    case 'LessEqualThan':
    case 'BiggerThan':
    case 'BiggerEqualThan':
      return random.pick(['18', '17', '18.0', '-3.5', '100', 'abc']);
    default:
      return random.pick(known);
  }
}
