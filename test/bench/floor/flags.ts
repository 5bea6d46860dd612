import { md5 } from './md5';

/** What an evaluation gives: the shape libs/evaluation gives. */
export interface Result {
  readonly variation: { readonly id: string; readonly value: string };
  readonly reason: { readonly kind: string; readonly rule?: { readonly id: string; readonly name: string } };
  readonly inExperiment: boolean;
}

export interface User {
  readonly keyId: string;
  readonly properties: ReadonlyMap<string, string>;
}

/** A flag as one would write it by hand who knows its rules beforehand and nothing else: no options, no checks, no other shapes. */
export type Flag = (user: User) => Result;

const on = { id: 'on', value: 'true' };
const off = { id: 'off', value: 'false' };

export function offFlag(): Flag {
  const result: Result = { variation: off, reason: { kind: 'off' }, inExperiment: false };
  return () => result;
}

/** Four rules that do not hold, then one that does. */
export function fifthRuleFlag(): Flag {
  const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((i): Result => ruleResult(i));
  const fallthrough = fallthroughTo(off);
  const countries = new Set(['NO', 'SE']);
  return (user) => {
    if (user.properties.get('plan') === 'gold') return one!;
    if ((user.properties.get('email') ?? '').endsWith('@corp.example')) return two!;
    if (countries.has(user.properties.get('country') ?? '')) return three!;
    if ((user.properties.get('app') ?? '').startsWith('2.')) return four!;
    if ((user.properties.get('browser') ?? '').includes('Fire')) return five!;
    return fallthrough;
  };
}

export function rolloutFlag(key: string): Flag {
  const results = [fallthroughTo(on), fallthroughTo(off)] as const;
  return (user) => (Math.abs(md5(key + user.keyId) / 2 ** 31) <= 0.2 ? results[0] : results[1]);
}

export function segmentFlag(members: ReadonlySet<string>): Flag {
  const rule = ruleResult(1);
  const fallthrough = fallthroughTo(off);
  return (user) => (members.has(user.keyId) ? rule : fallthrough);
}

function ruleResult(i: number): Result {
  return { variation: on, reason: { kind: 'rule', rule: { id: `rule-${i}`, name: `${i}` } }, inExperiment: true };
}

function fallthroughTo(variation: Result['variation']): Result {
  return { variation, reason: { kind: 'fallthrough' }, inExperiment: true };
}
