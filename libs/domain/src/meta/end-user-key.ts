import type { Violation } from '../errors/domain-error';
import { charactersIn, hasControlCharacters, isStorable } from './text';

const MAX_CHARACTERS = 512;

/** An end user's keyId is free text. Source: access-model F-24. */
export function endUserViolations(keyId: string, pointer: string): readonly Violation[] {
  const count = charactersIn(keyId);
  if (count >= 1 && count <= MAX_CHARACTERS && !hasControlCharacters(keyId) && isStorable(keyId)) return [];
  const detail = `the keyId of an end user has 1 to ${MAX_CHARACTERS} characters, none of them a control character`;
  return [{ pointer, code: 'VALIDATION_FAILED', detail }];
}
