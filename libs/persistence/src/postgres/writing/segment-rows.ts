import type { SegmentState, SegmentTargetingState } from '@app/domain';
import { conditionColumns } from './condition-rows';
import { namedColumns } from './hierarchy-rows';
import { idIn } from './id-in';
import type { ResourceRows } from './tables';

export function segmentRows(state: SegmentState): ResourceRows {
  const { id, projectId, archivedAt } = state;
  return {
    table: 'segment',
    own: { id, project_id: projectId, ...namedColumns(state), archived_at: archivedAt },
    children: {},
  };
}

export function segmentTargetingRows({
  document,
  segmentId,
  environmentId,
  projectId,
  ruleIds,
}: SegmentTargetingState): ResourceRows {
  const parent = { segment_id: segmentId, environment_id: environmentId };
  const members = (side: 'included' | 'excluded') => document[side].map((end_user) => ({ ...parent, side, end_user }));
  const rules = document.rules.map((rule) => ({ rule, id: idIn(ruleIds, rule.key) }));
  return {
    table: 'segment_targeting',
    own: { ...parent, project_id: projectId },
    children: {
      segment_member: [...members('included'), ...members('excluded')],
      segment_rule: rules.map(({ rule, id }, position) => ({ id, ...parent, ...namedColumns(rule), position })),
      segment_condition: rules.flatMap(({ rule, id }) =>
        rule.conditions.map((one, position) => ({ rule_id: id, position, ...conditionColumns(one) })),
      ),
    },
  };
}
