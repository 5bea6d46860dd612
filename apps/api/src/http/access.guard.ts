import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Authorization, DECLARATION, objectOf } from '@app/access-control';
import type { Action, Caller, Declaration, Keys, ObjectKind } from '@app/access-control';
import { Forbidden, NotFound } from '@app/domain';
import { HttpProblem } from '@app/platform';
import { Authenticator } from '../identity/authenticator';
import { pathOf } from './api-request';
import type { ApiRequest } from './api-request';
import { FoundScope } from './found-scope';
import { isOpenRoute } from './open-routes';

/** Who may see that something is there at all. Nobody is told of an instance: that is no secret. */
const seeing: Partial<Record<ObjectKind, Action>> = {
  workspace: 'ReadWorkspace',
  project: 'CanAccessProject',
  'some-environment': 'CanAccessProject',
  definition: 'CanAccessProject',
  segment: 'CanAccessEnv',
  environment: 'CanAccessEnv',
  flag: 'CanAccessEnv',
};

/** Finds out who asks, and asks what the route declares. A route that declares nothing is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly authorization: Authorization,
    private readonly scopes: FoundScope,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (isOpenRoute(request.routeOptions.url ?? '')) return true;
    const declaration = this.reflector.get<Declaration | undefined>(DECLARATION, context.getHandler());
    if (!declaration) throw new Error(`${request.method} ${request.routeOptions.url} declares no access`);
    if (declaration.kind === 'public') return true;
    const token = this.authenticator.tokenIn(request.headers.authorization);
    if (!token) throw unauthenticated();
    this.scopes.begin(request);
    request.caller = await this.authenticator.callerOf(token);
    if (!request.caller) throw unauthenticated();
    await this.ask(request.caller, declaration, pathOf(request));
    return true;
  }

  private async ask(caller: Caller, declaration: Declaration, path: Keys): Promise<void> {
    if (declaration.kind === 'list') return this.askToSee(caller, declaration.below, path);
    if (declaration.kind !== 'action') return;
    const object = objectOf(declaration.on, path);
    for (const action of declaration.anyOf) if (await this.authorization.allows(caller, action, object)) return;
    await this.askToSee(caller, declaration.on, path);
    throw new Forbidden({ operation: null, action: declaration.anyOf[0]!, object });
  }

  /** What may not be seen is not there. */
  private async askToSee(caller: Caller, kind: ObjectKind, path: Keys): Promise<void> {
    const action = seeing[kind];
    if (action && !(await this.authorization.allows(caller, action, objectOf(kind, path))))
      throw new NotFound('what this path names');
  }
}

function unauthenticated(): HttpProblem {
  const detail = 'send the token of an access that is enabled and not expired: Authorization: Bearer fh_…';
  return new HttpProblem({ status: 401, code: 'UNAUTHENTICATED', detail });
}
