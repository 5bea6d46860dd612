import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { ProjectEdits } from './project-edits';
import type { ProjectCommand } from './project-edits';

/** Removes an archived project for good, with everything in it but its change sets. */
@Injectable()
export class DeleteProject {
  constructor(private readonly edits: ProjectEdits) {}

  execute(command: ProjectCommand): Promise<Committed<void>> {
    return this.edits.remove(command);
  }
}
