import { DomainError } from './domain-error';

/** The scope lock was not had in time. Nothing was written. 503. */
export class Busy extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'BUSY';

  constructor() {
    super('others are writing here right now and nothing of this was written: repeat it');
  }
}
