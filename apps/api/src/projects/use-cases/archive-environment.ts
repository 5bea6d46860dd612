import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { StoredEnvironment } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import { EnvironmentEdits } from './environment-edits';
import type { EnvironmentCommand } from './environment-edits';

/** Closes an environment that is not the last one: its secrets open nothing; nothing of it is lost. */
@Injectable()
export class ArchiveEnvironment {
  constructor(private readonly edits: EnvironmentEdits) {}

  execute(command: EnvironmentCommand): Promise<Committed<StoredEnvironment>> {
    return this.edits.commit(command, theProject(command.scope), (environment, { model, means }) => {
      if (environment.state.archivedAt) return environment; // nothing changes
      requireOpen({ project: model.held.project });
      return environment.archive(means.at);
    });
  }
}
