import { aFlag, anEndUser, aServe } from '../testing';
import { specification } from '../testing/specification';
import { bucketOf } from './bucketing';
import { compileFlag } from './compile-flag';
import type { FlagDefinition, RolloutDefinition } from './definitions';
import { evaluate } from './evaluate';
import { rolloutOf } from './rollout';

interface Rollout {
  readonly experimentFlag: FlagDefinition;
  readonly experiment: readonly {
    keyId: string;
    bucket: number;
    experimentBucket: number;
    variation: string;
    sendToExperiment: boolean;
  }[];
  readonly dispatchFlag: FlagDefinition;
  readonly dispatch: readonly { keyId: string; company: string | null; bucket: number; variation: string }[];
  readonly weights: readonly { weights: [string, number, number][]; rollout: RolloutDefinition[] }[];
}
const { experimentFlag, experiment, dispatchFlag, dispatch, weights } = specification<Rollout>('rollout');
const noSegments = (): undefined => undefined;

describe('a roll-out', () => {
  const split = compileFlag(aFlag(experimentFlag), noSegments);

  it.each(experiment)(
    'gives $keyId $variation, measured: $sendToExperiment',
    ({ keyId, bucket, experimentBucket, variation, sendToExperiment }) => {
      expect(bucketOf(`new_nav${keyId}`)).toBe(bucket);
      expect(bucketOf(`exptnew_nav${keyId}`)).toBe(experimentBucket);
      const evaluation = evaluate(split, anEndUser(keyId));
      expect([evaluation.variation.id, evaluation.inExperiment]).toEqual([variation, sendToExperiment]);
    },
  );

  it.each(dispatch)('by company $company gives $keyId $variation', ({ keyId, company, bucket, variation }) => {
    expect(bucketOf(`by_company${company ?? ''}`)).toBe(bucket);
    const endUser = anEndUser(keyId, company === null ? {} : { company });
    expect(evaluate(compileFlag(aFlag(dispatchFlag), noSegments), endUser).variation.id).toBe(variation);
  });

  it.each(weights)('turns the weights $weights into cut points', ({ weights: given, rollout }) => {
    const named = given.map(([variationId, weight, experimentWeight]) => ({ variationId, weight, experimentWeight }));
    expect(rolloutOf(named)).toEqual(rollout);
  });

  it('keeps an end user in as it grows', () => {
    const served = (weight: number, keyId: string): string => {
      const variations = rolloutOf([
        { variationId: 'on', weight, experimentWeight: weight },
        { variationId: 'off', weight: 100_000 - weight, experimentWeight: 0 },
      ]);
      return evaluate(compileFlag(aFlag({ key: 'grows', fallthrough: aServe(variations) }), noSegments), anEndUser(keyId))
        .variation.id;
    };
    for (let i = 0; i < 200; i++) {
      const grown = [0, 10, 20_000, 30_000, 99_999, 100_000].map((weight) => served(weight, `u-${i}`));
      expect(grown.lastIndexOf('off')).toBe(grown.indexOf('on') - 1);
    }
  });

  it('compiles for all weights that sum to 100,000, so that nobody is left without a variation', () => {
    for (let weight = 0; weight <= 100_000; weight += 7) {
      const parts = [weight, Math.floor((100_000 - weight) / 3), 100_000 - weight - Math.floor((100_000 - weight) / 3)];
      const variations = rolloutOf(parts.map((part, i) => ({ variationId: 'ABC'[i]!, weight: part, experimentWeight: part })));
      expect(() => compileFlag(aFlag({ ...experimentFlag, fallthrough: aServe(variations) }), noSegments)).not.toThrow();
    }
  });
});
