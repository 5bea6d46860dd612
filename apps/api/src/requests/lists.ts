import { Invalid } from '@app/domain';
import type { Archived, PageOf, PageRequest, Violation } from '@app/domain';
import type { ApiRequest } from '../http/api-request';
import { decodeCursor, encodeCursor } from './cursors';
import { queryText, reading } from './query-parameters';
import type { QueryParameter } from './query-parameters';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export const pageParameters: readonly QueryParameter[] = [
  { name: 'cursor', description: 'The `nextCursor` of the page before.', schema: { type: 'string' } },
  { name: 'limit', schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT } },
];
const archivedParameter: QueryParameter = {
  name: 'archived',
  description: 'Which of them: those that are not archived, those that are, or all.',
  schema: { type: 'string', enum: ['false', 'true', 'all'], default: 'false' },
};

/** Where a list goes on, and how long a page is. Of things that can be archived also which of them. */
export interface ListRequest {
  readonly page: PageRequest;
  readonly archived: Archived;
}

/** `?cursor=&limit=`. Refused with all that is wrong with them. Source: management-api 1.4. */
export const Page = () => reading({ query: pageParameters }, (request) => listOf(request).page);

/** The same with `&archived=`. */
export const List = () => reading({ query: [...pageParameters, archivedParameter] }, (request) => listOf(request));

/** Reads page parameters beside others: what those found wrong is refused together with what these did. */
export function pageOf(request: ApiRequest, otherwiseWrong: readonly Violation[]): PageRequest {
  return listOf(request, otherwiseWrong).page;
}

function listOf(request: ApiRequest, otherwiseWrong: readonly Violation[] = []): ListRequest {
  const wrong: Violation[] = [...otherwiseWrong];
  const limit = queryText(request, 'limit') ?? String(DEFAULT_LIMIT);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MAX_LIMIT) {
    wrong.push(refused('limit', 'PAGE_LIMIT_INVALID', `limit must be a whole number from 1 to ${MAX_LIMIT}`));
  }
  const cursor = queryText(request, 'cursor');
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  if (cursor !== undefined && after === undefined) {
    wrong.push(badCursor);
  }
  const archived = queryText(request, 'archived') ?? 'false';
  if (!isArchived(archived)) wrong.push(refused('archived', 'FILTER_INVALID', 'archived must be false, true or all'));
  const [first, ...rest] = wrong;
  if (first) throw new Invalid([first, ...rest]);
  return { page: { limit: Number(limit), ...(after !== undefined && { after }) }, archived: archived as Archived };
}

const badCursor = refused('cursor', 'CURSOR_INVALID', 'cursor must be the nextCursor of a page of this list, as it is');

function isArchived(text: string): text is Archived {
  return text === 'false' || text === 'true' || text === 'all';
}

function refused(parameter: string, code: string, detail: string): Violation {
  return { pointer: null, parameter, code, detail };
}

/** A page as it is answered. */
export function pageAnswer<S, T>({ items, next }: PageOf<S>, toItem: (item: S) => T): { items: T[]; nextCursor: string | null } {
  return { items: items.map(toItem), nextCursor: next === undefined ? null : encodeCursor(next) };
}

/** A page of a list that is all in memory. A cursor remembers an item, and its place in case it is gone by then. */
export function pageOfAll<S, T>(
  all: readonly S[],
  keyOf: (item: S) => string,
  { after, limit }: PageRequest,
  toItem: (item: S) => T,
) {
  const start = after === undefined ? 0 : startAfter(all.map(keyOf), after);
  const items = all.slice(start, start + limit);
  const end = start + items.length;
  return pageAnswer({ items, ...(end < all.length && { next: `${end}:${keyOf(all[end - 1]!)}` }) }, toItem);
}

function startAfter(keys: readonly string[], after: string): number {
  const [, place, key] = /^(\d{1,9}):(.*)$/s.exec(after) ?? [];
  if (key === undefined) throw new Invalid([badCursor]);
  const found = keys.indexOf(key);
  return found === -1 ? Number(place) - 1 : found + 1;
}
