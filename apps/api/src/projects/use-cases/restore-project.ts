import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import { ProjectEdits } from './project-edits';
import type { ProjectCommand, WholeProject } from './project-edits';

/** Brings an archived project back, as it was. */
@Injectable()
export class RestoreProject {
  constructor(private readonly edits: ProjectEdits) {}

  execute(command: ProjectCommand): Promise<Committed<WholeProject>> {
    return this.edits.commit(command, theProject(command.scope), (project) => project.restore());
  }
}
