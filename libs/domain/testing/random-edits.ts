import * as fc from 'fast-check';
import { TOTAL_WEIGHT } from '@app/evaluation';
import type { FlagInput } from '../src/flags/flag-document';
import type { ServeInput, TargetingInput } from '../src/flags/targeting-input';
import type { ConditionInput, RuleHeadInput } from '../src/rules/rule-input';
import type { SegmentTargetingInput } from '../src/segments/segment-input';

const name = fc.constantFrom('A', 'B', undefined);
const description = fc.constantFrom(null, 'some words');
const tags = fc.uniqueArray(fc.constantFrom('red', 'green', 'blue'));
const value = fc.constantFrom('x', 'y', '');
const endUsers = (least: number) =>
  fc.uniqueArray(fc.constantFrom('u-1', 'u-2', 'u-3', 'é', '🎉', '\uFFFD'), { minLength: least });

const attributeCondition: fc.Arbitrary<ConditionInput> = fc.oneof(
  fc.record({ attribute: fc.constantFrom('keyId', 'plan'), operator: fc.constantFrom('Equal', 'Contains'), value }),
  fc.record({
    attribute: fc.constant('plan'),
    operator: fc.constantFrom('IsOneOf', 'NotOneOf'),
    values: fc.array(value, { maxLength: 3 }),
  }),
  fc.record({ attribute: fc.constant('paying'), operator: fc.constantFrom('IsTrue', 'IsFalse') }),
);
const segmentCondition: fc.Arbitrary<ConditionInput> = fc.record({
  operator: fc.constantFrom('InSegment', 'NotInSegment'),
  values: fc.uniqueArray(fc.constantFrom('beta', 'staff'), { minLength: 1 }),
});

export const segmentIds = new Map([
  ['beta', 'segment-1'],
  ['staff', 'segment-2'],
]);

/** Rules with keys of a small pool, so that two edits share some, in any order. */
function someRules(conditions: fc.Arbitrary<ConditionInput>): fc.Arbitrary<RuleHeadInput[]> {
  const key = fc.constantFrom(...Array.from({ length: 8 }, (_, i) => `rule-${i}`));
  const rule = fc.record({ key, name, description, tags, conditions: fc.array(conditions, { maxLength: 2 }) });
  return fc.uniqueArray(rule, { selector: (one) => one.key, maxLength: 8 });
}

function someServe(variations: readonly string[]): fc.Arbitrary<ServeInput> {
  return fc
    .record({
      order: fc.shuffledSubarray([...variations], { minLength: 1 }),
      cuts: fc.array(fc.integer({ min: 0, max: TOTAL_WEIGHT }), { minLength: variations.length, maxLength: variations.length }),
      share: fc.constantFrom(0, 0.5, 1),
      bucketBy: fc.constantFrom(undefined, 'company'),
      includedInExperiment: fc.boolean(),
    })
    .map(({ order, cuts, share, ...rest }) => {
      const ends = [...cuts.slice(0, order.length - 1).sort((left, right) => left - right), TOTAL_WEIGHT];
      const weights = order.map((variation, i) => {
        const weight = ends[i]! - (ends[i - 1] ?? 0);
        return { variation, weight, experimentWeight: Math.floor(weight * share) };
      });
      return { ...rest, weights };
    });
}

/** An edit that is accepted. `variations`: the keys of the flag. */
export function aTargetingEdit(variations: readonly string[]): fc.Arbitrary<TargetingInput> {
  const conditions = fc.oneof(attributeCondition, segmentCondition);
  const serves = fc.array(someServe(variations), { minLength: 9, maxLength: 9 });
  return fc
    .record({
      enabled: fc.boolean(),
      offVariation: fc.constantFrom(...variations),
      targets: fc.shuffledSubarray([...variations]),
      endUsers: endUsers(0),
      rules: someRules(conditions),
      serves,
      includeAllTargetsInExperiment: fc.boolean(),
    })
    .map(({ targets, endUsers, rules, serves, ...rest }) => ({
      ...rest,
      individualTargets: targets.map((variation, i) => ({ variation, endUsers: endUsers.slice(i * 2, i * 2 + 2) })),
      rules: rules.map((rule, i) => ({ ...rule, serve: serves[i] })),
      fallthrough: serves[8],
    }));
}

/** An edit that uses some variations of the flag; the others have a weight of 0, anywhere among those. */
export function aTargetingEditAround(used: readonly string[], unused: readonly string[]): fc.Arbitrary<TargetingInput> {
  const places = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
  return fc.record({ edit: aTargetingEdit(used), places }).map(({ edit, places: left }) => {
    const around = (serve: ServeInput): ServeInput => {
      const weights = [...serve.weights!];
      for (const [i, variation] of unused.entries()) {
        weights.splice(left[(weights.length * 7 + i) % left.length]! % (weights.length + 1), 0, { variation, weight: 0 });
      }
      return { ...serve, weights };
    };
    return {
      ...edit,
      rules: edit.rules!.map((rule) => ({ ...rule, serve: around(rule.serve!) })),
      fallthrough: around(edit.fallthrough!),
    };
  });
}

export const aSegmentTargetingEdit: fc.Arbitrary<SegmentTargetingInput> = fc.record({
  included: endUsers(0),
  excluded: endUsers(0),
  rules: someRules(attributeCondition),
});

/** Of a flag of type string. */
export const aFlagEdit: fc.Arbitrary<FlagInput> = fc.record({
  name,
  description,
  tags,
  variations: fc.uniqueArray(
    fc.record({ key: fc.constantFrom('v1', 'v2', 'v3', 'v4', 'v5', 'v6'), name, description, tags, value }),
    {
      selector: (one) => one.key,
      minLength: 2,
    },
  ),
});
