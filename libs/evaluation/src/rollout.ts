import type { RolloutDefinition } from './definitions';

/** What the weights of a roll-out sum to. */
export const TOTAL_WEIGHT = 100_000;

export interface Weight {
  readonly variationId: string;
  /** Integer, 0..100,000. */
  readonly weight: number;
  /** Integer, 0..weight: how much of all traffic is measured with this variation. */
  readonly experimentWeight: number;
}

/**
 * Weights as cut points, in their order. A cut point is the integer sum so far divided once, never a sum of fractions: 0.1 + 0.2
 * is not 0.3. Variations without weight are left out.
 */
export function rolloutOf(weights: readonly Weight[]): RolloutDefinition[] {
  let sum = 0;
  return weights.flatMap(({ variationId, weight, experimentWeight }) => {
    if (weight === 0) return [];
    const from = sum;
    sum += weight;
    return [
      {
        id: variationId,
        rollout: [from / TOTAL_WEIGHT, sum / TOTAL_WEIGHT] as const,
        exptRollout: experimentWeight / TOTAL_WEIGHT,
      },
    ];
  });
}
