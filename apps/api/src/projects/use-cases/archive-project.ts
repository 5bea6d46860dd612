import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import { ProjectEdits } from './project-edits';
import type { ProjectCommand, WholeProject } from './project-edits';

/** Closes a project: the secrets of all its environments open nothing; nothing of it is lost. */
@Injectable()
export class ArchiveProject {
  constructor(private readonly edits: ProjectEdits) {}

  execute(command: ProjectCommand): Promise<Committed<WholeProject>> {
    return this.edits.commit(command, theProject(command.scope), (project, { means }) => project.archive(means.at));
  }
}
