import { keyViolation, normalKey } from '../meta/key';
import type { Findings } from '../errors/findings';
import type { RuleHeadInput } from './rule-input';

const MAX_CHARACTERS = 128;

/** The keys of a document's rules, in their order: those given, and one made from the name for each rule without. Source: access-model F-37. */
export function readRuleKeys(rules: readonly RuleHeadInput[], found: Findings): readonly string[] {
  const given = rules.map(({ key }) => (key === undefined ? undefined : normalKey(key, 'lowered')));
  const taken = new Set<string>();
  given.forEach((key, i) => {
    if (key === undefined) return;
    const pointer = `/rules/${i}/key`;
    const wrong = keyViolation(key, pointer);
    if (wrong) found.add(wrong);
    else if (taken.has(key))
      found.add({ pointer, code: 'KEY_EXISTS', detail: `another rule of the document has the key ${key}` });
    taken.add(key);
  });
  return rules.map(({ name }, i) => given[i] ?? freeKey(name ?? '', taken));
}

function freeKey(name: string, taken: Set<string>): string {
  const base = keyFrom(name);
  let key = base;
  for (let n = 2; taken.has(key); n++) key = `${trimmed(base.slice(0, MAX_CHARACTERS - `-${n}`.length))}-${n}`;
  taken.add(key);
  return key;
}

function keyFrom(name: string): string {
  const dashed = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const key = trimmed(trimmed(dashed).slice(0, MAX_CHARACTERS));
  return key.length < 2 ? 'rule' : key;
}

/** Runs are one dash already, so there is at most one at each end. */
function trimmed(key: string): string {
  return key.slice(key.startsWith('-') ? 1 : 0, key.endsWith('-') ? -1 : undefined);
}
