import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Authorization, DECLARATION, objectOf } from '@app/access-control';
import type { Action, Caller, Declaration, Keys, ObjectKind } from '@app/access-control';
import { Forbidden, NotFound } from '@app/domain';
import { pathOf } from './api-request';
import type { ApiRequest } from './api-request';
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
  secret: 'CanAccessEnv',
};

/** Asks what the route declares for whoever asks. A route that declares nothing is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authorization: Authorization,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (isOpenRoute(request.routeOptions.url ?? '')) return true;
    const declaration = this.reflector.get<Declaration | undefined>(DECLARATION, context.getHandler());
    if (!declaration) throw new Error(`${request.method} ${request.routeOptions.url} declares no access`);
    if (declaration.kind === 'public') return true;
    if (!request.caller) throw new Error(`nobody found out who asks for ${request.routeOptions.url}`);
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
