import type { Violation } from '@app/domain';

/** Levels of lists and objects, the body itself being the first: what validates it recurses. */
const MAX_DEPTH = 32;

/** False for text no database keeps: with U+0000, or half of a surrogate pair. */
export function isKeepable(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

/** The first thing in a parsed body that cannot be walked through; undefined: all of it can. */
export function findUnwalkable(value: unknown, pointer = '', depth = 1): Omit<Violation, 'code'> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > MAX_DEPTH) return { pointer, detail: `the body is nested deeper than ${MAX_DEPTH} levels` };
  for (const [name, member] of Object.entries(value)) {
    const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (name === '__proto__') return { pointer: at, detail: 'no member may have this name' };
    const found = findUnwalkable(member, at, depth + 1);
    if (found) return found;
  }
  return undefined;
}
