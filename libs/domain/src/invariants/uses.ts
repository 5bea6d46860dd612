import { FlagIsPrerequisite, SegmentInUse, VariationInUse } from '../errors/conflicts';
import { refuse } from '../errors/refuse';
import type { FlagInput } from '../flags/flag-document';
import type { FlagState, VariationState } from '../flags/flag-state';
import { normalKey } from '../meta/key';
import type { Model } from '../ports/model-store';
import type { SegmentState } from '../segments/segment-state';

/** Those of a flag that a body leaves out. */
export function variationsLeftOut({ variations }: FlagState, input: FlagInput): readonly VariationState[] {
  const kept = new Set(input.variations?.map(({ key }) => normalKey(key ?? '', 'lowered')));
  return input.variations ? variations.filter(({ key }) => !kept.has(key)) : [];
}

/** A variation in use cannot be removed: it names every place. `pointer`: of the list they are missing from. Source: access-model D-43. */
export async function requireVariationsUnused(
  model: Pick<Model, 'variationUses'>,
  removed: readonly VariationState[],
  pointer: string | null = null,
): Promise<void> {
  const conflicts: VariationInUse[] = [];
  for (const { id, key } of removed) {
    const uses = await model.variationUses(id);
    if (uses.length > 0) conflicts.push(new VariationInUse(key, uses, pointer));
  }
  refuse(conflicts);
}

/** A segment that rules name can be neither archived nor deleted. Source: access-model D-44. */
export async function requireSegmentUnused(model: Pick<Model, 'segmentUses'>, { id, key }: SegmentState): Promise<void> {
  const uses = await model.segmentUses(id);
  if (uses.length > 0) throw new SegmentInUse(key, uses);
}

/** A flag that others require cannot be deleted. Source: access-model D-45. */
export async function requireFlagNotRequired(model: Pick<Model, 'prerequisiteUses'>, { id, key }: FlagState): Promise<void> {
  const uses = await model.prerequisiteUses(id);
  if (uses.length > 0) throw new FlagIsPrerequisite(key, uses);
}
