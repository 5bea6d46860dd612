/** What came of looking at a body from outside: the message, or what is wrong with it and where. */
export type Checked<M> = { readonly ok: true; readonly body: M } | { readonly ok: false; readonly reason: string };

/** What is wrong with `value`, which stands at `path`; undefined: nothing. Never throws. */
export type Rule = (value: unknown, path: string) => string | undefined;

/** Looks at a body and says the first thing that is wrong. Members it does not know pass: a newer process may send them. */
export function checkedBy<M>(rule: Rule): (body: unknown) => Checked<M> {
  return (body) => {
    const reason = rule(body, 'body');
    return reason === undefined ? { ok: true, body: body as M } : { ok: false, reason };
  };
}

export const text: Rule = (value, path) => (typeof value === 'string' ? undefined : `${path} must be text, got ${nameOf(value)}`);

export const filledText: Rule = (value, path) =>
  typeof value === 'string' && value !== '' ? undefined : `${path} must be text that is not empty, got ${nameOf(value)}`;

export function textLike(pattern: RegExp, what: string): Rule {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `${path} must be ${what}, got ${nameOf(value)}`;
}

export const flagged: Rule = (value, path) =>
  typeof value === 'boolean' ? undefined : `${path} must be true or false, got ${nameOf(value)}`;

/** A revision, an instant or a count: 0 and above, exact in a double. */
export const wholeNumber: Rule = (value, path) =>
  Number.isSafeInteger(value) && (value as number) >= 0
    ? undefined
    : `${path} must be a whole number from 0, got ${nameOf(value)}`;

export const finiteNumber: Rule = (value, path) =>
  Number.isFinite(value) ? undefined : `${path} must be a number, got ${nameOf(value)}`;

export function oneOf(...allowed: readonly (string | boolean)[]): Rule {
  return (value, path) =>
    allowed.some((one) => one === value) ? undefined : `${path} must be ${allowed.join(' or ')}, got ${nameOf(value)}`;
}

export function orNull(rule: Rule): Rule {
  return (value, path) => (value === null ? undefined : rule(value, path));
}

export function listOf(rule: Rule): Rule {
  return (value, path) => {
    if (!Array.isArray(value)) return `${path} must be a list, got ${nameOf(value)}`;
    for (let i = 0; i < value.length; i++) {
      const problem = rule(value[i], `${path}[${i}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** An object with these members; those of `optional` may be absent. */
export function object(required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `${path} must be an object, got ${nameOf(value)}`;
    const members = value as Readonly<Record<string, unknown>>;
    for (const [name, rule] of Object.entries(required)) {
      const problem = rule(members[name], `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    for (const [name, rule] of Object.entries(optional)) {
      const problem = members[name] === undefined ? undefined : rule(members[name], `${path}.${name}`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

/** The kind of a value, or the value where that is short: reasons end up in logs, and a body may be large or secret. */
function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value === '') return 'empty text';
  if (typeof value === 'string') return 'other text';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : `a value of type ${typeof value}`;
}
