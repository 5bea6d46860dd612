import { DomainError } from '@app/domain';

/** A server behind is away. What was asked for has not happened, or nobody knows whether it has; asking again is safe. 503. */
export class Unavailable extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'UNAVAILABLE';

  constructor(message: string, cause?: unknown) {
    super(message);
    if (cause !== undefined) this.cause = cause;
  }
}
