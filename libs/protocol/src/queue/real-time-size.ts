import type { EnvironmentChanged } from './environment-changed';

/** What the body of a real-time message stays under, in bytes of JSON: a NOTIFY of 8,000 fails, and the envelope needs room. */
export const REAL_TIME_MAX_BYTES = 7_000;

/** Whether the body may go out on a real-time topic as it is. */
export function fitsRealTime(body: object): boolean {
  return utf8Length(JSON.stringify(body)) < REAL_TIME_MAX_BYTES;
}

/** The hint with its items, or without them where they would not fit: then the receiver loads. */
export function fittingHint(hint: EnvironmentChanged): EnvironmentChanged {
  // Most of what does not fit is far larger: told by the texts' lengths, without writing them out once more.
  const atLeast = hint.items?.reduce((sum, { json }) => sum + json.length, 0) ?? 0;
  if (atLeast < REAL_TIME_MAX_BYTES && fitsRealTime(hint)) return hint;
  const { items: _tooLarge, ...rest } = hint;
  return rest;
}

/** Bytes of the text in UTF-8. A lone surrogate counts as the three bytes of the replacement character. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
