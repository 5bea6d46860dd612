import type { FlagState } from '@app/domain';
import { namedColumns } from './hierarchy-rows';
import type { ResourceRows } from './tables';

export function flagRows(state: FlagState): ResourceRows {
  const { id, projectId, type, archivedAt } = state;
  const variation = state.variations.map((one, position) => ({
    id: one.id,
    flag_id: id,
    ...namedColumns(one),
    value: one.value,
    position,
  }));
  return {
    table: 'flag',
    own: { id, project_id: projectId, ...namedColumns(state), type, archived_at: archivedAt },
    children: { variation },
  };
}
