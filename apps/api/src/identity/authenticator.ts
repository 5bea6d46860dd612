import { Injectable } from '@nestjs/common';
import type { Caller } from '@app/access-control';
import { PrincipalReader } from '@app/domain';
import type { AccessState } from '@app/domain';
import { Clock } from '@app/platform';
import { AccessTokens } from './access-tokens';

const bearer = /^Bearer +(\S+) *$/i;

/** Finds out who asks. Asked anew with every request: what was disabled or has expired stops at once. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly principals: PrincipalReader,
    private readonly clock: Clock,
  ) {}

  /** `header`: the Authorization header. Undefined: missing, wrong, expired, disabled; nobody is told which. */
  async callerOf(header: string | undefined): Promise<Caller | undefined> {
    const token = this.tokens.read(bearer.exec(header ?? '')?.[1] ?? '');
    if (!token) return undefined;
    const access = await this.principals.access(token.id);
    if (!access || !this.tokens.matches(token.secret, access.secretHash) || !this.counts(access)) return undefined;
    const { id, key, name, type } = access;
    return { principal: { kind: 'access', id, key, name }, root: type === 'root' };
  }

  private counts({ enabled, expiresAt }: AccessState): boolean {
    return enabled && (expiresAt === null || expiresAt * 1000 > this.clock.now());
  }
}
