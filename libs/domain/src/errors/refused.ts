import { DomainError } from './domain-error';
import type { Violation } from './domain-error';

/** What was sent is understood and refused, with everything that is wrong with it. 422. */
export class Invalid extends DomainError {
  readonly kind = 'invalid';
  /** That of the violations when they share one. */
  readonly code: string;
  override readonly violations: readonly Violation[];

  constructor(violations: readonly [Violation, ...Violation[]]) {
    super(summaryOf(violations));
    this.violations = violations;
    this.code = sharedCode(violations, 'VALIDATION_FAILED');
  }
}

/** What was sent cannot be parsed or has members of the wrong type. 400. */
export class Malformed extends DomainError {
  readonly kind = 'malformed';
  readonly code: string;
  override readonly violations: readonly Violation[];

  constructor(violations: readonly [Violation, ...Violation[]]) {
    super(summaryOf(violations));
    this.violations = violations;
    this.code = sharedCode(violations, 'MALFORMED_REQUEST');
  }
}

/** A size is over a limit of the configuration; `facts` say which. 422. */
export class LimitExceeded extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'LIMIT_EXCEEDED';
  override readonly facts: { readonly limit: number; readonly value: number };
  override violations: readonly Violation[];

  /** `what`: what there are too many of, in words: `rules of a flag`. */
  constructor(
    readonly pointer: string | null,
    what: string,
    limit: number,
    value: number,
  ) {
    super(`${value} ${what} are more than the ${limit} allowed`);
    this.facts = { limit, value };
    this.violations = [{ pointer, code: this.code, detail: this.message }];
  }
}

/** A change without a word why, in an environment that wants one. 422. */
export class CommentRequired extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'COMMENT_REQUIRED';

  constructor(environment: string) {
    super(`${environment} wants a comment with every change: say why in ?comment= or the header Flaghoist-Comment`);
  }
}

function summaryOf(violations: readonly [Violation, ...Violation[]]): string {
  return violations.length === 1 ? violations[0].detail : `${violations.length} members were refused`;
}

function sharedCode(violations: readonly [Violation, ...Violation[]], otherwise: string): string {
  const [{ code }] = violations;
  return violations.every((one) => one.code === code) ? code : otherwise;
}
