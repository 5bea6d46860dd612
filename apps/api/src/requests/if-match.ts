import { Malformed, PreconditionRequired } from '@app/domain';
import type { ApiRequest } from '../http/api-request';

/** The row versions a write may replace; undefined: whatever is there. */
export type RowVersions = readonly number[] | undefined;

const list = /^\s*(?:W\/)?"[^"]*"\s*(?:,\s*(?:W\/)?"[^"]*"\s*)*$/;

export const ifMatchHeader = {
  name: 'If-Match',
  description: 'The ETag of what is to be changed; a PUT needs it. `*`: whatever is there.',
} as const;

/** The ETags of If-Match. A PUT needs one; elsewhere none means whatever is there. */
export function ifMatchOf({ headers, method }: Pick<ApiRequest, 'headers' | 'method'>): RowVersions {
  const header = headers['if-match'];
  if (header === undefined) {
    if (method === 'PUT') throw new PreconditionRequired();
    return undefined;
  }
  if (header.trim() === '*') return undefined;
  if (!list.test(header)) {
    const detail = 'If-Match must be an ETag as an answer gave it, such as "7"';
    throw new Malformed([{ pointer: null, code: 'MALFORMED_REQUEST', detail }]);
  }
  // Proxies weaken ETags: W/"7" counts as "7". What is not a number of ours matches nothing.
  return [...header.matchAll(/"([^"]*)"/g)].map(([, tag]) => (/^\d{1,15}$/.test(tag!) ? Number(tag) : -1));
}
