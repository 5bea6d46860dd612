import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { NotFound, ParentNotFound } from '@app/domain';
import { pathOf } from './api-request';
import type { ApiRequest, PathParameters } from './api-request';
import { FoundScope } from './found-scope';

/** The level a path ends with, where its last key is a level's own: `…/projects/:project`, also with a verb behind it. */
const ownLevel = /\/:(workspace|project|environment)(?:\/(?:archive|restore))?$/;

/** What the path is in has to be there; `@In()` hands its ids to the handler. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly scopes: FoundScope) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    if (pathOf(request).workspace === undefined) return true;
    request.scope = await this.scopes.of(request);
    if (!request.scope) throw await this.missing(pathOf(request), request.routeOptions.url ?? '');
    return true;
  }

  /** It is the resource itself that is missing when its parent is there. */
  private async missing(path: PathParameters, url: string): Promise<NotFound | ParentNotFound> {
    const above = new ParentNotFound('something above it in the path');
    const own = ownLevel.exec(url)?.[1];
    if (own === undefined) return above;
    const { [own]: key, ...parents } = path;
    const parentIsThere = own === 'workspace' || (await this.scopes.find(parents)) !== undefined;
    return parentIsThere ? new NotFound(`the ${own} ${key}`) : above;
  }
}
