import { Injectable } from '@nestjs/common';
import { Workspace, gather, requireKeyFree } from '@app/domain';
import type { WorkspaceInput, WorkspaceState } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theInstance } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';

export interface CreateWorkspaceCommand extends Creating<undefined> {
  readonly input: WorkspaceInput;
}

@Injectable()
export class CreateWorkspace {
  constructor(private readonly changeSets: ChangeSets) {}

  execute({ scope, input, comment, by }: CreateWorkspaceCommand): Promise<Committed<WorkspaceState>> {
    return this.changeSets.commit({ scope, lock: theInstance, by, comment, origin: 'direct' }, async (work) => {
      const [workspace] = await gather(
        () => Workspace.create(input, work.means),
        () => requireKeyFree(work.model, 'workspace', null, input.key),
      );
      return work.put(workspace);
    });
  }
}
