import { Injectable } from '@nestjs/common';
import { Environment, NotFound } from '@app/domain';
import type { EnvironmentScope, Lock, StoredEnvironment } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theProject } from '../../change-sets/locks';
import type { Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { EnvironmentResponse } from '../dto/environment.dto';

export type EnvironmentCommand = Writing<EnvironmentScope>;

/** Every change of an environment itself: locked, and as the caller saw it. */
@Injectable()
export class EnvironmentEdits {
  constructor(private readonly changeSets: ChangeSets) {}

  commit(
    command: EnvironmentCommand,
    lock: Lock,
    edit: (environment: Environment, work: Work) => Environment,
  ): Promise<Committed<StoredEnvironment>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock, by, comment, origin: 'direct' }, async (work) =>
      work.put(edit(await load(work, command), work)),
    );
  }

  remove(command: EnvironmentCommand): Promise<Committed<void>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock: theProject(scope), by, comment, origin: 'direct' }, async (work) => {
      work.write((await load(work, command)).remove());
      return () => undefined;
    });
  }
}

async function load({ model }: Work, { scope, ifMatch }: EnvironmentCommand): Promise<Environment> {
  const what = `the environment ${scope.environment}`;
  const state = model.held.environments.find(({ id }) => id === scope.environmentId);
  if (!state) throw new NotFound(what);
  const show = (one: StoredEnvironment) => new EnvironmentResponse(one);
  await assertUnchanged(model, { what, state, ifMatch, show, resourceId: state.id, environmentId: null });
  return new Environment(state);
}
