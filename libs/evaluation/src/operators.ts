import type { CompiledTest } from './compiled';
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

type Accepts = CompiledTest['accepts'];

const nobody: ReadonlySet<string> = new Set();
const never: Accepts = () => false;
const NEVER = testOf('accepts');

/** Every test has every member, so that all of them look the same to the engine. */
function testOf(kind: CompiledTest['kind'], more: Partial<CompiledTest> = {}): CompiledTest {
  const { negated = false, operand = '', members = nobody, accepts = never } = more;
  return { kind, negated, operand, members, accepts };
}

/**
 * False for everything where the operator is unknown, where the operand is null, and where the operand is not what the operator
 * needs: also for negative operators.
 */
export function compileTest(operator: string | null, operand: string | null): CompiledTest {
  if (!isOperator(operator) || typeof operand !== 'string') return NEVER;
  return TESTS[operator](operand);
}

/** Of membership in segments, which has no operand; only whether it is negated is read. */
export function membershipTest(negated: boolean): CompiledTest {
  return testOf('accepts', { negated });
}

const TESTS: Readonly<Record<Operator, (operand: string) => CompiledTest>> = {
  LessThan: (operand) => comparing(parseNumber, operand, difference, (order) => order < 0),
  LessEqualThan: (operand) => comparing(parseNumber, operand, difference, (order) => order <= 0),
  BiggerThan: (operand) => comparing(parseNumber, operand, difference, (order) => order > 0),
  BiggerEqualThan: (operand) => comparing(parseNumber, operand, difference, (order) => order >= 0),
  Equal: (operand) => testOf('equal', { operand }),
  NotEqual: (operand) => testOf('equal', { operand, negated: true }),
  Contains: (operand) => testOf('contains', { operand }),
  NotContain: (operand) => testOf('contains', { operand, negated: true }),
  StartsWith: (operand) => testOf('starts', { operand }),
  EndsWith: (operand) => testOf('ends', { operand }),
  MatchRegex: (operand) => accepting(compileRegex(operand)),
  NotMatchRegex: (operand) => accepting(compileRegex(operand), true),
  IsOneOf: (operand) => membership(operand, false),
  NotOneOf: (operand) => membership(operand, true),
  IsTrue: () => accepting((value) => value.toLowerCase() === 'true'),
  IsFalse: () => accepting((value) => value.toLowerCase() === 'false'),
  SemVerEqual: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order === 0),
  SemVerLessThan: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order < 0),
  SemVerGreaterThan: (operand) => comparing(parseSemVer, operand, compareSemVer, (order) => order > 0),
  DateBefore: (operand) => comparing(parseInstant, operand, difference, (order) => order < 0),
  DateAfter: (operand) => comparing(parseInstant, operand, difference, (order) => order > 0),
};

/** What could not be compiled has no negation either. */
function accepting(accepts: Accepts | undefined, negated = false): CompiledTest {
  return accepts ? testOf('accepts', { accepts, negated }) : NEVER;
}

function membership(operand: string, negated: boolean): CompiledTest {
  const texts = parseTexts(operand);
  return texts ? testOf('one-of', { members: new Set(texts), negated }) : NEVER;
}

/** Either side unparsable: false. */
function comparing<T>(
  parse: (text: string) => T | undefined,
  operand: string,
  compare: (value: T, operand: T) => number,
  wants: (order: number) => boolean,
): CompiledTest {
  const parsed = parse(operand);
  if (parsed === undefined) return NEVER;
  return accepting((value) => {
    const own = parse(value);
    return own !== undefined && wants(compare(own, parsed));
  });
}

/** Not a subtraction: of two infinities that would be no number. */
function difference(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
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
