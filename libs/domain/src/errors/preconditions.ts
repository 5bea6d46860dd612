import type { Principal } from '../principal';
import { DomainError } from './domain-error';

/** What was to be replaced is not what the caller has seen. 412. */
export class ChangedMeanwhile extends DomainError {
  readonly kind = 'stale';
  readonly code = 'CHANGED_MEANWHILE';

  /** `what`: `the targeting of new-nav in production`. `current`: the whole resource as REST shows it. */
  constructor(
    what: string,
    override readonly facts: Readonly<{
      current: Readonly<{ rowVersion: number }>;
      changedBy: Principal;
      changedAt: Date;
      changeSet: string;
    }>,
  ) {
    super(`${what} was changed by ${facts.changedBy.name}; its row version is ${facts.current.rowVersion}`);
  }
}

/** A PUT that does not say what it replaces. 428. */
export class PreconditionRequired extends DomainError {
  readonly kind = 'precondition-required';
  readonly code = 'PRECONDITION_REQUIRED';

  constructor() {
    super('a PUT replaces the whole resource: send the ETag of what it replaces in If-Match');
  }
}
