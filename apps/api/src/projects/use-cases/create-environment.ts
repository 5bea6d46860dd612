import { Injectable } from '@nestjs/common';
import { createEnvironment, gather, requireKeyFree, requireOpen } from '@app/domain';
import type { EnvironmentInput, ProjectScope, StoredEnvironment } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';
import { requireEnvironmentsFree } from '../chosen';
import { SecretSeal } from '../secret-seal';

export interface CreateEnvironmentCommand extends Creating<ProjectScope> {
  readonly input: EnvironmentInput;
}

/** Makes an environment with its secrets, and what every flag and segment does in it: nothing yet. */
@Injectable()
export class CreateEnvironment {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly seal: SecretSeal,
  ) {}

  execute({ scope, input, comment, by }: CreateEnvironmentCommand): Promise<Committed<StoredEnvironment>> {
    const { projectId } = scope;
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      const { project, environments } = work.model.held;
      requireOpen({ project });
      const flags = await work.model.flagsOf(projectId);
      const segments = await work.model.segmentsOf(projectId);
      const [made] = await gather(
        () => createEnvironment(input, { projectId, flags, segments, environments: environments.length }, work.means),
        () => requireKeyFree(work.model, 'environment', projectId, input.key),
        () => requireEnvironmentsFree(work.model, [input], () => ''),
      );
      return this.seal.putEnvironment(work, made);
    });
  }
}
