import { parseInstant } from './dates';
import { parseTexts } from './json-array';
import { parseNumber } from './numbers';
import type { Operator } from './operators';
import { regexFault } from './regex';
import { parseSemVer } from './semver';

/**
 * Why an operand is refused at write, as a sentence that quotes the piece and says what would do; undefined when it is fine.
 * `value` is what a condition holds: for `IsOneOf` and `NotOneOf` a JSON array of strings.
 */
export function operandFault(operator: Operator, value: string): string | undefined {
  switch (operator) {
    case 'MatchRegex':
    case 'NotMatchRegex':
      return patternFault(value);
    case 'LessThan':
    case 'LessEqualThan':
    case 'BiggerThan':
    case 'BiggerEqualThan':
      return unless(parseNumber(value), value, 'a number', '18 or -2.5');
    case 'SemVerEqual':
    case 'SemVerLessThan':
    case 'SemVerGreaterThan':
      return unless(parseSemVer(value), value, 'a version', '1.2.0 or 2.0.0-rc.1');
    case 'DateBefore':
    case 'DateAfter':
      return unless(parseInstant(value), value, 'a date', '2026-01-05T10:00:00Z or milliseconds since 1970');
    case 'IsOneOf':
    case 'NotOneOf':
      return unless(parseTexts(value), value, 'a JSON array of strings', '["a","b"]');
    default:
      return undefined;
  }
}

function patternFault(pattern: string): string | undefined {
  const fault = regexFault(pattern);
  return fault && `the pattern does not compile: ${fault} (RE2 syntax: no look-around, no back-references)`;
}

const QUOTED_CHARACTERS = 80;

function unless(parsed: unknown, value: string, wanted: string, example: string): string | undefined {
  if (parsed !== undefined) return undefined;
  const quoted = value.length > QUOTED_CHARACTERS ? `${value.slice(0, QUOTED_CHARACTERS)}…` : value;
  return `"${quoted}" is not ${wanted}, such as ${example}`;
}
