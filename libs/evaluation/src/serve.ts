import { BUCKETS, bucketOf, inRange, isNothing, isWhole } from './bucketing';
import type { RolloutDefinition, ServeDefinition, VariationDefinition } from './definitions';
import { attributeReader, type EndUser } from './end-user';
import type { Evaluation, Reason } from './evaluate';
import { ShapeFault } from './malformed';
import { arrayAt, numberAt, objectAt, textAt } from './shape';

/** What a flag brings to each of its roll-outs. */
export interface ServeContext {
  readonly flagKey: string;
  /** `exptIncludeAllTargets`: everyone is measured. */
  readonly measuresAll: boolean;
  variation(id: string, place: string): VariationDefinition;
}

export interface CompiledServe {
  readonly serve: (endUser: EndUser) => Evaluation;
  /** Ids of the variations with a weight. */
  readonly servable: readonly string[];
}

/** One variation's part of a roll-out, with both answers it can give. */
interface Slice {
  readonly min: number;
  readonly max: number;
  /** Share of the slice that is measured, 0..1. */
  readonly measured: number;
  readonly inside: Evaluation;
  readonly outside: Evaluation;
}

/** A roll-out that leaves nobody without a variation. @throws ShapeFault when its cut points do not cover 0..1. */
export function compileServe(definition: ServeDefinition, place: string, reason: Reason, context: ServeContext): CompiledServe {
  const slices = arrayAt(objectAt(definition, place).variations, `${place}.variations`)
    .map((one, i) => compileSlice(one, `${place}.variations[${i}]`, definition.includedInExpt === true, reason, context))
    .filter(({ min, max }) => !isNothing(min, max));
  if (!coverEverybody(slices)) throw new ShapeFault(`the roll-out of ${place} leaves some end users without a variation`);
  const servable = slices.filter(({ min, max }) => max > min).map(({ inside }) => inside.variation.id);
  return {
    serve: server(slices, hashInputReader(textAt(definition.dispatchKey ?? '', `${place}.dispatchKey`), context.flagKey)),
    servable,
  };
}

function compileSlice(
  definition: RolloutDefinition,
  place: string,
  includedInExpt: boolean,
  reason: Reason,
  context: ServeContext,
): Slice {
  const [from, to] = arrayAt(objectAt(definition, place).rollout, `${place}.rollout`);
  const min = numberAt(from, `${place}.rollout[0]`);
  const max = numberAt(to, `${place}.rollout[1]`);
  const variation = context.variation(definition.id, place);
  return {
    min,
    max: isWhole(min, max) ? 1 : max,
    measured: context.measuresAll
      ? 1
      : includedInExpt
        ? measuredShare(max - min, numberAt(definition.exptRollout, `${place}.exptRollout`))
        : 0,
    inside: { variation, reason, inExperiment: true },
    outside: { variation, reason, inExperiment: false },
  };
}

/** `exptRollout` is a share of all traffic of the rule, a slice only a part of that traffic. */
function measuredShare(width: number, exptRollout: number): number {
  return exptRollout === 0 || width === 0 ? 0 : Math.min(exptRollout / width, 1);
}

function server(slices: readonly Slice[], hashInput: (endUser: EndUser) => string): (endUser: EndUser) => Evaluation {
  const first = slices[0]!;
  if (isWhole(first.min, first.max)) return experimentPicker(first, hashInput);
  return (endUser) => {
    const input = hashInput(endUser);
    return measure(sliceAt(slices, bucketOf(input)), input);
  };
}

/** Everyone gets one variation, so that only its measured share may need a hash. */
function experimentPicker(slice: Slice, hashInput: (endUser: EndUser) => string): (endUser: EndUser) => Evaluation {
  if (isNothing(0, slice.measured)) return () => slice.outside;
  if (isWhole(0, slice.measured)) return () => slice.inside;
  return (endUser) => measure(slice, hashInput(endUser));
}

/** Both ends belong to a slice: where two meet, the first in order wins. */
function sliceAt(slices: readonly Slice[], bucket: number): Slice {
  for (const slice of slices) {
    if (bucket >= slice.min && bucket <= slice.max) return slice;
  }
  return slices[slices.length - 1]!; // not reached: the slices cover every bucket
}

function measure(slice: Slice, input: string): Evaluation {
  return inRange(`expt${input}`, 0, slice.measured) ? slice.inside : slice.outside;
}

/** The flag's key and the value of the attribute, nothing between; a value that is missing adds nothing. */
function hashInputReader(dispatchKey: string, flagKey: string): (endUser: EndUser) => string {
  const read = attributeReader(dispatchKey.trim() === '' ? 'keyId' : dispatchKey);
  return (endUser) => flagKey + (read(endUser) ?? '');
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
