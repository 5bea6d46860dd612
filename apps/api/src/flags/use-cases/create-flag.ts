import { Injectable } from '@nestjs/common';
import { createFlag, gather, requireKeyFree, requireOpen, requireRoom } from '@app/domain';
import type { FlagInput, FlagState, ProjectScope } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';

export interface CreateFlagCommand extends Creating<ProjectScope> {
  readonly input: FlagInput;
}

/** Makes a flag, off in every environment of the project. */
@Injectable()
export class CreateFlag {
  constructor(private readonly changeSets: ChangeSets) {}

  execute({ scope, input, comment, by }: CreateFlagCommand): Promise<Committed<FlagState>> {
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      const { projectId } = scope;
      const { project, environments } = work.model.held;
      requireOpen({ project });
      const [{ flag, targetings }] = await gather(
        () => createFlag(input, { projectId, environments }, work.means),
        () => requireKeyFree(work.model, 'flag', projectId, input.key),
        () => requireRoom(work.model, 'flag', projectId, work.means.limits),
      );
      const made = work.put(flag);
      for (const targeting of targetings) work.put(targeting);
      return made;
    });
  }
}
