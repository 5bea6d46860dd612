import { Injectable } from '@nestjs/common';
import { ChangeSets } from '../change-sets/change-sets';
import { theInstance } from '../change-sets/locks';
import { AccessTokens } from '../identity/access-tokens';
import { RootAccess } from './root-access';
import { SystemCaller } from './system-caller';

/** One more root access, for whoever can run commands here and has no token any more. */
@Injectable()
export class MakeRootAccess {
  constructor(
    private readonly changeSets: ChangeSets,
    private readonly system: SystemCaller,
    private readonly rootAccess: RootAccess,
    private readonly tokens: AccessTokens,
  ) {}

  /** Answers its token, which is not shown again. */
  async execute(): Promise<string> {
    const token = this.tokens.make();
    const change = {
      scope: undefined,
      lock: theInstance,
      by: await this.system.caller(),
      comment: undefined,
      origin: 'direct',
    } as const;
    await this.changeSets.commit(change, async (work) => {
      this.rootAccess.put(work, `root-${token.id.slice(0, 8)}`, token);
      return () => undefined;
    });
    return this.tokens.textOf(token);
  }
}
