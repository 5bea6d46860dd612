import { bucketOf, EndUser, type EndUserInput, type RolloutDefinition, rolloutOf, type ServeDefinition } from '@app/evaluation';
import { aServe } from '@app/evaluation/testing';
import type { Random } from './random';

export const variationIds = ['A', 'B', 'C'];
const dispatchKeys = [null, null, '', 'keyId', 'name', 'plan', 'age'];

export function randomServe(random: Random, flagKey: string, endUsers: readonly EndUserInput[]): ServeDefinition {
  const dispatchKey = random.pick(dispatchKeys);
  const variations = random.chance(0.2)
    ? cutOn(bucketFor(flagKey, dispatchKey, random.pick(endUsers)), random)
    : weighted(
        random.pick([weightsOf(random), weightsOf(random), [100_000], [1, 99_999], [99_999, 1], [0, 50_000, 50_000]]),
        random,
      );
  return aServe(random.chance(0.1) ? [{ id: 'C', rollout: [0, 0], exptRollout: 0 }, ...variations] : variations, {
    dispatchKey,
    includedInExpt: random.chance(0.7),
  });
}

/** Where an end user stands; what is missing adds nothing to what is hashed. */
export function bucketFor(flagKey: string, dispatchKey: string | null, endUser: EndUserInput): number {
  const { keyId, name, properties } = new EndUser(endUser);
  const own = dispatchKey === 'name' ? name : properties.get(dispatchKey ?? '');
  return bucketOf(flagKey + (dispatchKey && dispatchKey !== 'keyId' ? (own ?? '') : keyId));
}

/** The end user stands exactly where two variations meet. */
function cutOn(bucket: number, random: Random): RolloutDefinition[] {
  const share = (): number => random.pick([0, 0.1, 1]);
  return [
    { id: 'A', rollout: [0, bucket], exptRollout: share() },
    { id: 'B', rollout: [bucket, 1], exptRollout: share() },
  ];
}

function weightsOf(random: Random): number[] {
  const cuts = random.times(2, () => random.int(100_001)).sort((one, other) => one - other);
  return [cuts[0]!, cuts[1]! - cuts[0]!, 100_000 - cuts[1]!];
}

function weighted(weights: readonly number[], random: Random): RolloutDefinition[] {
  const measured = random.pick([() => 0, (weight: number) => weight, (weight: number) => random.int(weight + 1)]);
  return rolloutOf(weights.map((weight, i) => ({ variationId: variationIds[i]!, weight, experimentWeight: measured(weight) })));
}
