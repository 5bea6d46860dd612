import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { EnvironmentEdits } from './environment-edits';
import type { EnvironmentCommand } from './environment-edits';

/** Removes an archived environment for good, with all that lived in it. */
@Injectable()
export class DeleteEnvironment {
  constructor(private readonly edits: EnvironmentEdits) {}

  execute(command: EnvironmentCommand): Promise<Committed<void>> {
    return this.edits.remove(command);
  }
}
