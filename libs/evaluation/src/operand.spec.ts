import { operandFault } from './operand';

describe('an operand', () => {
  it.each([
    ['MatchRegex', '^.*@corp\\.example$'],
    ['NotMatchRegex', '(?i)\\p{L}+'],
    ['LessThan', '-1,200.5e3'],
    ['BiggerEqualThan', ' 18 '],
    ['SemVerEqual', 'v1.2'],
    ['SemVerGreaterThan', '2.0.0-rc.1+build.7'],
    ['DateBefore', '2026-01-05T10:00:00Z'],
    ['DateAfter', '1767605400000'],
    ['IsOneOf', '["a"]'],
    ['NotOneOf', '[]'],
    ['Equal', 'anything'],
    ['Contains', ''],
    ['IsTrue', 'IsTrue'],
  ] as const)('%s takes %s', (operator, value) => {
    expect(operandFault(operator, value)).toBeUndefined();
  });

  it.each([
    ['MatchRegex', 'a(?=b)', '(?='],
    ['NotMatchRegex', '(a)\\1', '\\1'],
    ['MatchRegex', 'x{1001}', '{1001}'],
    ['MatchRegex', '(', 'missing closing )'],
    ['LessThan', '12abc', '"12abc" is not a number'],
    ['BiggerThan', '', '"" is not a number'],
    ['SemVerLessThan', '1.2.3.4', '"1.2.3.4" is not a version'],
    ['DateBefore', '2026-02-29T00:00:00Z', '"2026-02-29T00:00:00Z" is not a date'],
    ['DateAfter', '2026-01-05', '"2026-01-05" is not a date'],
    ['IsOneOf', 'a,b', '"a,b" is not a JSON array of strings'],
    ['NotOneOf', '[1]', '"[1]" is not a JSON array of strings'],
  ] as const)('%s refuses %s and names the piece', (operator, value, piece) => {
    expect(operandFault(operator, value)).toContain(piece);
  });

  it('quotes the beginning of a long one', () => {
    expect(operandFault('LessThan', 'x'.repeat(60_000))).toHaveLength('"…" is not a number, such as 18 or -2.5'.length + 80);
  });
});
