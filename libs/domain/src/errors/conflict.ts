import { DomainError } from './domain-error';
import type { Violation } from './domain-error';

/** A rule of the model stands against what was asked for; nothing is wrong with how it was asked. 409. */
export abstract class Conflict extends DomainError {
  readonly kind = 'conflict';
  /** This one alone, or all that was found with it. */
  override violations: readonly Violation[];

  constructor(
    readonly code: string,
    message: string,
    /** The member of the body that is to blame, when one is. */
    pointer: string | null = null,
  ) {
    super(message);
    this.violations = [{ pointer, code, detail: message }];
  }
}
