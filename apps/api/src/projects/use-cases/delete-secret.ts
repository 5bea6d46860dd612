import { Injectable } from '@nestjs/common';
import type { Committed } from '../../change-sets/committed';
import { SecretEdits } from './secret-edits';
import type { SecretCommand } from './secret-edits';

/** Removes a secret: what it opened is closed. */
@Injectable()
export class DeleteSecret {
  constructor(private readonly edits: SecretEdits) {}

  execute(command: SecretCommand): Promise<Committed<void>> {
    return this.edits.commit(command, (secret, work) => {
      work.write(secret.remove());
      return () => undefined;
    });
  }
}
