import { DomainError } from './domain-error';

/** The first operation of a change, or the reading, that the caller may not do. 403. */
export class Forbidden extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'FORBIDDEN';

  /** `operation` null: nothing would have changed, reading alone is forbidden. `object`: a resource name (`workspace/acme:project/web`). */
  constructor(override readonly facts: { readonly operation: string | null; readonly action: string; readonly object: string }) {
    super(`${facts.operation ?? 'this'} needs ${facts.action} on ${facts.object}`);
  }
}

/** Open to root alone, so that an installation can move in with its SDKs untouched. 403. */
export class RootOnly extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'ROOT_ONLY';

  /** `what`: `the id of an environment`. */
  constructor(what: string) {
    super(`only root may set ${what}: leave it out`);
  }
}
