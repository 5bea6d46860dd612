import { aCondition, anEndUser } from '../testing';
import { specification } from '../testing/specification';
import { compileAttributeCondition } from './conditions';
import type { ConditionDefinition } from './definitions';
import { EndUser, type EndUserInput } from './end-user';
import { allHold } from './evaluate';
import { isOperator, OPERATORS, twinOf } from './operators';

interface Operators {
  readonly vectors: readonly { operator: string | null; user: string | null; operand: string | null; holds: boolean }[];
  readonly noValue: readonly { operator: string; operand: string; holds: boolean }[];
  readonly endUsers: readonly {
    why: string;
    endUser: EndUserInput;
    property: string;
    operator: string;
    operand: string;
    holds: boolean;
  }[];
}
const { vectors, noValue, endUsers } = specification<Operators>('operators');

const holds = (condition: ConditionDefinition, endUser: EndUser): boolean =>
  allHold(compileAttributeCondition(condition, undefined), endUser);

describe('operators', () => {
  it.each(vectors)('$user $operator $operand is $holds', ({ operator, user, operand, holds: expected }) => {
    const endUser = anEndUser('u-1', user === null ? {} : { attribute: user });
    expect(holds(aCondition('attribute', operator, operand), endUser)).toBe(expected);
  });

  it.each(noValue)('$operator $operand is false for an end user without a name', ({ operator, operand, holds: expected }) => {
    expect(holds(aCondition('name', operator, operand), anEndUser())).toBe(expected);
  });

  it.each(endUsers)('reads $property: $why', ({ endUser, property, operator, operand, holds: expected }) => {
    expect(holds(aCondition(property, operator, operand), new EndUser(endUser))).toBe(expected);
  });

  it('have at least one true and two false vectors each', () => {
    for (const operator of OPERATORS) {
      const results = vectors.filter((vector) => vector.operator === operator).map((vector) => vector.holds);
      expect([operator, results.includes(true), results.filter((one) => !one).length >= 2]).toEqual([operator, true, true]);
    }
  });

  it('take numbers and booleans for their text, and null entries for nothing', () => {
    const endUser = new EndUser({
      keyId: 'u-1',
      customizedProperties: [{ name: 'age', value: 18 }, { name: 'staff', value: true }, null as never],
    });
    expect(holds(aCondition('age', 'Equal', '18'), endUser)).toBe(true);
    expect(holds(aCondition('staff', 'IsTrue', ''), endUser)).toBe(true);
  });

  it('match a hostile pattern in time linear to the text', () => {
    const hostile = aCondition('attribute', 'MatchRegex', '^(([a-z])+.)+[A-Z]([a-z])+$');
    expect(holds(hostile, anEndUser('u-1', { attribute: 'a'.repeat(50_000) }))).toBe(false);
  });
});

describe('twins', () => {
  it.each([
    ['Equal', 'NotEqual'],
    ['BiggerThan', 'LessEqualThan'],
    ['BiggerEqualThan', 'LessThan'],
    ['Contains', 'NotContain'],
    ['MatchRegex', 'NotMatchRegex'],
    ['IsOneOf', 'NotOneOf'],
  ] as const)('%s and %s', (one, other) => {
    expect([twinOf(one), twinOf(other)]).toEqual([other, one]);
  });

  it('others have none', () => {
    const without = OPERATORS.filter((operator) => twinOf(operator) === undefined);
    expect(without).toEqual([
      ...['StartsWith', 'EndsWith', 'IsTrue', 'IsFalse'],
      ...['SemVerEqual', 'SemVerLessThan', 'SemVerGreaterThan', 'DateBefore', 'DateAfter'],
    ]);
  });

  it('an operator is spelled exactly', () => {
    expect(['Equal', 'equal', 'NotContains', 'constructor', '', null].map(isOperator)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
