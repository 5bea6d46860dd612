import type { Caller } from '@app/access-control';
import type { EnvironmentScope, ProjectScope, WorkspaceScope } from '@app/domain';
import { commentHeader, commentOf, commentParameter } from './comment';
import { ifMatchHeader, ifMatchOf } from './if-match';
import type { RowVersions } from './if-match';
import { reading } from './query-parameters';

/** What every write is told beside its body. */
export interface Writing<S extends WorkspaceScope | undefined = WorkspaceScope | ProjectScope | EnvironmentScope | undefined> {
  /** The ids behind the keys of the path. */
  readonly scope: S;
  readonly by: Caller;
  readonly comment: string | undefined;
  readonly ifMatch: RowVersions;
}

const comment = { query: [commentParameter], headers: [commentHeader] };

/** A write to something that is there. */
export const Write = () =>
  reading({ ...comment, headers: [commentHeader, ifMatchHeader] }, (request): Writing => ({
    scope: request.scope,
    by: request.caller!,
    comment: commentOf(request),
    ifMatch: ifMatchOf(request),
  }));

/** A write that makes something new: there is nothing yet that an ETag could be of. */
export const Create = () =>
  reading(comment, (request): Omit<Writing, 'ifMatch'> => ({
    scope: request.scope,
    by: request.caller!,
    comment: commentOf(request),
  }));

/** What a use case that makes something is told. */
export type Creating<S extends WorkspaceScope | undefined> = Omit<Writing<S>, 'ifMatch'>;
