import { Authorization } from './authorization';
import type { Caller } from './caller';

/** The policy `root` alone: it grants everything, and nobody else has a policy. Source: access-model F.4. */
export class RootAuthorization extends Authorization {
  async allows(caller: Caller, _action: string, _object: string): Promise<boolean> {
    return caller.root;
  }
}
