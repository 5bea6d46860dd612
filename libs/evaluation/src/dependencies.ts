import { segmentIdsOf } from './conditions';
import type { ConditionDefinition, FlagDefinition, SegmentDefinition } from './definitions';

/** What evaluating a definition reads beside itself, each named once. */
export interface Dependencies {
  /** Keys of the flags it requires. */
  readonly flags: readonly string[];
  /** Ids of the segments its rules name. */
  readonly segments: readonly string[];
}

/** Never throws: what is not in shape contributes nothing. */
export function flagDependencies({ prerequisites, rules }: FlagDefinition): Dependencies {
  const keys = listOf(prerequisites).map((one) => one?.key);
  return { flags: [...new Set(keys.filter((key) => typeof key === 'string'))], segments: segmentsNamedBy(rules) };
}

/** Segments that a segment's own conditions name: in data from elsewhere only, and evaluation ignores them. */
export function segmentDependencies({ rules }: SegmentDefinition): Dependencies {
  return { flags: [], segments: segmentsNamedBy(rules) };
}

function segmentsNamedBy(rules: readonly { readonly conditions: readonly ConditionDefinition[] }[]): readonly string[] {
  const conditions = listOf(rules).flatMap((rule) => listOf(rule?.conditions));
  return [...new Set(conditions.flatMap((condition) => (condition ? segmentIdsOf(condition) : [])))];
}

function listOf<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}
