/** What is written of an error. */
export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** The system's or the driver's. */
  readonly code?: string;
  readonly cause?: ErrorFacts;
}

/**
 * pino's own writes every member, and drivers hang the statement and its parameters on their errors: documents, end users, hashes.
 * Here it is the members named above and no other.
 */
export function errorFacts(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { message, stack, cause, code } = error as Error & { code?: unknown };
  return {
    type: error.constructor.name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause instanceof Error && { cause: errorFacts(cause) as ErrorFacts }),
  } satisfies ErrorFacts;
}
