import { IN_SEGMENT, NOT_IN_SEGMENT } from '@app/evaluation';
import type { ConditionDefinition } from '@app/evaluation';
import type { ConditionDocument } from '../flags/targeting-document';

/** The conditions of a rule on the wire; they have no ids of their own. Source: featbit-protocol §4.4, §7.7, §7.8. */
export function toConditions(
  conditions: readonly ConditionDocument[],
  ruleId: string,
  segmentIds: ReadonlyMap<string, string>,
): ConditionDefinition[] {
  return conditions.map((condition, position) => ({ id: `${ruleId}:${position}`, ...toCondition(condition, segmentIds) }));
}

function toCondition(
  { attribute, operator, value, values }: ConditionDocument,
  segmentIds: ReadonlyMap<string, string>,
): Omit<ConditionDefinition, 'id'> {
  if (attribute === undefined) {
    const property = operator === 'InSegment' ? IN_SEGMENT : NOT_IN_SEGMENT;
    return { property, op: null, value: JSON.stringify((values ?? []).map((key) => segmentIds.get(key)!)) };
  }
  // IsTrue and IsFalse have no value, yet on the wire one that is null makes every condition false: they carry their own name.
  return { property: attribute, op: operator, value: values ? JSON.stringify(values) : (value ?? operator) };
}
