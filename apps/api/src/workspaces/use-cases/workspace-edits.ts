import { Injectable } from '@nestjs/common';
import { Workspace } from '@app/domain';
import type { Lock, WorkspaceScope, WorkspaceState } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import type { Later, Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { WorkspaceResponse } from '../workspace.dto';

export type WorkspaceCommand = Writing<WorkspaceScope>;

/** Every change of a workspace itself: locked, and as the caller saw it. */
@Injectable()
export class WorkspaceEdits {
  constructor(private readonly changeSets: ChangeSets) {}

  commit<T>(command: WorkspaceCommand, lock: Lock, edit: (workspace: Workspace, work: Work) => Later<T>): Promise<Committed<T>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock, by, comment, origin: 'direct' }, async (work) =>
      edit(await load(work, command), work),
    );
  }
}

async function load({ model }: Work, { ifMatch }: WorkspaceCommand): Promise<Workspace> {
  const state = model.held.workspace!;
  const show = (one: WorkspaceState) => new WorkspaceResponse(one);
  const what = `the workspace ${state.key}`;
  await assertUnchanged(model, { what, state, ifMatch, show, resourceId: state.id, environmentId: null });
  return new Workspace(state);
}
