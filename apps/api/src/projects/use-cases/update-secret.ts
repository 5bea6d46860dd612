import { Injectable } from '@nestjs/common';
import { requireOpen } from '@app/domain';
import type { SecretInput, SecretState } from '@app/domain';
import type { Committed } from '../../change-sets/committed';
import type { Edit } from '../../bodies/edits';
import { SecretEdits } from './secret-edits';
import type { SecretCommand } from './secret-edits';

export interface UpdateSecretCommand extends SecretCommand {
  readonly edit: Edit<SecretInput>;
}

/** Renames a secret, or says when it expires. */
@Injectable()
export class UpdateSecret {
  constructor(private readonly edits: SecretEdits) {}

  execute({ edit, ...command }: UpdateSecretCommand): Promise<Committed<SecretState>> {
    return this.edits.commit(command, (secret, work) => {
      const { project, environments } = work.model.held;
      requireOpen({ project, environment: environments[0] });
      return work.put(secret.apply(edit(secret.document())));
    });
  }
}
