import { DomainError } from './domain-error';

/** It is not there, or the caller may not read it. 404. */
export class NotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'NOT_FOUND';

  /** `what`: `the flag new-nav`. */
  constructor(what: string) {
    super(`${what} is not there, or you may not read it; keys are compared exactly`);
  }
}

/** Something above it in the path is not there, or the caller may not read that. 404. */
export class ParentNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'PARENT_NOT_FOUND';

  constructor(what: string) {
    super(`${what} is not there, or you may not read it; keys are compared exactly`);
  }
}
