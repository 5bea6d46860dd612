import { isSegmentCondition, type ConditionDefinition } from '@app/evaluation';

interface WithRules {
  readonly rules: readonly { readonly conditions: readonly ConditionDefinition[] }[];
}

/**
 * The definition with an array of segments in every segment condition: anything else there ends the process of a Node SDK
 * (featbit-protocol.md §0 rule 2), and what is no array names no segment.
 */
export function withSafeConditions<T extends WithRules>(definition: T): T {
  if (!definition.rules.some(({ conditions }) => conditions.some(isUnsafe))) return definition;
  const safe = (condition: ConditionDefinition) => (isUnsafe(condition) ? { ...condition, value: '[]' } : condition);
  return { ...definition, rules: definition.rules.map((rule) => ({ ...rule, conditions: rule.conditions.map(safe) })) };
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
