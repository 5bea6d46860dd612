import type { TargetingState } from '../flags/flag-state';
import { followVariations } from '../flags/follow-variations';
import type { PrerequisiteDocument, RuleDocument, TargetingDocument } from '../flags/targeting-document';
import { same } from '../same';
import { listEdits } from './list-edits';
import type { ListEdit } from './list-edits';
import { namedRule, namedServe } from './named-documents';
import type { Ids } from './named-documents';
import { set, step, undoable } from './operations';
import type { Edit } from './operations';

interface AllIds extends Ids {
  readonly rules: ReadonlyMap<string, string>;
  readonly required: ReadonlyMap<string, string>;
}

/** How one targeting became the other. Weights that came or went with a variation of the flag belong to that operation, not to these. */
export function targetingEdits(before: TargetingState, after: TargetingState): readonly Edit[] {
  const ids: AllIds = {
    variations: new Map([...before.variationIds, ...after.variationIds]),
    segments: new Map([...before.segmentIds, ...after.segmentIds]),
    rules: new Map([...before.ruleIds, ...after.ruleIds]),
    required: new Map([...before.requiredIds, ...after.requiredIds]),
  };
  const from = followVariations(before.document, [...after.variationIds.keys()]);
  const to = after.document;
  return [
    ...memberEdits(from, to, ids),
    ...listEdits(from.rules, to.rules, same).flatMap((edit) => ruleEdits(edit, ids)),
    ...(same(from.fallthrough, to.fallthrough)
      ? []
      : [
          set(
            'SetFallthrough',
            { fallthrough: namedServe(to.fallthrough, ids) },
            { fallthrough: namedServe(from.fallthrough, ids) },
          ),
        ]),
    ...(from.includeAllTargetsInExperiment === to.includeAllTargetsInExperiment
      ? []
      : [set('SetExperimentInclusion', inclusionOf(to), inclusionOf(from))]),
  ];
}

function memberEdits(from: TargetingDocument, to: TargetingDocument, ids: AllIds): readonly Edit[] {
  const off = ({ offVariation }: TargetingDocument) => ({
    variation: offVariation,
    variationId: ids.variations.get(offVariation)!,
  });
  const prerequisites = (one: TargetingDocument) => ({
    prerequisites: one.prerequisites.map((required) => namedPrerequisite(required, ids)),
  });
  const targets = ({ individualTargets }: TargetingDocument) => ({
    individualTargets: individualTargets.map((one) => ({ ...one, variationId: ids.variations.get(one.variation)! })),
  });
  const edits: Edit[] = [];
  if (from.enabled !== to.enabled) edits.push(set('SetEnabled', { enabled: to.enabled }, { enabled: from.enabled }));
  if (from.offVariation !== to.offVariation) edits.push(set('SetOffVariation', off(to), off(from)));
  if (!same(from.prerequisites, to.prerequisites)) edits.push(set('SetPrerequisites', prerequisites(to), prerequisites(from)));
  if (!same(from.individualTargets, to.individualTargets)) edits.push(set('SetIndividualTargets', targets(to), targets(from)));
  return edits;
}

function ruleEdits(edit: ListEdit<RuleDocument>, ids: AllIds): readonly Edit[] {
  if (edit.kind !== 'change') {
    const { item, position } = edit;
    const ruleId = ids.rules.get(item.key)!;
    const add = step('AddRule', { ruleId, rule: namedRule(item, ids), position });
    const remove = step('RemoveRule', { ruleId, key: item.key });
    return [edit.kind === 'add' ? undoable(add, remove) : undoable(remove, add)];
  }
  const { before, after, from, to } = edit;
  const ruleId = ids.rules.get(after.key)!;
  const edits: Edit[] = [];
  if (from !== to)
    edits.push(set('MoveRule', { ruleId, key: after.key, position: to }, { ruleId, key: after.key, position: from }));
  if (!same(before, after))
    edits.push(set('UpdateRule', { ruleId, rule: namedRule(after, ids) }, { ruleId, rule: namedRule(before, ids) }));
  return edits;
}

function namedPrerequisite(one: PrerequisiteDocument, { required }: AllIds) {
  return { ...one, flagId: required.get(one.flag)!, variationId: required.get(`${one.flag}/${one.variation}`)! };
}

function inclusionOf({ includeAllTargetsInExperiment }: TargetingDocument) {
  return { includeAllTargetsInExperiment };
}
