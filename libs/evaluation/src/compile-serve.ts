import { BUCKETS, isNothing, isWhole } from './bucketing';
import type { CompiledServe, Evaluation, Reason, Slice } from './compiled';
import { attributeNamed } from './conditions';
import type { RolloutDefinition, ServeDefinition, VariationDefinition } from './definitions';

import { ShapeFault } from './malformed';
import { arrayAt, numberAt, objectAt, textAt } from './shape';

/** What a flag brings to each of its roll-outs. */
export interface ServeContext {
  readonly flagKey: string;
  /** `exptIncludeAllTargets`: everyone is measured. */
  readonly measuresAll: boolean;
  variation(id: string, place: string): VariationDefinition;
}

/** A roll-out that leaves nobody without a variation. @throws ShapeFault when its cut points do not cover 0..1. */
export function compileServe(definition: ServeDefinition, place: string, reason: Reason, context: ServeContext): CompiledServe {
  const dispatchKey = textAt(objectAt(definition, place).dispatchKey ?? '', `${place}.dispatchKey`);
  const measures = context.measuresAll ? 'all' : definition.includedInExpt === true ? 'some' : 'none';
  const slices = arrayAt(definition.variations, `${place}.variations`)
    .map((one, i) =>
      compileSlice(objectAt(one, `${place}.variations[${i}]`), `${place}.variations[${i}]`, measures, reason, context),
    )
    .filter(({ min, max }) => !isNothing(min, max));
  if (!coverEverybody(slices)) throw new ShapeFault(`the roll-out of ${place} leaves some end users without a variation`);
  const live = isWhole(slices[0]!.min, slices[0]!.max) ? slices.slice(0, 1) : slices; // nobody comes past a first that is whole
  return {
    always: onlyAnswer(live),
    flagKey: context.flagKey,
    dispatch: attributeNamed(dispatchKey.trim() === '' ? 'keyId' : dispatchKey),
    slices: live,
    servable: slices.filter(({ min, max }) => max > min).map(({ inside }) => inside.variation.id),
  };
}

function compileSlice(
  definition: RolloutDefinition,
  place: string,
  measures: 'all' | 'some' | 'none',
  reason: Reason,
  context: ServeContext,
): Slice {
  const [from, to] = arrayAt(definition.rollout, `${place}.rollout`);
  const min = numberAt(from, `${place}.rollout[0]`);
  const max = numberAt(to, `${place}.rollout[1]`);
  const variation = context.variation(definition.id, place);
  return {
    min,
    max: isWhole(min, max) ? 1 : max,
    measured:
      measures === 'some'
        ? measuredShare(max - min, numberAt(definition.exptRollout, `${place}.exptRollout`))
        : measures === 'all'
          ? 1
          : 0,
    inside: { variation, reason, inExperiment: true },
    outside: { variation, reason, inExperiment: false },
  };
}

/** `exptRollout` is a share of all traffic of the rule, a slice only a part of that traffic. */
function measuredShare(width: number, exptRollout: number): number {
  return exptRollout === 0 || width === 0 ? 0 : Math.min(exptRollout / width, 1);
}

/** There is one only where everyone gets one variation, and all or none of them are measured. */
function onlyAnswer([slice, ...others]: readonly Slice[]): Evaluation | undefined {
  if (others.length > 0) return undefined;
  if (isNothing(0, slice!.measured)) return slice!.outside;
  return isWhole(0, slice!.measured) ? slice!.inside : undefined;
}

/** Exact: a bucket is k / 2^31, and multiplying by a power of two rounds nothing. */
function coverEverybody(slices: readonly Slice[]): boolean {
  let next = 0; // the smallest k that no slice so far holds
  for (const { min, max } of slices.toSorted((one, other) => one.min - other.min)) {
    if (Math.ceil(min * BUCKETS) > next) return false;
    next = Math.max(next, Math.floor(max * BUCKETS) + 1);
  }
  return next > BUCKETS;
}
