import { Injectable } from '@nestjs/common';
import { Secret, gather, requireOpen } from '@app/domain';
import type { EnvironmentScope, SecretInput, SecretState } from '@app/domain';
import { ChangeSets } from '../../change-sets/change-sets';
import type { Committed } from '../../change-sets/committed';
import { theEnvironment } from '../../change-sets/locks';
import type { Creating } from '../../requests/writing';
import { requireSecretsFree } from '../chosen';
import { SecretSeal } from '../secret-seal';

export interface CreateSecretCommand extends Creating<EnvironmentScope> {
  readonly input: SecretInput;
}

/** Makes one more secret for an environment; root may bring its value along. */
@Injectable()
export class CreateSecret {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly seal: SecretSeal,
  ) {}

  execute({ scope, input, comment, by }: CreateSecretCommand): Promise<Committed<SecretState>> {
    return this.changeSets.commit({ scope, lock: theEnvironment(scope), by, comment, origin: 'direct' }, async (work) => {
      const { project, environments } = work.model.held;
      requireOpen({ project, environment: environments[0] });
      const [draft] = await gather(
        () => Secret.draft(input, scope.environmentId, work.means),
        () => requireSecretsFree(work.model, [input], () => ''),
      );
      return this.seal.put(work, draft);
    });
  }
}
