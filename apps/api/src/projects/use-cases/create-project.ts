import { Injectable } from '@nestjs/common';
import { createProject, gather, requireKeyFree } from '@app/domain';
import type { ProjectInput, WorkspaceScope } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theWorkspace } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';
import { requireEnvironmentsFree } from '../chosen';
import { SecretSeal } from '../secret-seal';
import type { WholeProject } from './project-edits';

export interface CreateProjectCommand extends Creating<WorkspaceScope> {
  readonly input: ProjectInput;
}

/** Makes a project with its environments and their secrets. */
@Injectable()
export class CreateProject {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly seal: SecretSeal,
  ) {}

  execute({ scope, input, comment, by }: CreateProjectCommand): Promise<Committed<WholeProject>> {
    const { workspaceId } = scope;
    return this.changeSets.commit({ scope, lock: theWorkspace(scope), by, comment, origin: 'direct' }, async (work) => {
      const [made] = await gather(
        () => createProject(input, workspaceId, work.means),
        () => requireKeyFree(work.model, 'project', workspaceId, input.key),
        () => requireEnvironmentsFree(work.model, input.environments ?? [], (i) => `/environments/${i}`),
      );
      const project = work.put(made.project);
      const environments = made.environments.map((one) => this.seal.putEnvironment(work, one));
      return (committed) => ({ project: project(committed), environments: environments.map((one) => one(committed)) });
    });
  }
}
