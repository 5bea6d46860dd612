import type { Violation } from '../errors/domain-error';
import { quoted } from './quoted';

const MAX_CHARACTERS = 128;
const FORMAT = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** How the key of a new thing is kept: everything is lowered, but a flag's keeps its case, for FeatBit's SDKs. */
export type KeyCase = 'lowered' | 'kept';

/** A body's own key as it is stored. Keys that name something else are compared exactly and never pass through here. */
export function normalKey(key: string, keyCase: KeyCase): string {
  return keyCase === 'lowered' && FORMAT.test(key) ? key.toLowerCase() : key;
}

/** What is wrong with the key of something new, in any case. Source: access-model F-8. */
export function keyViolation(key: string | undefined, pointer: string): Violation | undefined {
  if (key === undefined || key === '')
    return { pointer, code: 'KEY_REQUIRED', detail: 'a key is needed: 2 to 128 of a-z, 0-9, ".", "_" and "-"' };
  if (key.length > MAX_CHARACTERS) {
    return {
      pointer,
      code: 'KEY_TOO_LONG',
      detail: `the key has ${key.length} characters, at most ${MAX_CHARACTERS} are allowed`,
    };
  }
  if (key.length >= 2 && FORMAT.test(key)) return undefined;
  return {
    pointer,
    code: 'KEY_INVALID',
    detail: `${quoted(key)} is no key: 2 to 128 of a-z, 0-9, ".", "_" and "-", with a letter or digit at both ends`,
  };
}
