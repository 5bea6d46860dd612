import type { FastifyRequest } from 'fastify';
import type { Caller } from '@app/access-control';
import type { EnvironmentScope, ProjectScope, WorkspaceScope } from '@app/domain';

/** What the guards found out stands on the request: who asks, and the ids behind the keys of its path. */
export interface ApiRequest extends FastifyRequest {
  caller?: Caller;
  scope?: WorkspaceScope | ProjectScope | EnvironmentScope;
}

/** The keys (and ids) in a path. */
export type PathParameters = Readonly<Partial<Record<string, string>>>;

export function pathOf(request: ApiRequest): PathParameters {
  return request.params as PathParameters;
}
