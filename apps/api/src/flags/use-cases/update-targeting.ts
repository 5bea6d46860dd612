import { Injectable } from '@nestjs/common';
import { ParentNotFound, Targeting, requireFlagCompiles, requireOpen, segmentKeysIn } from '@app/domain';
import type { EnvironmentScope, FlagState, Model, TargetingInput, TargetingState } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theEnvironment } from '../../change-sets/locks';
import type { Edit } from '../../bodies/edits';
import type { Writing } from '../../requests/writing';
import { TargetingResponse } from '../dto/targeting.dto';

export interface UpdateTargetingCommand extends Writing<EnvironmentScope> {
  readonly flagKey: string;
  readonly edit: Edit<TargetingInput>;
}

/** Changes what a flag does in one environment. */
@Injectable()
export class UpdateTargeting {
  constructor(private readonly changeSets: ChangeSets) {}

  /** A change that changes nothing commits nothing and announces nothing. */
  execute({ scope, flagKey, edit, ifMatch, comment, by }: UpdateTargetingCommand): Promise<Committed<TargetingState>> {
    return this.changeSets.commit({ scope, lock: theEnvironment(scope), by, comment, origin: 'direct' }, async (work) => {
      const [flag, state] = await load(work.model, scope, flagKey);
      const what = `the targeting of ${flagKey} in ${scope.environment}`;
      const show = (one: TargetingState) => new TargetingResponse(one);
      const { environmentId } = scope;
      await assertUnchanged(work.model, { what, state, ifMatch, show, resourceId: flag.id, environmentId });
      const { project, environments } = work.model.held;
      requireOpen({ project, environment: environments[0], flag });
      work.concerns({ tags: flag.tags });
      const targeting = new Targeting(state);
      const input = edit(targeting.document());
      const edited = targeting.apply(input, await segmentIds(work.model, scope, input), work.means);
      requireFlagCompiles(flag, edited.state);
      return work.put(edited);
    });
  }
}

async function load(
  model: Model,
  { projectId, environmentId }: EnvironmentScope,
  key: string,
): Promise<[FlagState, TargetingState]> {
  const [flag, targeting] = await Promise.all([model.flag(projectId, key), model.targeting(environmentId, key)]);
  if (!flag || !targeting) throw new ParentNotFound(`the flag ${key}`);
  return [flag, targeting];
}

/** Of the segments the rules name, those that are live. */
async function segmentIds(
  model: Model,
  { projectId }: EnvironmentScope,
  { rules = [] }: TargetingInput,
): Promise<ReadonlyMap<string, string>> {
  const keys = segmentKeysIn(rules);
  return keys.length === 0 ? new Map() : model.segmentIds(projectId, keys);
}
