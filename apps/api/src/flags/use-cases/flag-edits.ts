import { Injectable } from '@nestjs/common';
import { Flag, NotFound, ParentNotFound, Targeting, requireOpen } from '@app/domain';
import type { FlagState, ProjectScope } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { FlagResponse } from '../dto/flag.dto';

/** Which flag a use case is about, and what it is told beside that. */
export interface FlagCommand extends Writing<ProjectScope> {
  readonly flagKey: string;
}

export type FlagEdit = (flag: Flag, work: Work) => Flag | Promise<Flag>;
type Missing = typeof NotFound | typeof ParentNotFound;

/** Every change of a definition: the project and all its environments locked, the flag as the caller saw it. */
@Injectable()
export class FlagEdits {
  constructor(private readonly changeSets: ChangeSets) {}

  commit(command: FlagCommand, edit: FlagEdit): Promise<Committed<FlagState>> {
    return this.edit(command, edit, NotFound);
  }

  /** Of one of its variations: the flag is above what the path ends with. */
  commitVariation(command: FlagCommand, edit: FlagEdit): Promise<Committed<FlagState>> {
    const liveOnly: FlagEdit = (flag, work) => {
      requireOpenFlag(flag, work);
      return edit(flag, work);
    };
    return this.edit(command, liveOnly, ParentNotFound);
  }

  remove({ scope, flagKey, ifMatch, comment, by }: FlagCommand): Promise<Committed<void>> {
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      const flag = new Flag(await load(work, { scope, flagKey, ifMatch }, NotFound));
      work.write(flag.remove());
      return () => undefined;
    });
  }

  private edit(
    { scope, flagKey, ifMatch, comment, by }: FlagCommand,
    edit: FlagEdit,
    Missing: Missing,
  ): Promise<Committed<FlagState>> {
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      const state = await load(work, { scope, flagKey, ifMatch }, Missing);
      const edited = await edit(new Flag(state), work);
      await followVariations(work, state, edited.state);
      return work.put(edited);
    });
  }
}

type Seen = Pick<FlagCommand, 'scope' | 'flagKey' | 'ifMatch'>;

async function load(work: Work, { scope, flagKey, ifMatch }: Seen, Missing: Missing): Promise<FlagState> {
  const what = `the flag ${flagKey}`;
  const state = await work.model.flag(scope.projectId, flagKey);
  if (!state) throw new Missing(what);
  const show = (one: FlagState) => new FlagResponse(one);
  await assertUnchanged(work.model, { what, state, ifMatch, show, resourceId: state.id, environmentId: null });
  work.concerns({ tags: state.tags });
  return state;
}

/** For what changes a flag that is in use: not for restoring and deleting it. */
export function requireOpenFlag({ state }: Flag, { model }: Work): void {
  requireOpen({ project: model.held.project, flag: state });
}

/** A variation that came has weight 0 everywhere, one that went leaves every list. Source: access-model C-5. */
async function followVariations(work: Work, before: FlagState, after: FlagState): Promise<void> {
  const keys = (flag: FlagState) => flag.variations.map(({ key }) => key).sort();
  if (keys(before).join() === keys(after).join()) return;
  for (const targeting of await work.model.targetingsOf(after.id)) work.put(new Targeting(targeting).follow(after));
}
