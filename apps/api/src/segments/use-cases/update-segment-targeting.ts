import { Injectable } from '@nestjs/common';
import { ParentNotFound, SegmentTargeting, requireOpen, requireSegmentCompiles } from '@app/domain';
import type { EnvironmentScope, Model, SegmentState, SegmentTargetingInput, SegmentTargetingState } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theEnvironment } from '../../change-sets/locks';
import type { Edit } from '../../bodies/edits';
import type { Writing } from '../../requests/writing';
import { SegmentTargetingResponse } from '../dto/segment-targeting.dto';

export interface UpdateSegmentTargetingCommand extends Writing<EnvironmentScope> {
  readonly segmentKey: string;
  readonly edit: Edit<SegmentTargetingInput>;
}

/** Changes who is in a segment in one environment. No flag changes by that. */
@Injectable()
export class UpdateSegmentTargeting {
  constructor(private readonly changeSets: ChangeSets) {}

  execute({
    scope,
    segmentKey,
    edit,
    ifMatch,
    comment,
    by,
  }: UpdateSegmentTargetingCommand): Promise<Committed<SegmentTargetingState>> {
    return this.changeSets.commit({ scope, lock: theEnvironment(scope), by, comment, origin: 'direct' }, async (work) => {
      const [segment, state] = await load(work.model, scope, segmentKey);
      const what = `the targeting of ${segmentKey} in ${scope.environment}`;
      const show = (one: SegmentTargetingState) => new SegmentTargetingResponse(one);
      const { environmentId } = scope;
      await assertUnchanged(work.model, { what, state, ifMatch, show, resourceId: segment.id, environmentId });
      const { project, environments } = work.model.held;
      requireOpen({ project, environment: environments[0], segment });
      work.concerns({ tags: segment.tags });
      const targeting = new SegmentTargeting(state);
      const edited = targeting.apply(edit(targeting.document()), work.means);
      requireSegmentCompiles(segment, edited.state);
      return work.put(edited);
    });
  }
}

async function load(
  model: Model,
  { projectId, environmentId }: EnvironmentScope,
  key: string,
): Promise<[SegmentState, SegmentTargetingState]> {
  const [segment, targeting] = await Promise.all([model.segment(projectId, key), model.segmentTargeting(environmentId, key)]);
  if (!segment || !targeting) throw new ParentNotFound(`the segment ${key}`);
  return [segment, targeting];
}
