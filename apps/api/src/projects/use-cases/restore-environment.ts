import { Injectable } from '@nestjs/common';
import type { StoredEnvironment } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import { EnvironmentEdits } from './environment-edits';
import type { EnvironmentCommand } from './environment-edits';

/** Brings an archived environment back, as it was. */
@Injectable()
export class RestoreEnvironment {
  constructor(private readonly edits: EnvironmentEdits) {}

  execute(command: EnvironmentCommand): Promise<Committed<StoredEnvironment>> {
    return this.edits.commit(command, theProject(command.scope), (environment) => environment.restore());
  }
}
