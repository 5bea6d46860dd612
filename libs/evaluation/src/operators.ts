import { parseInstant } from './dates';
import { parseTexts } from './json-array';
import { parseNumber } from './numbers';
import { compileRegex } from './regex';
import { compareSemVer, parseSemVer } from './semver';

/** The closed list, spelled as on the wire. */
export const OPERATORS = [
  'LessThan',
  'LessEqualThan',
  'BiggerThan',
  'BiggerEqualThan',
  'Equal',
  'NotEqual',
  'Contains',
  'NotContain',
  'StartsWith',
  'EndsWith',
  'MatchRegex',
  'NotMatchRegex',
  'IsOneOf',
  'NotOneOf',
  'IsTrue',
  'IsFalse',
  'SemVerEqual',
  'SemVerLessThan',
  'SemVerGreaterThan',
  'DateBefore',
  'DateAfter',
] as const;

export type Operator = (typeof OPERATORS)[number];

export function isOperator(text: string | null | undefined): text is Operator {
  return OPERATORS.includes(text as Operator);
}

/** Tests the value an end user has for the attribute. */
export type Test = (value: string) => boolean;

/**
 * The test of an operator against its operand, parsed once. False for everything where the operator is unknown, where the operand
 * is null, and where the operand is not what the operator needs: also for negative operators.
 */
export function compileTest(operator: string | null, operand: string | null): Test {
  if (!isOperator(operator) || typeof operand !== 'string') return never;
  return TESTS[operator](operand);
}

const never: Test = () => false;

const TESTS: Readonly<Record<Operator, (operand: string) => Test>> = {
  LessThan: (operand) => comparing(parseNumber, operand, difference, (order) => order < 0),
  LessEqualThan: (operand) => comparing(parseNumber, operand, difference, (order) => order <= 0),
  BiggerThan: (operand) => comparing(parseNumber, operand, difference, (order) => order > 0),
  BiggerEqualThan: (operand) => comparing(parseNumber, operand, difference, (order) => order >= 0),
  Equal: (operand) => (value) => value === operand,
  NotEqual: (operand) => (value) => value !== operand,
  Contains: (operand) => (value) => value.includes(operand),
  NotContain: (operand) => (value) => !value.includes(operand),
  StartsWith: (operand) => (value) => value.startsWith(operand),
  EndsWith: (operand) => (value) => value.endsWith(operand),
  MatchRegex: (operand) => compileRegex(operand) ?? never,
  NotMatchRegex: (operand) => not(compileRegex(operand)),
  IsOneOf: (operand) => membership(operand) ?? never,
  NotOneOf: (operand) => not(membership(operand)),
  IsTrue: () => (value) => value.toLowerCase() === 'true',
  IsFalse: () => (value) => value.toLowerCase() === 'false',
  SemVerEqual: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order === 0),
  SemVerLessThan: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order < 0),
  SemVerGreaterThan: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order > 0),
  DateBefore: (operand) => comparing(parseInstant, operand, difference, (order) => order < 0),
  DateAfter: (operand) => comparing(parseInstant, operand, difference, (order) => order > 0),
};

/** Either side unparsable: false. */
function comparing<T>(
  parse: (text: string) => T | undefined,
  operand: string,
  compare: (value: T, operand: T) => number,
  accepts: (order: number) => boolean,
): Test {
  const parsed = parse(operand);
  if (parsed === undefined) return never;
  return (value) => {
    const own = parse(value);
    return own !== undefined && accepts(compare(own, parsed));
  };
}

/** Not a subtraction: of two infinities that would be no number. */
function difference(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** A test that could not be made has no negation either. */
function not(test: Test | undefined): Test {
  return test ? (value) => !test(value) : never;
}

function membership(operand: string): Test | undefined {
  const texts = parseTexts(operand);
  if (!texts) return undefined;
  const members = new Set(texts);
  return (value) => members.has(value);
}

const TWIN_PAIRS: readonly (readonly [Operator, Operator])[] = [
  ['Equal', 'NotEqual'],
  ['BiggerThan', 'LessEqualThan'],
  ['BiggerEqualThan', 'LessThan'],
  ['Contains', 'NotContain'],
  ['MatchRegex', 'NotMatchRegex'],
  ['IsOneOf', 'NotOneOf'],
];
const TWINS: ReadonlyMap<Operator, Operator> = new Map(
  TWIN_PAIRS.flatMap(([one, other]) => [
    [one, other],
    [other, one],
  ]),
);

/**
 * The operator that stands for the negation of another; undefined where there is none. A numeric twin is not its logical negation:
 * an attribute that is missing or no number is false on both.
 */
export function twinOf(operator: Operator): Operator | undefined {
  return TWINS.get(operator);
}
