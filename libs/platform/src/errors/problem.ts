import type { Violation } from '@app/domain';

/** RFC 9457, as every route answers it (`application/problem+json`). Further members are the facts of its code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** Upper-snake and stable: clients switch on it. */
  readonly code: string;
  /** What is wrong, where, what to do. */
  readonly detail: string;
  /** Path of the request. */
  readonly instance: string;
  readonly correlationId: string;
  readonly errors?: readonly Violation[];
}

/** What a thrown error comes to, before it is known which request it answers. */
export interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Violation[];
  readonly facts?: Readonly<object>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function problemOf(answer: Answer, request: { readonly path: string; readonly correlationId: string }): Problem {
  const { status, code, detail, errors, facts } = answer;
  return {
    type: `/problems/${code.toLowerCase().replaceAll('_', '-')}`,
    title: inWords(code),
    status,
    code,
    detail,
    instance: request.path,
    correlationId: request.correlationId,
    ...(errors && { errors }),
    ...facts,
  };
}

function inWords(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
