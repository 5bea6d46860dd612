import { Injectable } from '@nestjs/common';
import type { WorkspaceInput, WorkspaceState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theWorkspace } from '../../change-sets/locks';
import type { Edit } from '../../bodies/edits';
import { WorkspaceEdits } from './workspace-edits';
import type { WorkspaceCommand } from './workspace-edits';

export interface UpdateWorkspaceCommand extends WorkspaceCommand {
  readonly edit: Edit<WorkspaceInput>;
}

/** Changes what a workspace is called. */
@Injectable()
export class UpdateWorkspace {
  constructor(private readonly edits: WorkspaceEdits) {}

  execute({ edit, ...command }: UpdateWorkspaceCommand): Promise<Committed<WorkspaceState>> {
    return this.edits.commit(command, theWorkspace(command.scope), (workspace, work) =>
      work.put(workspace.apply(edit(workspace.document()))),
    );
  }
}
