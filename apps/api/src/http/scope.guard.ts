import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { NotFound, ParentNotFound, ScopeReader } from '@app/domain';
import { pathOf } from './api-request';
import type { ApiRequest, PathParameters } from './api-request';
import { isKeepable } from './keepable';

/** The level a path ends with, where its last key is a level's own: `…/projects/:project`, also with a verb behind it. */
const ownLevel = /\/:(workspace|project|environment)(?:\/(?:archive|restore))?$/;

/** Turns the keys of the path into ids, in one query; `@In()` hands them to the handler. */
@Injectable()
export class ScopeGuard implements CanActivate {
  constructor(private readonly scopes: ScopeReader) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<ApiRequest>();
    const path = pathOf(request);
    if (path.workspace === undefined) return true;
    const keepable = Object.values(path).every((key) => key !== undefined && isKeepable(key));
    request.scope = keepable ? await this.scopeOf(path) : undefined;
    if (!request.scope) throw await this.missing(path, request.routeOptions.url ?? '', keepable);
    return true;
  }

  private async scopeOf({ workspace, project, environment }: PathParameters): Promise<ApiRequest['scope']> {
    if (environment !== undefined) return this.scopes.environment(workspace!, project!, environment);
    if (project !== undefined) return this.scopes.project(workspace!, project);
    return this.scopes.workspace(workspace!);
  }

  /** It is the resource itself that is missing when its parent is there. */
  private async missing(path: PathParameters, url: string, keepable: boolean): Promise<NotFound | ParentNotFound> {
    const own = ownLevel.exec(url)?.[1];
    if (own === undefined || !keepable) return new ParentNotFound('something above it in the path');
    const { [own]: key, ...parents } = path;
    const parentIsThere = own === 'workspace' || (await this.scopeOf(parents)) !== undefined;
    return parentIsThere ? new NotFound(`the ${own} ${key}`) : new ParentNotFound('something above it in the path');
  }
}
