import type { Violation } from '../errors/domain-error';
import { KeyImmutable } from '../errors/conflicts';
import type { Findings } from '../errors/findings';
import type { Named } from '../stored';
import { keyViolation, normalKey } from './key';
import type { KeyCase } from './key';
import type { MetaInput } from './meta-input';
import { charactersIn, hasControlCharacters, isStorable } from './text';

const MAX_NAME_CHARACTERS = 128;
const MAX_TAG_CHARACTERS = 30;

/** Key, name, description and tags of something new; what is wrong with them goes to `found`. `at`: pointer of the body. */
export function readMeta(input: MetaInput, keyCase: KeyCase, at: string, found: Findings): Named {
  const wrong = keyViolation(input.key, `${at}/key`);
  if (wrong) found.add(wrong);
  return readRest(input, normalKey(input.key ?? '', keyCase), at, found);
}

/** The same of something that is there: the key stays; a missing member is its default, as in every PUT. */
export function readEditedMeta(kept: Named, input: MetaInput, keyCase: KeyCase, at: string, found: Findings): Named {
  if (input.key !== undefined && normalKey(input.key, keyCase) !== kept.key) found.add(new KeyImmutable(kept.key, `${at}/key`));
  return readRest(input, kept.key, at, found);
}

function readRest({ name, description = null, tags = [] }: MetaInput, key: string, at: string, found: Findings): Named {
  const named = { key, name: name || key, description, tags: [...new Set(tags)] };
  found.addAll(nameViolations(name ?? '', `${at}/name`));
  found.addAll(textViolations(description ?? '', `${at}/description`));
  tags.forEach((tag, i) => found.addAll(tagViolations(tag, `${at}/tags/${i}`)));
  return named;
}

export function nameViolations(name: string, pointer: string): readonly Violation[] {
  const count = charactersIn(name);
  if (count <= MAX_NAME_CHARACTERS) return textViolations(name, pointer);
  return [
    { pointer, code: 'NAME_TOO_LONG', detail: `the name has ${count} characters, at most ${MAX_NAME_CHARACTERS} are allowed` },
  ];
}

export function textViolations(text: string, pointer: string): readonly Violation[] {
  if (isStorable(text)) return [];
  return [{ pointer, code: 'VALIDATION_FAILED', detail: 'the text holds a NUL character or half of a surrogate pair' }];
}

/** Tags stand in resource names, whose syntax they must not use. Source: access-model D-6. */
function tagViolations(tag: string, pointer: string): readonly Violation[] {
  const count = charactersIn(tag);
  const fits = count >= 1 && count <= MAX_TAG_CHARACTERS && !/[:;,*]/.test(tag) && !hasControlCharacters(tag) && isStorable(tag);
  if (fits) return [];
  const detail = `a tag has 1 to ${MAX_TAG_CHARACTERS} characters, none of them ":", ";", ",", "*" or a control character`;
  return [{ pointer, code: 'TAG_INVALID', detail }];
}
