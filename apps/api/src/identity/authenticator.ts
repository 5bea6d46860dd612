import { Injectable } from '@nestjs/common';
import type { Caller } from '@app/access-control';
import { PrincipalReader } from '@app/domain';
import type { AccessState } from '@app/domain';
import { Clock } from '@app/platform';
import { AccessTokens } from './access-tokens';
import type { AccessToken } from './access-tokens';

const bearer = /^Bearer +(\S+) *$/i;

/** Finds out who asks. Asked anew with every request: what was disabled or has expired stops at once. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly principals: PrincipalReader,
    private readonly clock: Clock,
  ) {}

  /** What an Authorization header brings; undefined: nothing that could be a token. Asks nobody. */
  tokenIn(header: string | undefined): AccessToken | undefined {
    return this.tokens.read(bearer.exec(header ?? '')?.[1] ?? '');
  }

  /** Undefined: wrong, expired, disabled; nobody is told which. */
  async callerOf(token: AccessToken): Promise<Caller | undefined> {
    const access = await this.principals.access(token.id);
    if (!access || !this.tokens.matches(token.secret, access.secretHash) || !this.counts(access)) return undefined;
    const { id, key, name, type } = access;
    return { principal: { kind: 'access', id, key, name }, root: type === 'root' };
  }

  private counts({ enabled, expiresAt }: AccessState): boolean {
    return enabled && (expiresAt === null || expiresAt * 1000 > this.clock.now());
  }
}
