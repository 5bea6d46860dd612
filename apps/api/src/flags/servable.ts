import type { TargetingDocument } from '@app/domain';

/** Those of the flag's variations that somebody may get while it is enabled. */
export function servable(variations: readonly string[], document: TargetingDocument): string[] {
  const { fallthrough, rules, individualTargets, prerequisites, offVariation } = document;
  const weighted = [fallthrough, ...rules.map(({ serve }) => serve)].flatMap(({ weights }) =>
    weights.filter(({ weight }) => weight > 0),
  );
  const served = new Set([...weighted, ...individualTargets].map(({ variation }) => variation));
  if (prerequisites.length > 0) served.add(offVariation);
  return variations.filter((key) => served.has(key));
}
