import { variationDocument } from '../flags/flag';
import type { VariationDocument } from '../flags/flag-document';
import type { FlagState, TargetingState } from '../flags/flag-state';
import { same } from '../same';
import { listEdits } from './list-edits';
import type { ListEdit } from './list-edits';
import { FollowedWeights } from './weight-places';
import { lifeEdits, metaEdits } from './meta-edits';
import { set, step, undoable } from './operations';
import type { Edit } from './operations';

/** How one definition of a flag became the other. `targetings`: those it had, which follow its variations. */
export function flagEdits(before: FlagState, after: FlagState, targetings: readonly TargetingState[]): readonly Edit[] {
  const variations = ({ type, variations }: FlagState) => variations.map((one) => variationDocument(type, one));
  const weights = new FollowedWeights(targetings);
  return [
    ...metaEdits('Flag', before, after),
    ...listEdits(variations(before), variations(after), same).map((edit) => variationEdit(edit, weights)),
    ...lifeEdits('Flag', before, after),
  ];
}

function variationEdit(edit: ListEdit<VariationDocument>, followed: FollowedWeights): Edit {
  if (edit.kind === 'change') {
    return set('UpdateVariation', { variation: edit.after, position: edit.to }, { variation: edit.before, position: edit.from });
  }
  const { item: variation, position } = edit;
  const remove = step('RemoveVariation', { variationId: variation.id, key: variation.key });
  if (edit.kind === 'add') return undoable(step('AddVariation', { variation, position }), remove);
  const weights = followed.remove(variation.key);
  return undoable(remove, step('AddVariation', { variation, position, ...(weights.length > 0 && { weights }) }));
}
