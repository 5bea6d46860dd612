import { Injectable } from '@nestjs/common';
import { ScopeReader } from '@app/domain';
import { pathOf } from './api-request';
import type { ApiRequest, PathParameters, Scope } from './api-request';
import { isKeepable } from '../bodies/keepable';

/** Turns the keys of a path into ids, in one query a request, whoever asks first. */
@Injectable()
export class FoundScope {
  private readonly asked = new WeakMap<ApiRequest, Promise<Scope | undefined>>();

  constructor(private readonly scopes: ScopeReader) {}

  /** Undefined: something in the path is not there, or there is no workspace in it. */
  of(request: ApiRequest): Promise<Scope | undefined> {
    const asked = this.asked.get(request) ?? this.find(pathOf(request));
    this.asked.set(request, asked);
    return asked;
  }

  /** Asks already, for who asks takes a query too: `of` waits for less then, and is told if this fails. */
  begin(request: ApiRequest): void {
    this.of(request).catch(() => undefined);
  }

  async find(path: PathParameters): Promise<Scope | undefined> {
    const { workspace, project, environment } = path;
    if (workspace === undefined || !Object.values(path).every((key) => key !== undefined && isKeepable(key))) return undefined;
    if (project === undefined) return this.scopes.workspace(workspace);
    return environment === undefined
      ? this.scopes.project(workspace, project)
      : this.scopes.environment(workspace, project, environment);
  }
}
