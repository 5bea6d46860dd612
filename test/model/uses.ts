import type { Flag, World } from './world';

/** As off variation, in individual targets, or with a weight above 0, in any environment. Source: access-model D-43. */
export function variationInUse({ targetings }: Flag, key: string): boolean {
  return [...targetings.values()].some(
    ({ document: { offVariation, individualTargets, fallthrough, rules } }) =>
      offVariation === key ||
      individualTargets.some(({ variation }) => variation === key) ||
      [fallthrough, ...rules.map(({ serve }) => serve)].some(({ weights }) =>
        weights.some(({ variation, weight }) => variation === key && weight > 0),
      ),
  );
}

/** By a rule of any flag, archived or not, in any environment. Source: access-model D-44. */
export function segmentInUse({ flags }: World, key: string): boolean {
  return [...flags.values()].some(({ targetings }) =>
    [...targetings.values()].some(({ document }) =>
      document.rules.some(({ conditions }) =>
        conditions.some(({ attribute, values }) => attribute === undefined && values!.includes(key)),
      ),
    ),
  );
}
