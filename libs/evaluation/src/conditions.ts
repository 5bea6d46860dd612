import type { Attribute, CompiledCondition, CompiledTest, Membership } from './compiled';
import type { ConditionDefinition } from './definitions';
import { parseArray } from './json-array';
import { ShapeFault } from './malformed';
import { compileTest, membershipTest } from './operators';
import { arrayAt, objectAt, textAt } from './shape';

export const IN_SEGMENT = 'User is in segment';
export const NOT_IN_SEGMENT = 'User is not in segment';

/** The members of a segment; undefined for one that is not there, which matches nobody. */
export type SegmentLookup = (segmentId: string) => Membership | undefined;

/** Compiles one condition, in front of the one that must hold as well. */
export type CompileCondition = (condition: ConditionDefinition, next: CompiledCondition | undefined) => CompiledCondition;

/** The first of a chain; undefined for none. */
export function compileConditions(
  conditions: readonly ConditionDefinition[],
  place: string,
  compileOne: CompileCondition,
): CompiledCondition | undefined {
  return arrayAt(conditions, `${place}.conditions`).reduceRight<CompiledCondition | undefined>(
    (next, condition, i) => compileOne(objectAt(condition, `${place}.conditions[${i}]`), next),
    undefined,
  );
}

/**
 * A condition on an attribute. A segment's own condition that names segments is one of these: they are not consulted, but its value
 * must be in shape, as FeatBit's SDKs parse it.
 */
export function compileAttributeCondition(
  condition: ConditionDefinition,
  next: CompiledCondition | undefined,
): CompiledCondition {
  const property = textAt(condition.property, 'the property of a condition');
  if (isSegmentCondition(condition)) requireSegmentList(condition);
  return conditionOf(property, compileTest(condition.op, condition.value), undefined, next);
}

/** As above, and the two conditions on segments, which only flags have. */
export function conditionCompiler(segments: SegmentLookup): CompileCondition {
  return (condition, next) => {
    if (!isSegmentCondition(condition)) return compileAttributeCondition(condition, next);
    requireSegmentList(condition);
    const segment = anyOf(segmentIdsOf(condition).flatMap((id) => segments(id) ?? []));
    return conditionOf(condition.property, membershipTest(condition.property === NOT_IN_SEGMENT), segment, next);
  };
}

function anyOf(segments: readonly Membership[]): Membership {
  const [only] = segments;
  if (only && segments.length === 1) return only;
  return { contains: (endUser) => segments.some((one) => one.contains(endUser)) };
}

function conditionOf(
  name: string,
  { kind, negated, operand, members, accepts }: CompiledTest,
  segment: Membership | undefined,
  next: CompiledCondition | undefined,
): CompiledCondition {
  const { from, property } = attributeNamed(name);
  return { from, property, kind, negated, operand, members, accepts, segment, next };
}

export function attributeNamed(name: string): Attribute {
  return { from: name === 'keyId' || name === 'name' ? name : 'properties', property: name };
}

export function isSegmentCondition({ property }: ConditionDefinition): boolean {
  return property === IN_SEGMENT || property === NOT_IN_SEGMENT;
}

/** Segments a condition names. What is not a JSON array of ids names none, and never throws. */
export function segmentIdsOf(condition: ConditionDefinition): readonly string[] {
  if (!isSegmentCondition(condition) || typeof condition.value !== 'string') return [];
  return (parseArray(condition.value) ?? []).filter((id) => typeof id === 'string');
}

/** Null, as a value or as JSON, is the empty list. Anything else that is no array ends the process of FeatBit's server SDK. */
function requireSegmentList({ property, value }: ConditionDefinition): void {
  const isList = typeof value === 'string' ? value.trim() === 'null' || parseArray(value) !== undefined : value == null;
  if (!isList) throw new ShapeFault(`the value of "${property}" is not a JSON array of segment ids`);
}
