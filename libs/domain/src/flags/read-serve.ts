import { TOTAL_WEIGHT } from '@app/evaluation';
import type { Findings } from '../errors/findings';
import type { Finding } from '../errors/refuse';
import { quoted } from '../meta/quoted';
import { textViolations } from '../meta/read-meta';
import type { ServeDocument, WeightDocument } from './targeting-document';
import type { ServeInput } from './targeting-input';

/** A split as it is stored: every variation of the flag, those left out with weight 0. Source: access-model F-37, D-19, D-22, D-32, D-36. */
export function readServe(input: ServeInput, at: string, variations: readonly string[], found: Findings): ServeDocument {
  const { bucketBy = '', includedInExperiment = true, weights = [] } = input;
  found.addAll(textViolations(bucketBy, `${at}/bucketBy`));
  const read = weights.map(({ variation, weight, experimentWeight = weight }) => ({ variation, weight, experimentWeight }));
  const wrongNames = found.addAll(variationFindings(read, at, variations));
  const wrongWeights = found.addAll(weightFindings(read, at));
  if (!wrongNames && !wrongWeights) found.addAll(sumFindings(read, at));
  const missing = variations.filter((key) => !read.some(({ variation }) => variation === key));
  return {
    bucketBy: bucketBy.trim() === '' ? 'keyId' : bucketBy,
    includedInExperiment,
    weights: [...read, ...missing.map(withoutWeight)],
  };
}

export function withoutWeight(variation: string): WeightDocument {
  return { variation, weight: 0, experimentWeight: 0 };
}

function* variationFindings(weights: readonly WeightDocument[], at: string, variations: readonly string[]): Iterable<Finding> {
  const seen = new Set<string>();
  for (const [i, { variation }] of weights.entries()) {
    const pointer = `${at}/weights/${i}/variation`;
    if (!variations.includes(variation)) yield unknownVariation(variation, pointer, variations);
    else if (seen.has(variation))
      yield { pointer, code: 'VARIATION_TWICE', detail: `${variation} stands twice in the list of weights` };
    seen.add(variation);
  }
}

function* weightFindings(weights: readonly WeightDocument[], at: string): Iterable<Finding> {
  for (const [i, { weight, experimentWeight }] of weights.entries()) {
    if (!isWeight(weight, TOTAL_WEIGHT)) yield weightInvalid(`${at}/weights/${i}/weight`, 'a weight', TOTAL_WEIGHT);
    else if (!isWeight(experimentWeight, weight))
      yield weightInvalid(`${at}/weights/${i}/experimentWeight`, 'this experiment weight', weight);
  }
}

function sumFindings(weights: readonly WeightDocument[], at: string): Finding[] {
  const sum = weights.reduce((total, { weight }) => total + weight, 0);
  if (sum === TOTAL_WEIGHT) return [];
  return [{ pointer: `${at}/weights`, code: 'WEIGHTS_MUST_SUM', detail: `weights sum to ${sum}, not ${TOTAL_WEIGHT}` }];
}

export function unknownVariation(variation: string, pointer: string, variations: readonly string[]): Finding {
  const detail = `the flag has no variation ${quoted(variation)}: one of ${variations.join(', ')}`;
  return { pointer, code: 'UNKNOWN_VARIATION', detail };
}

function isWeight(weight: number, most: number): boolean {
  return Number.isInteger(weight) && weight >= 0 && weight <= most;
}

function weightInvalid(pointer: string, what: string, most: number): Finding {
  return { pointer, code: 'WEIGHT_INVALID', detail: `${what} is a whole number from 0 to ${most}` };
}
