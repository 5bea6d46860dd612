import { Injectable } from '@nestjs/common';
import { Invalid } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import { theWorkspaceAndBelow } from '../../change-sets/locks';
import { WorkspaceEdits } from './workspace-edits';
import type { WorkspaceCommand } from './workspace-edits';

export interface DeleteWorkspaceCommand extends WorkspaceCommand {
  /** The workspace's key, typed once more. */
  readonly confirm: string | undefined;
}

/** Removes a workspace and everything below it but the change sets. There is no archiving before it, so it is typed twice. */
@Injectable()
export class DeleteWorkspace {
  constructor(private readonly edits: WorkspaceEdits) {}

  execute({ confirm, ...command }: DeleteWorkspaceCommand): Promise<Committed<void>> {
    return this.edits.commit(command, theWorkspaceAndBelow(command.scope), (workspace, work) => {
      requireConfirmation(workspace.state.key, confirm);
      work.write(workspace.remove());
      return () => undefined;
    });
  }
}

function requireConfirmation(key: string, confirm: string | undefined): void {
  if (confirm === key) return;
  const detail = `deleting a workspace cannot be undone: repeat its key, ?confirm=${key}`;
  throw new Invalid([{ pointer: null, parameter: 'confirm', code: 'CONFIRMATION_REQUIRED', detail }]);
}
