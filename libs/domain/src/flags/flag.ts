import { Aggregate } from '../aggregate';
import type { WriteOf } from '../aggregate';
import { FlagNeedsTwoVariations, KeyExists, NotArchived, TypeImmutable } from '../errors/conflicts';
import { NotFound } from '../errors/lookup';
import { LimitExceeded } from '../errors/refused';
import { Findings } from '../errors/findings';
import type { Means } from '../means';
import { normalKey } from '../meta/key';
import { readEditedMeta } from '../meta/read-meta';
import { same } from '../same';
import type { FlagDocument, FlagInput, VariationDocument, VariationInput } from './flag-document';
import type { FlagState, VariationState } from './flag-state';
import { readVariation, readVariations } from './read-variations';
import { valueOf } from './variation-value';

/** What a flag is in all environments of its project: names, type, variations. */
export class Flag extends Aggregate<'flag', FlagState> {
  readonly kind = 'flag';

  document(): FlagDocument {
    const { key, name, description, tags, type, variations } = this.state;
    return { key, name, description, tags, type, variations: variations.map((one) => variationDocument(type, one)) };
  }

  /** What a PUT of the whole would make of it. */
  apply(input: FlagInput, means: Means): Flag {
    const found = new Findings();
    const { type } = this.state;
    if (input.type !== undefined && input.type !== type) found.add(new TypeImmutable('flag', type));
    const named = readEditedMeta(this.state, input, 'kept', '', found);
    const variations = readVariations(type, input.variations, this.state.variations, means, found);
    found.refuse();
    return this.edited({ ...named, variations });
  }

  variation(key: string): VariationState | undefined {
    return this.state.variations.find((one) => one.key === key);
  }

  addVariation(input: VariationInput, means: Means): Flag {
    const { type, variations } = this.state;
    const found = new Findings();
    const limit = means.limits.variationsPerFlag;
    if (variations.length >= limit) found.add(new LimitExceeded(null, 'variations of a flag', limit, variations.length + 1));
    const added = readVariation(type, input, undefined, '', means, found);
    if (this.variation(normalKey(added.key, 'lowered'))) found.add(new KeyExists('variation', added.key));
    const position = readPosition(input, variations.length, found);
    found.refuse();
    return this.edited({ variations: variations.toSpliced(position, 0, added) });
  }

  changeVariation(key: string, input: VariationInput, means: Means): Flag {
    const found = new Findings();
    const { own, others, index } = this.apart(key);
    const changed = readVariation(this.state.type, input, own, '', means, found);
    const position = readPosition(input, index, found);
    found.refuse();
    return this.edited({ variations: others.toSpliced(position, 0, changed) });
  }

  /** Where it is still used is for the invariants to say. */
  removeVariation(key: string): Flag {
    const { others } = this.apart(key);
    if (others.length < 2) throw new FlagNeedsTwoVariations(this.state.key);
    return this.edited({ variations: others });
  }

  archive(at: Date): Flag {
    return this.state.archivedAt ? this : this.edited({ archivedAt: at });
  }

  restore(): Flag {
    return this.edited({ archivedAt: null });
  }

  remove(): WriteOf<'flag'> {
    if (!this.state.archivedAt) throw new NotArchived(`the flag ${this.state.key}`);
    return this.gone();
  }

  private apart(key: string): { own: VariationState; others: VariationState[]; index: number } {
    const index = this.state.variations.findIndex((one) => one.key === key);
    const own = this.state.variations[index];
    if (!own) throw new NotFound(`the variation ${key} of the flag ${this.state.key}`);
    return { own, others: this.state.variations.toSpliced(index, 1), index };
  }

  private edited(changes: Partial<FlagState>): Flag {
    const state = { ...this.state, ...changes };
    return same(state, this.state) ? this : new Flag(state, this.stored);
  }
}

export function variationDocument(type: FlagState['type'], { value, ...rest }: VariationState): VariationDocument {
  const { id, key, name, description, tags } = rest;
  return { id, key, name, description, tags, value: valueOf(type, value) };
}

/** Beyond the end is the end. */
function readPosition({ position }: VariationInput, otherwise: number, found: Findings): number {
  if (position === undefined) return otherwise;
  if (Number.isSafeInteger(position) && position >= 0) return position;
  found.add({ pointer: '/position', code: 'VALIDATION_FAILED', detail: 'the position is a whole number, counted from 0' });
  return otherwise;
}
