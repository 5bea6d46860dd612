import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { EnvironmentInput, StoredEnvironment } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theEnvironment } from '../../change-sets/locks';
import type { Edit } from '../../bodies/edits';
import { EnvironmentEdits } from './environment-edits';
import type { EnvironmentCommand } from './environment-edits';

export interface UpdateEnvironmentCommand extends EnvironmentCommand {
  readonly edit: Edit<EnvironmentInput>;
}

/** Changes what an environment is called, and its settings. */
@Injectable()
export class UpdateEnvironment {
  constructor(private readonly edits: EnvironmentEdits) {}

  execute({ edit, ...command }: UpdateEnvironmentCommand): Promise<Committed<StoredEnvironment>> {
    return this.edits.commit(command, theEnvironment(command.scope), (environment, { model }) => {
      requireOpen({ project: model.held.project, environment: environment.state });
      return environment.apply(edit(environment.document()));
    });
  }
}
