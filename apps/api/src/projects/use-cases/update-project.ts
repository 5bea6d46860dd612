import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { ProjectInput } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theProjectAlone } from '../../change-sets/locks';
import type { Edit } from '../../bodies/edits';
import { ProjectEdits } from './project-edits';
import type { ProjectCommand, WholeProject } from './project-edits';

export interface UpdateProjectCommand extends ProjectCommand {
  readonly edit: Edit<ProjectInput>;
}

/** Changes what a project is called. No SDK hears of that. */
@Injectable()
export class UpdateProject {
  constructor(private readonly edits: ProjectEdits) {}

  execute({ edit, ...command }: UpdateProjectCommand): Promise<Committed<WholeProject>> {
    return this.edits.commit(command, theProjectAlone(command.scope), (project) => {
      requireOpen({ project: project.state });
      return project.apply(edit(project.document()));
    });
  }
}
