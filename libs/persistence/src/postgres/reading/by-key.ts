import type { FlagState, SegmentState, SegmentTargetingState, TargetingState } from '@app/domain';
import type { Query } from '../postgres-database';
import { keepingPlans } from '../keeping-plans';
import { selectFlags } from './flags';
import { hasKey, keyOrNone } from './lookups';
import { selectSegments, selectSegmentTargetings } from './segments';
import { selectTargetings } from './targetings';

// One of something by its key, compared exactly, archived ones too; by the unique index of its project.

export async function flagByKey(query: Query, projectId: string, key: string): Promise<FlagState | undefined> {
  return (
    await selectFlags(keepingPlans(query), `WHERE f.project_id = $1 AND ${hasKey('f', '$2')}`, [projectId, keyOrNone(key)])
  )[0];
}

export async function targetingByKey(query: Query, environmentId: string, flagKey: string): Promise<TargetingState | undefined> {
  const rest = `WHERE e.id = $1 AND t.environment_id = $1 AND f.project_id = e.project_id AND ${hasKey('f', '$2')}`;
  return (await selectTargetings(keepingPlans(query), rest, [environmentId, keyOrNone(flagKey)]))[0];
}

export async function segmentByKey(query: Query, projectId: string, key: string): Promise<SegmentState | undefined> {
  return (
    await selectSegments(keepingPlans(query), `WHERE s.project_id = $1 AND ${hasKey('s', '$2')}`, [projectId, keyOrNone(key)])
  )[0];
}

export async function segmentTargetingByKey(
  query: Query,
  environmentId: string,
  key: string,
): Promise<SegmentTargetingState | undefined> {
  const rest = `WHERE e.id = $1 AND t.environment_id = $1 AND s.project_id = e.project_id AND ${hasKey('s', '$2')}`;
  return (await selectSegmentTargetings(keepingPlans(query), rest, [environmentId, keyOrNone(key)]))[0];
}
