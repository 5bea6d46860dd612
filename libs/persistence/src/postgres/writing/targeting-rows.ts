import type { ConditionDocument, RuleDocument, ServeDocument, TargetingDocument, TargetingState } from '@app/domain';
import { conditionColumns, isSegmentCondition } from './condition-rows';
import { namedColumns } from './hierarchy-rows';
import { idIn } from './id-in';
import type { ResourceRows, Row } from './tables';

/** Leaves room in each list of individual targets: one end user more in the first moves nobody of the second. */
const listStride = 1_000_000;

export function targetingRows(state: TargetingState): ResourceRows {
  const { document, flagId, environmentId, projectId } = state;
  const parent = { flag_id: flagId, environment_id: environmentId, project_id: projectId };
  const rules = document.rules.map((rule) => ruleRows(rule, state));
  return {
    table: 'targeting',
    own: { ...parent, ...ownColumns(document, state) },
    children: {
      targeting_prerequisite: prerequisites(document, state).map((row) => ({ ...parent, ...row })),
      targeting_target: targets(document, state).map((row) => ({ ...parent, ...row })),
      targeting_fallthrough_variation: weights(document.fallthrough, state).map((row) => ({ ...parent, ...row })),
      targeting_rule: rules.map(({ own }, position) => ({ ...parent, ...own, position })),
      targeting_rule_variation: rules.flatMap((rule) => rule.weights),
      targeting_condition: rules.flatMap((rule) => rule.conditions),
      targeting_condition_segment: rules.flatMap((rule) => rule.segments),
    },
  };
}

function ownColumns(
  { enabled, offVariation, fallthrough, includeAllTargetsInExperiment }: TargetingDocument,
  state: TargetingState,
): Row {
  return {
    enabled,
    off_variation_id: idIn(state.variationIds, offVariation),
    fallthrough_bucket_by: fallthrough.bucketBy,
    fallthrough_included_in_experiment: fallthrough.includedInExperiment,
    include_all_targets_in_experiment: includeAllTargetsInExperiment,
  };
}

function prerequisites({ prerequisites: required }: TargetingDocument, { requiredIds }: TargetingState): Row[] {
  return required.map(({ flag, variation }, position) => ({
    required_flag_id: idIn(requiredIds, flag),
    required_variation_id: idIn(requiredIds, `${flag}/${variation}`),
    position,
  }));
}

function targets({ individualTargets }: TargetingDocument, { variationIds }: TargetingState): Row[] {
  return individualTargets.flatMap(({ variation, endUsers }, list) => {
    const variation_id = idIn(variationIds, variation);
    return endUsers.map((end_user, i) => ({ end_user, variation_id, position: list * listStride + i }));
  });
}

function weights(serve: ServeDocument, { variationIds }: TargetingState): Row[] {
  return serve.weights.map(({ variation, weight, experimentWeight }, position) => ({
    variation_id: idIn(variationIds, variation),
    position,
    weight,
    experiment_weight: experimentWeight,
  }));
}

function ruleRows(rule: RuleDocument, state: TargetingState) {
  const { bucketBy, includedInExperiment } = rule.serve;
  const id = idIn(state.ruleIds, rule.key);
  const copies = { flag_id: state.flagId, project_id: state.projectId };
  return {
    own: { id, ...namedColumns(rule), bucket_by: bucketBy, included_in_experiment: includedInExperiment },
    weights: weights(rule.serve, state).map((row) => ({ rule_id: id, ...copies, ...row })),
    conditions: rule.conditions.map((one, position) => ({ rule_id: id, position, ...copies, ...conditionColumns(one) })),
    segments: rule.conditions.flatMap((one, position) =>
      segmentIds(one, state).map((segment_id, i) => ({
        rule_id: id,
        condition_position: position,
        position: i,
        ...copies,
        segment_id,
      })),
    ),
  };
}

function segmentIds(condition: ConditionDocument, state: TargetingState): readonly string[] {
  return isSegmentCondition(condition) ? (condition.values ?? []).map((key) => idIn(state.segmentIds, key)) : [];
}
