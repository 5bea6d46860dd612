import { Invalid, Malformed } from '@app/domain';
import type { ApiRequest } from '../http/api-request';
import { queryText } from './query-parameters';
import { isKeepable } from '../bodies/keepable';

const MAX_CHARACTERS = 1_000;
const HEADER = 'flaghoist-comment';

export const commentParameter = {
  name: 'comment',
  description: `Why: stands in the change set. At most ${MAX_CHARACTERS} characters. Or the header Flaghoist-Comment.`,
  schema: { type: 'string', maxLength: MAX_CHARACTERS },
} as const;
export const commentHeader = {
  name: 'Flaghoist-Comment',
  description: 'A comment, percent-encoded UTF-8; `?comment=` wins.',
} as const;

/** Why a write is made: `?comment=`, or the header; the query wins. Undefined: none was given, or a blank one. */
export function commentOf(request: ApiRequest): string | undefined {
  const comment = queryText(request, 'comment') ?? fromHeader(request);
  if (comment === undefined || comment.trim() === '') return undefined;
  const length = [...comment].length;
  if (length > MAX_CHARACTERS) {
    const detail = `a comment has at most ${MAX_CHARACTERS} characters, this one has ${length}`;
    throw new Invalid([{ pointer: null, parameter: 'comment', code: 'VALIDATION_FAILED', detail }]);
  }
  return comment;
}

function fromHeader({ headers }: ApiRequest): string | undefined {
  const given = headers[HEADER];
  if (typeof given !== 'string') return undefined;
  const comment = decode(given);
  if (comment !== undefined && isKeepable(comment)) return comment;
  throw new Malformed([{ pointer: null, code: 'MALFORMED_REQUEST', detail: 'Flaghoist-Comment must be percent-encoded UTF-8' }]);
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined; // not percent-encoded UTF-8
  }
}
