import { segmentOperators } from './segment-operators';

interface NamesSegments {
  readonly conditions?: readonly { readonly operator: string; readonly values?: readonly string[] }[];
}

/** The keys of all segments that rules name, each once: what is to be looked up before a targeting is edited. */
export function segmentKeysIn(rules: readonly NamesSegments[] = []): readonly string[] {
  const conditions = rules.flatMap((rule) => rule.conditions ?? []);
  return [...new Set(conditions.flatMap(({ operator, values }) => (segmentOperators.includes(operator) ? (values ?? []) : [])))];
}
