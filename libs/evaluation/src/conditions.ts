import type { ConditionDefinition } from './definitions';
import { attributeReader, type EndUser } from './end-user';
import { parseArray } from './json-array';
import { ShapeFault } from './malformed';
import { compileTest } from './operators';
import { arrayAt, objectAt, textAt } from './shape';

export const IN_SEGMENT = 'User is in segment';
export const NOT_IN_SEGMENT = 'User is not in segment';

export type Predicate = (endUser: EndUser) => boolean;

/** The members of a segment; undefined for one that is not there, which matches nobody. */
export type SegmentLookup = (segmentId: string) => { readonly contains: Predicate } | undefined;

/** All of them hold; none at all: everyone. */
export function compileConditions(
  conditions: readonly ConditionDefinition[],
  place: string,
  compileOne: (condition: ConditionDefinition) => Predicate,
): Predicate {
  const predicates = arrayAt(conditions, `${place}.conditions`).map((condition, i) =>
    compileOne(objectAt(condition, `${place}.conditions[${i}]`)),
  );
  const [only] = predicates;
  if (!only) return () => true;
  if (predicates.length === 1) return only;
  return (endUser) => {
    for (const holds of predicates) if (!holds(endUser)) return false;
    return true;
  };
}

/**
 * A condition on an attribute. A value the end user does not have at all is false, for negative operators too. A segment's own
 * condition that names segments is one of these: they are not consulted, but its value must be in shape, as FeatBit's SDKs parse it.
 */
export function compileAttributeCondition(condition: ConditionDefinition): Predicate {
  const { property, op, value } = condition;
  const read = attributeReader(textAt(property, 'the property of a condition'));
  if (isSegmentCondition(condition)) requireSegmentList(condition);
  const test = compileTest(op, value);
  return (endUser) => {
    const own = read(endUser);
    return own !== null && test(own);
  };
}

/** As above, and the two conditions on segments, which only flags have. */
export function compileCondition(condition: ConditionDefinition, segments: SegmentLookup): Predicate {
  if (!isSegmentCondition(condition)) return compileAttributeCondition(condition);
  requireSegmentList(condition);
  const members = segmentIdsOf(condition).flatMap((id) => segments(id)?.contains ?? []);
  const isMember = anyOf(members);
  return condition.property === IN_SEGMENT ? isMember : (endUser) => !isMember(endUser);
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

function anyOf(predicates: readonly Predicate[]): Predicate {
  const [only] = predicates;
  if (only && predicates.length === 1) return only;
  return (endUser) => {
    for (const holds of predicates) if (holds(endUser)) return true;
    return false;
  };
}
