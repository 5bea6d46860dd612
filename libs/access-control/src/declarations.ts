import { SetMetadata } from '@nestjs/common';
import type { Action } from './actions';

/** What of a path an action is asked for. `definition`: the flag or segment in some environment of the project. */
export type ObjectKind =
  'instance' | 'workspace' | 'project' | 'some-environment' | 'environment' | 'definition' | 'flag' | 'segment' | 'secret';

/**
 * What a route asks before its handler runs. `action`: one of these for that object; the commit asks for each operation again.
 * `list`: nothing but that the caller may see what the list is in; the list then holds what `action` allows.
 */
export type Declaration =
  | { readonly kind: 'public' }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'action'; readonly anyOf: readonly Action[]; readonly on: ObjectKind }
  | { readonly kind: 'list'; readonly action: Action; readonly below: ObjectKind };

export const DECLARATION = 'flaghoist:access';

const declare = (declaration: Declaration) => SetMetadata(DECLARATION, declaration);

/** Anybody, without a token. */
export const Public = () => declare({ kind: 'public' });

/** Anybody with a token that counts. */
export const SignedIn = () => declare({ kind: 'signed-in' });

/** Who may do this, or one of these, with the object the path names. */
export const Can = (action: Action | readonly Action[], on: ObjectKind) =>
  declare({ kind: 'action', anyOf: typeof action === 'string' ? [action] : action, on });

/** A list of what the caller may do `action` with. */
export const Lists = (action: Action, below: ObjectKind) => declare({ kind: 'list', action, below });
