import { isSegmentCondition, type ConditionDefinition } from '@app/evaluation';

interface WithConditions {
  readonly conditions: readonly ConditionDefinition[];
}

/**
 * The rules with an array of segments in every segment condition: anything else there ends the process of a Node SDK (protocol §0
 * rule 2), and what is no array names no segment.
 */
export function withSafeConditions<R extends WithConditions>(rules: readonly R[]): readonly R[] {
  if (!rules.some(({ conditions }) => conditions.some(isUnsafe))) return rules;
  const safe = (condition: ConditionDefinition) => (isUnsafe(condition) ? { ...condition, value: '[]' } : condition);
  return rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(safe) }));
}

function isUnsafe(condition: ConditionDefinition): boolean {
  return isSegmentCondition(condition) && !isArray(condition.value);
}

function isArray(value: string | null): boolean {
  try {
    return value !== null && Array.isArray(JSON.parse(value));
  } catch {
    return false;
  }
}
