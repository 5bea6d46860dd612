import type { FastifyRequest } from 'fastify';
import type { Caller } from '@app/access-control';
import type { EnvironmentScope, ProjectScope, WorkspaceScope } from '@app/domain';

export type Scope = WorkspaceScope | ProjectScope | EnvironmentScope;

/** What the guards found out stands on the request: who asks, and the ids behind the keys of its path. */
export interface ApiRequest extends FastifyRequest {
  caller?: Caller;
  scope?: Scope;
}

/** The keys (and ids) in a path. */
export type PathParameters = Readonly<Partial<Record<string, string>>>;

export function pathOf(request: ApiRequest): PathParameters {
  return request.params as PathParameters;
}
