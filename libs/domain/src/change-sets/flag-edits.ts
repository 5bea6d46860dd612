import { variationDocument } from '../flags/flag';
import type { VariationDocument } from '../flags/flag-document';
import type { FlagState } from '../flags/flag-state';
import { same } from '../same';
import { listEdits } from './list-edits';
import type { ListEdit } from './list-edits';
import { lifeEdits, metaEdits } from './meta-edits';
import { set, step, undoable } from './operations';
import type { Edit } from './operations';

/** How one definition of a flag became the other. */
export function flagEdits(before: FlagState, after: FlagState): readonly Edit[] {
  const variations = ({ type, variations }: FlagState) => variations.map((one) => variationDocument(type, one));
  return [
    ...metaEdits('Flag', before, after),
    ...listEdits(variations(before), variations(after), same).map(variationEdit),
    ...lifeEdits('Flag', before, after),
  ];
}

function variationEdit(edit: ListEdit<VariationDocument>): Edit {
  if (edit.kind === 'change') {
    return set('UpdateVariation', { variation: edit.after, position: edit.to }, { variation: edit.before, position: edit.from });
  }
  const { item: variation, position } = edit;
  const add = step('AddVariation', { variation, position });
  const remove = step('RemoveVariation', { variationId: variation.id, key: variation.key });
  return edit.kind === 'add' ? undoable(add, remove) : undoable(remove, add);
}
