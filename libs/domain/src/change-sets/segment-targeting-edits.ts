import type { RuleHead } from '../flags/targeting-document';
import { same } from '../same';
import type { SegmentTargetingState } from '../segments/segment-state';
import { listEdits } from './list-edits';
import type { ListEdit } from './list-edits';
import { set, step, undoable } from './operations';
import type { Edit, MemberChange } from './operations';

/** How one environment side of a segment became the other. Who came and went is said, never the whole lists. */
export function segmentTargetingEdits(before: SegmentTargetingState, after: SegmentTargetingState): readonly Edit[] {
  const [from, to] = [before.document, after.document];
  const included = changed(from.included, to.included);
  const excluded = changed(from.excluded, to.excluded);
  const ruleIds = new Map([...before.ruleIds, ...after.ruleIds]);
  const rules = listEdits(from.rules, to.rules, same).flatMap((edit) => ruleEdits(edit, ruleIds));
  if (isNothing(included) && isNothing(excluded)) return rules;
  const backwards = { included: swapped(included), excluded: swapped(excluded) };
  return [set('SetSegmentMembers', { included, excluded }, backwards), ...rules];
}

function changed(from: readonly string[], to: readonly string[]): MemberChange {
  const [were, are] = [new Set(from), new Set(to)];
  return { add: to.filter((one) => !were.has(one)), remove: from.filter((one) => !are.has(one)) };
}

function isNothing({ add, remove }: MemberChange): boolean {
  return add.length === 0 && remove.length === 0;
}

function swapped({ add, remove }: MemberChange): MemberChange {
  return { add: remove, remove: add };
}

function ruleEdits(edit: ListEdit<RuleHead>, ruleIds: ReadonlyMap<string, string>): readonly Edit[] {
  if (edit.kind !== 'change') {
    const { item: rule, position } = edit;
    const ruleId = ruleIds.get(rule.key)!;
    const add = step('AddSegmentRule', { ruleId, rule, position });
    const remove = step('RemoveSegmentRule', { ruleId, key: rule.key });
    return [edit.kind === 'add' ? undoable(add, remove) : undoable(remove, add)];
  }
  const { before, after, from, to } = edit;
  const { key } = after;
  const ruleId = ruleIds.get(key)!;
  const edits: Edit[] = [];
  if (from !== to) edits.push(set('MoveSegmentRule', { ruleId, key, position: to }, { ruleId, key, position: from }));
  if (!same(before, after)) edits.push(set('UpdateSegmentRule', { ruleId, rule: after }, { ruleId, rule: before }));
  return edits;
}
