import { Invalid } from '@app/domain';
import type { PageOf, PageRequest } from '@app/domain';

/** How a list is ordered, and where its next page begins: what follows WHERE's other conditions, and their parameters. */
export interface Page {
  readonly rest: string;
  readonly parameters: readonly unknown[];
}

/** By key, byte by byte. `taken`: parameters used before. */
export function byKey(t: string, { after, limit }: PageRequest, taken: number): Page {
  if (after === undefined) return { rest: `ORDER BY ${t}.key LIMIT $${taken + 1}`, parameters: [limit + 1] };
  if (!/^[\w.-]{1,128}$/.test(after)) throw badCursor();
  return { rest: `AND ${t}.key > $${taken + 1} ORDER BY ${t}.key LIMIT $${taken + 2}`, parameters: [after, limit + 1] };
}

/** By creation, then id: ids alone follow the clocks of the processes that made them. */
export function byInstant(t: string, order: 'oldest' | 'newest', { after, limit }: PageRequest, taken: number): Page {
  const [beyond, direction] = order === 'oldest' ? ['>', 'ASC'] : ['<', 'DESC'];
  const sorted = `ORDER BY ${t}.created_at ${direction}, ${t}.id ${direction}`;
  if (after === undefined) return { rest: `${sorted} LIMIT $${taken + 1}`, parameters: [limit + 1] };
  const [, ms, id] = /^(\d{1,15})\.([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(after) ?? [];
  if (ms === undefined || id === undefined) throw badCursor();
  return {
    rest: `AND (${t}.created_at, ${t}.id) ${beyond} ($${taken + 1}, $${taken + 2}) ${sorted} LIMIT $${taken + 3}`,
    parameters: [new Date(Number(ms)), id, limit + 1],
  };
}

export const instantKey = ({ createdAt, id }: { readonly createdAt: Date; readonly id: string }): string =>
  `${createdAt.getTime()}.${id}`;

/** One row more than asked for was read, to know whether there are more. */
export function pageOf<T>(rows: readonly T[], { limit }: PageRequest, keyOf: (row: T) => string): PageOf<T> {
  if (rows.length <= limit) return { items: rows };
  const items = rows.slice(0, limit);
  return { items, next: keyOf(items.at(-1)!) };
}

function badCursor(): Invalid {
  const detail = 'this is no cursor of this list: take nextCursor of the page before as it is, or leave it out';
  return new Invalid([{ pointer: null, parameter: 'cursor', code: 'CURSOR_INVALID', detail }]);
}
