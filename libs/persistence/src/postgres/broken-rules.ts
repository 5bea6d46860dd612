import { Conflict, Invalid } from '@app/domain';
import type { DomainError } from '@app/domain';

/** The database refused at the commit what the domain had let pass. 409. */
class RefusedByTheDatabase extends Conflict {}

const conflict = (code: string, detail: string) => (): DomainError => new RefusedByTheDatabase(code, detail);
const invalid = (code: string, detail: string) => (): DomainError => new Invalid([{ pointer: null, code, detail }]);

/**
 * By SQLSTATE: what migration 0005 refuses, as the rule's own error (access-model part D). A missing targeting (P0A06) is none: nothing
 * that was asked for is wrong, so it stays what it is, a bug.
 */
const rules: Readonly<Record<string, () => DomainError>> = {
  P0A01: conflict('PROJECT_NEEDS_ENVIRONMENT', 'the project would be left without an environment that is not archived'),
  P0A02: conflict('FLAG_NEEDS_TWO_VARIATIONS', 'the flag would be left with less than two variations'),
  P0A03: invalid('WEIGHTS_MUST_SUM', 'the weights of a rule or of the fallthrough do not sum to 100000'),
  P0A07: conflict('VARIATION_IN_USE', 'the variation is in use'),
  P0A08: conflict('SEGMENT_IN_USE', 'the segment is used by rules'),
  P0A09: conflict('FLAG_IS_PREREQUISITE', 'the flag is required by other flags'),
  P0A10: invalid('RULE_SHAPE_INVALID', 'a condition with a segment operator names a segment, any other names none'),
  P0A11: conflict('LAST_ROOT', 'this is the last enabled root access without expiry'),
};

/** Whoever meets one has found a rule that the domain forgot to check, or checked without its lock. */
export function brokenRule(sqlState: string | undefined): DomainError | undefined {
  return rules[sqlState ?? '']?.();
}
