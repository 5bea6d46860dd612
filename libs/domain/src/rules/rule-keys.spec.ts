import { refusalsOf } from '../../testing';
import { Findings } from '../errors/findings';
import { readRuleKeys } from './rule-keys';
import type { RuleHeadInput } from './rule-input';

function keysOf(...rules: RuleHeadInput[]): readonly string[] {
  const found = new Findings();
  const keys = readRuleKeys(rules, found);
  found.refuse();
  return keys;
}

describe('the key of a rule', () => {
  it.each([
    ['Staff', 'staff'],
    ['  Beta -- Users (EU) ', 'beta-users-eu'],
    ['Größe 7', 'gr-e-7'],
    ['x', 'rule'],
    ['用户', 'rule'],
    ['', 'rule'],
    ['a'.repeat(127) + ' b', 'a'.repeat(127)],
    ['é' + 'b'.repeat(200), 'b'.repeat(128)],
  ])('is made from the name %j', (name, key) => {
    expect(keysOf({ name })).toEqual([key]);
  });

  it('is made without a name too', () => {
    expect(keysOf({}, {}, {})).toEqual(['rule', 'rule-2', 'rule-3']);
  });

  it('is another one when the document has it, wherever that stands', () => {
    expect(keysOf({ name: 'Staff' }, { name: 'staff' }, { key: 'STAFF' }, { key: 'staff-3' })).toEqual([
      'staff-2',
      'staff-4',
      'staff',
      'staff-3',
    ]);
  });

  it('stays a key of at most 128 characters with its number', () => {
    const name = `${'a'.repeat(125)}-bb`;
    expect(keysOf({ name }, { name })).toEqual([name, `${'a'.repeat(125)}-2`]);
  });

  it('is refused when it is none', () => {
    expect(refusalsOf(() => keysOf({ key: '' }, { key: 'a b' }, { key: 'a'.repeat(129) }))).toEqual([
      'KEY_REQUIRED /rules/0/key',
      'KEY_INVALID /rules/1/key',
      'KEY_TOO_LONG /rules/2/key',
    ]);
  });
});
