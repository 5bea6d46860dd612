/** What kind of no it is; the HTTP status follows from it: 400, 422, 403, 404, 409, 412, 428, 503. */
export type ErrorKind =
  'malformed' | 'invalid' | 'forbidden' | 'not-found' | 'conflict' | 'stale' | 'precondition-required' | 'unavailable';

/** One thing that is wrong with what was sent. */
export interface Violation {
  /** JSON Pointer into the body (`''` is the whole of it); null where no member is to blame. */
  readonly pointer: string | null;
  /** The query parameter, when one is to blame. */
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
}

/** A refusal with a stable code that clients switch on. Everything else that is thrown is a bug or an outage. */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;
  /** All that is wrong at once, where the refusal is about what was sent. */
  readonly violations?: readonly Violation[];
  /** Members of the answer beside the standard ones (`current`, `usedBy`, `limit` …). */
  readonly facts?: Readonly<object>;

  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}
