import { isKeepable } from '../bodies/keepable';

/** Opaque to clients, so that what a list is sorted by may change. */
export function encodeCursor(sortKey: string): string {
  return Buffer.from(sortKey).toString('base64url');
}

/** Undefined: no list gave that out. */
export function decodeCursor(cursor: string): string | undefined {
  const sortKey = Buffer.from(cursor, 'base64url').toString('utf8');
  return sortKey !== '' && isKeepable(sortKey) && encodeCursor(sortKey) === cursor ? sortKey : undefined;
}
