import { Injectable } from '@nestjs/common';
import { NotFound, Secret } from '@app/domain';
import type { EnvironmentScope, SecretState } from '@app/domain';
import { assertUnchanged } from '../../change-sets/assert-unchanged';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theEnvironment } from '../../change-sets/locks';
import type { Later, Work } from '../../change-sets/work';
import type { Writing } from '../../requests/writing';
import { ShownSecrets } from '../shown-secrets';

/** Which secret a use case is about, and what it is told beside that. */
export interface SecretCommand extends Writing<EnvironmentScope> {
  readonly secretId: string;
}

/** Every change of a secret: its environment locked, the secret as the caller saw it. */
@Injectable()
export class SecretEdits {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly shown: ShownSecrets,
  ) {}

  commit<T>(command: SecretCommand, edit: (secret: Secret, work: Work) => Later<T>): Promise<Committed<T>> {
    const { scope, by, comment } = command;
    return this.changeSets.commit({ scope, lock: theEnvironment(scope), by, comment, origin: 'direct' }, async (work) =>
      edit(await this.load(work, command), work),
    );
  }

  private async load({ model }: Work, { scope, by, secretId, ifMatch }: SecretCommand): Promise<Secret> {
    const what = `the secret ${secretId}`;
    const { environmentId } = scope;
    const state = await model.secret(environmentId, secretId);
    if (!state) throw new NotFound(what);
    const show = (one: SecretState) => this.shown.to(by, scope, one);
    await assertUnchanged(model, { what, state, ifMatch, show, resourceId: state.id, environmentId });
    return new Secret(state);
  }
}
