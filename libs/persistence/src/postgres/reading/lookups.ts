/** For comparing with a key column. What no key looks like is like no key, and text with NUL cannot even be asked for. */
export function keyOrNone(key: string): string {
  return /^[\w.-]{1,128}$/.test(key) ? key : '';
}

/** Ids are lower case; what does not look like one is no id, and cannot even be compared with one. */
export function isId(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(text);
}

/** Exactly this key, found by the unique index. `$`: the parameter. */
export const hasKey = (t: string, $: string): string => `lower(${t}.key) = lower(${$}::text COLLATE "C") AND ${t}.key = ${$}`;
