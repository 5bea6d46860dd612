import { Conflict } from './conflict';
import { DomainError } from './domain-error';
import type { Violation } from './domain-error';
import { Invalid, LimitExceeded } from './refused';

/** One thing that stands against a write: wrong in what was sent (422), over a limit (422), or against a rule of the model (409). */
export type Finding = Violation | LimitExceeded | Conflict;

/**
 * Throws what is to be answered when anything was found: several conflicts are the first with all of them in its violations; as
 * soon as something is invalid as well it is 422 and lists all. Source: management-api 1.3.
 */
export function refuse(findings: readonly Finding[]): void {
  const violations = findings.flatMap(violationsOf);
  const [first, ...rest] = violations;
  if (!first) return;
  const [error] = findings;
  if (isConflict(error) && findings.every(isConflict)) throw withAll(error, violations);
  if (error instanceof LimitExceeded && violations.every(({ code }) => code === error.code)) throw withAll(error, violations);
  throw new Invalid([first, ...rest]);
}

/**
 * Runs every check, then throws one refusal for all that they refused together, or answers what they answered.
 * Anything else that a check throws (not found, busy, a bug) is thrown at once.
 */
export async function gather<T extends readonly unknown[]>(
  ...checks: { readonly [I in keyof T]: () => T[I] | Promise<T[I]> }
): Promise<T> {
  const findings: Finding[] = [];
  const answers: unknown[] = [];
  for (const check of checks as readonly (() => unknown)[]) {
    try {
      answers.push(await check());
    } catch (error) {
      findings.push(...findingsOf(error));
    }
  }
  refuse(findings);
  return answers as unknown as T;
}

function findingsOf(error: unknown): readonly Finding[] {
  if (error instanceof Conflict || error instanceof LimitExceeded) return [error];
  if (error instanceof DomainError && error.kind === 'invalid') return violationsOf(error);
  throw error;
}

function violationsOf(finding: Finding | DomainError): readonly Violation[] {
  if (!(finding instanceof DomainError)) return [finding];
  return finding.violations ?? [{ pointer: null, code: finding.code, detail: finding.message }];
}

function isConflict(finding: Finding | undefined): finding is Conflict {
  return finding instanceof Conflict;
}

function withAll<E extends Conflict | LimitExceeded>(error: E, violations: readonly Violation[]): E {
  error.violations = violations;
  return error;
}
