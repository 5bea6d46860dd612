import { LimitExceeded } from '../errors/refused';
import type { Findings } from '../errors/findings';
import type { Finding } from '../errors/refuse';
import type { Means } from '../means';
import { normalKey } from '../meta/key';
import { readEditedMeta, readMeta } from '../meta/read-meta';
import type { VariationInput } from './flag-document';
import type { VariationState } from './flag-state';
import type { FlagType } from './flag-type';
import { readValue } from './variation-value';

/** What a new flag of type boolean has when nobody says otherwise. Source: access-model F-9. */
const onAndOff: readonly VariationInput[] = [
  { key: 'on', name: 'On', tags: ['generated'], value: true },
  { key: 'off', name: 'Off', tags: ['generated'], value: false },
];

/** The variations of a new flag. */
export function readNewVariations(
  type: FlagType,
  inputs: readonly VariationInput[] | undefined,
  means: Means,
  found: Findings,
): VariationState[] {
  return readVariations(type, inputs ?? (type === 'boolean' ? onAndOff : undefined), [], means, found);
}

/** The whole list, matched by key with what the flag has: those keep their ids. */
export function readVariations(
  type: FlagType,
  inputs: readonly VariationInput[] | undefined,
  kept: readonly VariationState[],
  means: Means,
  found: Findings,
): VariationState[] {
  if (!inputs || inputs.length < 2) {
    found.add({
      pointer: '/variations',
      code: 'FLAG_NEEDS_TWO_VARIATIONS',
      detail: 'a flag has at least two variations: list them all',
    });
  }
  const list = inputs ?? [];
  const { variationsPerFlag } = means.limits;
  if (list.length > variationsPerFlag) {
    found.add(new LimitExceeded('/variations', 'variations of a flag', variationsPerFlag, list.length));
    return [];
  }
  const read = list.map((input, i) => {
    const own = kept.find(({ key }) => key === normalKey(input.key ?? '', 'lowered'));
    return readVariation(type, input, own, `/variations/${i}`, means, found);
  });
  found.addAll(twice(read));
  return read;
}

/** One variation: a new one, or what is to become of `kept`. */
export function readVariation(
  type: FlagType,
  input: VariationInput,
  kept: VariationState | undefined,
  at: string,
  means: Means,
  found: Findings,
): VariationState {
  const named = kept ? readEditedMeta(kept, input, 'lowered', at, found) : readMeta(input, 'lowered', at, found);
  return { id: kept?.id ?? means.newId(), ...named, value: readValue(type, input.value, `${at}/value`, means.limits, found) };
}

function twice(variations: readonly VariationState[]): Finding[] {
  const seen = new Set<string>();
  return variations.flatMap(({ key }, i) => {
    const again = key !== '' && seen.has(key);
    seen.add(key);
    return again
      ? [{ pointer: `/variations/${i}/key`, code: 'KEY_EXISTS', detail: `the key ${key} stands twice in the list` }]
      : [];
  });
}
