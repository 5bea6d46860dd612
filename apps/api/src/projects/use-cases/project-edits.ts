import { Injectable } from '@nestjs/common';
import { Project } from '@app/domain';
import type { Lock, ProjectScope, ProjectState, StoredEnvironment } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { ProjectResponse } from '../dto/project.dto';

export type ProjectCommand = Writing<ProjectScope>;

/** A project as it is shown: with its environments, archived ones too. */
export interface WholeProject {
  readonly project: ProjectState;
  readonly environments: readonly StoredEnvironment[];
}

/** Every change of a project itself: locked, and as the caller saw it. */
@Injectable()
export class ProjectEdits {
  constructor(private readonly changeSets: ChangeSets) {}

  commit(command: ProjectCommand, lock: Lock, edit: (project: Project, work: Work) => Project): Promise<Committed<WholeProject>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock, by, comment, origin: 'direct' }, async (work) => {
      const edited = work.put(edit(await load(work, command), work));
      const environments = await work.model.environmentsOf(scope.projectId);
      return (committed) => ({ project: edited(committed), environments });
    });
  }

  remove(command: ProjectCommand): Promise<Committed<void>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      work.write((await load(work, command)).remove());
      return () => undefined;
    });
  }
}

async function load({ model }: Work, { ifMatch }: ProjectCommand): Promise<Project> {
  const state = model.held.project!;
  const show = async (one: ProjectState) => new ProjectResponse(one, await model.environmentsOf(one.id));
  const what = `the project ${state.key}`;
  await assertUnchanged(model, { what, state, ifMatch, show, resourceId: state.id, environmentId: null });
  return new Project(state);
}
