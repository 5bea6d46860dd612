import { HttpException } from '@nestjs/common';
import { DomainError } from '@app/domain';
import type { ErrorKind } from '@app/domain';
import { HttpProblem } from './http-problem';
import type { Answer } from './problem';

const statusOf: Record<ErrorKind, number> = {
  malformed: 400,
  invalid: 422,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  stale: 412,
  'precondition-required': 428,
  unavailable: 503,
};

/** Codes of what Nest and Fastify refuse by themselves. */
const codeOf: Readonly<Record<number, string>> = {
  400: 'MALFORMED_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  428: 'PRECONDITION_REQUIRED',
  429: 'TOO_MANY_REQUESTS',
  503: 'UNAVAILABLE',
};

const notJson = new Set(['FST_ERR_CTP_INVALID_JSON_BODY', 'FST_ERR_CTP_EMPTY_JSON_BODY']);

const retryLater = { 'Retry-After': '1' };
const headersOf: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  401: { 'WWW-Authenticate': 'Bearer' },
  429: retryLater,
  503: retryLater,
};

/** How a thrown error is answered. Undefined: nothing the caller did; a bug or an outage. */
export function answerOf(error: unknown): Answer | undefined {
  if (error instanceof DomainError) return fromDomain(error);
  if (error instanceof HttpProblem)
    return { ...error.answer, headers: { ...headersOf[error.answer.status], ...error.answer.headers } };
  if (error instanceof HttpException) return refused(error.getStatus(), error.message, codeOfFastify(error.cause));
  return isRefusedByFastify(error) ? refused(error.statusCode, error.message, error.code) : undefined;
}

function fromDomain({ kind, code, message, violations, facts }: DomainError): Answer {
  const status = statusOf[kind];
  return { status, code, detail: message, errors: violations, facts, headers: headersOf[status] };
}

function refused(status: number, detail: string, cause?: string): Answer | undefined {
  if (status >= 500 && status !== 503) return undefined;
  const code = cause !== undefined && notJson.has(cause) ? 'MALFORMED_JSON' : (codeOf[status] ?? 'MALFORMED_REQUEST');
  return { status, code, detail, headers: headersOf[status] };
}

/** Nest wraps what Fastify refuses while a request is read. */
function codeOfFastify(cause: unknown): string | undefined {
  return isRefusedByFastify(cause) ? cause.code : undefined;
}

/** Fastify's own errors: a body that is too large, of an unknown type, or not JSON, a malformed URL. */
function isRefusedByFastify(error: unknown): error is Error & { statusCode: number; code: string } {
  const { statusCode, code } = (error ?? {}) as { statusCode?: unknown; code?: unknown };
  return (
    error instanceof Error && typeof statusCode === 'number' && typeof code === 'string' && statusCode >= 400 && statusCode < 500
  );
}
