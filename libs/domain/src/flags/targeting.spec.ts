import { errorOf, refusalsOf, someMeans, storedTargeting } from '../../testing';
import type { ConditionInput } from '../rules/rule-input';
import type { ServeInput, TargetingInput } from './targeting-input';

const targeting = storedTargeting();
const segments = new Map([['beta', 'segment-1']]);
const allOn: ServeInput = { weights: [{ variation: 'on', weight: 100_000 }] };

function edit(input: TargetingInput, limits = {}) {
  return targeting.apply(input, segments, someMeans(limits));
}

function refused(input: TargetingInput): string[] {
  return refusalsOf(() => edit(input));
}

/** Of a rule with this condition alone. */
function conditionRefused(condition: ConditionInput): string[] {
  return refused({ rules: [{ conditions: [condition], serve: allOn }] }).map((refusal) =>
    refusal.replace('/rules/0/conditions/0', ''),
  );
}

function weightsRefused(weights: ServeInput['weights']): string[] {
  return refused({ fallthrough: { weights } }).map((refusal) => refusal.replace('/fallthrough/weights', ''));
}

describe('a targeting', () => {
  it('that is written as it was read is the same, with nothing to write', () => {
    const edited = edit({
      enabled: true,
      rules: [
        {
          name: 'Staff',
          conditions: [
            { attribute: 'plan', operator: 'IsOneOf', values: ['a'] },
            { operator: 'InSegment', values: ['beta'] },
          ],
          serve: allOn,
        },
      ],
      individualTargets: [{ variation: 'on', endUsers: ['u-2', 'u-1'] }],
    });
    expect(edited.apply(edited.document(), segments, someMeans())).toBe(edited);
    expect(targeting.apply(targeting.document(), segments, someMeans())).toBe(targeting);
    expect(targeting.write()).toBeUndefined();
  });

  it('has the default of every member that is missing', () => {
    const full = edit({
      enabled: true,
      offVariation: 'on',
      includeAllTargetsInExperiment: false,
      fallthrough: { weights: [{ variation: 'off', weight: 100_000 }] },
    });
    expect(full.apply({}, segments, someMeans()).document()).toEqual(targeting.document());
  });

  it('is the document of the specification, every default filled in', () => {
    const edited = edit({
      enabled: true,
      offVariation: 'off',
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
      rules: [
        {
          key: 'Staff',
          name: 'Staff',
          conditions: [
            { attribute: 'email', operator: 'EndsWith', value: '@corp.example' },
            { operator: 'InSegment', values: ['beta', 'beta'] },
            { attribute: 'paying', operator: 'IsTrue' },
          ],
          serve: allOn,
        },
      ],
      fallthrough: {
        weights: [
          { variation: 'on', weight: 20_000, experimentWeight: 5_000 },
          { variation: 'off', weight: 80_000 },
        ],
      },
    });
    expect(edited.document()).toEqual({
      enabled: true,
      offVariation: 'off',
      prerequisites: [],
      individualTargets: [{ variation: 'on', endUsers: ['u-1'] }],
      rules: [
        {
          key: 'staff',
          name: 'Staff',
          description: null,
          tags: [],
          conditions: [
            { attribute: 'email', operator: 'EndsWith', value: '@corp.example', negate: false },
            { operator: 'InSegment', values: ['beta'], negate: false },
            { attribute: 'paying', operator: 'IsTrue', negate: false },
          ],
          serve: {
            bucketBy: 'keyId',
            includedInExperiment: true,
            weights: [
              { variation: 'on', weight: 100_000, experimentWeight: 100_000 },
              { variation: 'off', weight: 0, experimentWeight: 0 },
            ],
          },
        },
      ],
      fallthrough: {
        bucketBy: 'keyId',
        includedInExperiment: true,
        weights: [
          { variation: 'on', weight: 20_000, experimentWeight: 5_000 },
          { variation: 'off', weight: 80_000, experimentWeight: 80_000 },
        ],
      },
      includeAllTargetsInExperiment: true,
    });
    expect(edited.state.segmentIds).toEqual(segments);
    expect(edited.state.ruleIds).toEqual(new Map([['staff', 'id-1']]));
    expect(edited.write()).toEqual({ kind: 'targeting', before: targeting.state, after: edited.state });
  });

  it('keeps the ids of rules it recognises by their key', () => {
    const [first, second] = [
      { key: 'first', serve: allOn },
      { key: 'second', serve: allOn },
    ];
    const edited = edit({ rules: [first] });
    const again = edited.apply({ rules: [second, first] }, segments, { ...someMeans(), newId: () => 'new' });
    expect(again.state.ruleIds).toEqual(
      new Map([
        ['second', 'new'],
        ['first', 'id-1'],
      ]),
    );
  });

  it('is refused with every violation at once', () => {
    const rules = [
      {
        conditions: [
          { attribute: 'a', operator: 'Equal', value: 'x' },
          { attribute: 'age', operator: 'LessThan', value: 'x' },
        ],
        serve: allOn,
      },
    ];
    const fallthrough = { weights: [{ variation: 'on', weight: 90_000 }] };
    const error = errorOf(() => edit({ rules, fallthrough, offVariation: 'maybe' }));
    expect(error).toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED', message: '3 members were refused' });
    expect(error.violations).toEqual([
      { pointer: '/offVariation', code: 'UNKNOWN_VARIATION', detail: 'the flag has no variation "maybe": one of on, off' },
      {
        pointer: '/rules/0/conditions/1/value',
        code: 'RULE_VALUE_INVALID',
        detail: expect.stringContaining('"x" is not a number'),
      },
      { pointer: '/fallthrough/weights', code: 'WEIGHTS_MUST_SUM', detail: 'weights sum to 90000, not 100000' },
    ]);
  });

  it('has no prerequisites yet', () => {
    expect(errorOf(() => edit({ prerequisites: [{ flag: 'billing', variation: 'on' }] }))).toMatchObject({
      kind: 'invalid',
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 0, value: 1 },
      violations: [{ pointer: '/prerequisites' }],
    });
  });
});

describe('weights', () => {
  it('are whole numbers from 0 to 100,000, and the experiment weight is at most the weight', () => {
    expect(
      weightsRefused([
        { variation: 'on', weight: -1 },
        { variation: 'off', weight: 0.5 },
      ]),
    ).toEqual(['WEIGHT_INVALID /0/weight', 'WEIGHT_INVALID /1/weight']);
    expect(weightsRefused([{ variation: 'on', weight: 100_001 }])).toEqual(['WEIGHT_INVALID /0/weight']);
    expect(weightsRefused([{ variation: 'on', weight: 100_000, experimentWeight: 100_001 }])).toEqual([
      'WEIGHT_INVALID /0/experimentWeight',
    ]);
    expect(
      weightsRefused([
        { variation: 'on', weight: 50_000 },
        { variation: 'off', weight: 50_000, experimentWeight: -1 },
      ]),
    ).toEqual(['WEIGHT_INVALID /1/experimentWeight']);
  });

  it('sum to 100,000', () => {
    expect(weightsRefused([])).toEqual(['WEIGHTS_MUST_SUM ']);
    expect(
      weightsRefused([
        { variation: 'on', weight: 100_000 },
        { variation: 'off', weight: 100_000 },
      ]),
    ).toEqual(['WEIGHTS_MUST_SUM ']);
    expect(refused({ rules: [{ key: 'staff' }] })).toEqual(['WEIGHTS_MUST_SUM /rules/0/serve/weights']);
  });

  it('name variations of the flag, each once', () => {
    expect(weightsRefused([{ variation: 'ON', weight: 100_000 }])).toEqual(['UNKNOWN_VARIATION /0/variation']);
    expect(
      weightsRefused([
        { variation: 'on', weight: 50_000 },
        { variation: 'on', weight: 50_000 },
      ]),
    ).toEqual(['VARIATION_TWICE /1/variation']);
  });

  it('keep their order, and those left out come last with 0', () => {
    const { weights } = edit({
      fallthrough: { weights: [{ variation: 'off', weight: 100_000 }], bucketBy: ' ', includedInExperiment: false },
    }).document().fallthrough;
    expect(weights.map(({ variation, weight }) => [variation, weight])).toEqual([
      ['off', 100_000],
      ['on', 0],
    ]);
  });

  it('are spread by keyId where no attribute is named', () => {
    expect(edit({ fallthrough: { ...allOn, bucketBy: ' ' } }).document().fallthrough.bucketBy).toBe('keyId');
    expect(edit({ fallthrough: { ...allOn, bucketBy: 'company' } }).document().fallthrough.bucketBy).toBe('company');
  });
});

describe('individual targets', () => {
  it('name an end user once, and a variation once', () => {
    const individualTargets = [
      { variation: 'on', endUsers: ['u-1', 'u-2'] },
      { variation: 'off', endUsers: ['u-2'] },
      { variation: 'on', endUsers: ['u-3', 'u-3'] },
    ];
    expect(refused({ individualTargets })).toEqual([
      'TARGET_TWICE /individualTargets/1/endUsers/0',
      'VARIATION_TWICE /individualTargets/2/variation',
      'TARGET_TWICE /individualTargets/2/endUsers/1',
    ]);
  });

  it('name variations of the flag and end users that can be', () => {
    const individualTargets = [{ variation: 'maybe', endUsers: ['', 'a\u0007', 'x'.repeat(513), '🎉'.repeat(512)] }];
    expect(refused({ individualTargets })).toEqual([
      'UNKNOWN_VARIATION /individualTargets/0/variation',
      ...[0, 1, 2].map((i) => `VALIDATION_FAILED /individualTargets/0/endUsers/${i}`),
    ]);
  });

  it('without end users are left out', () => {
    expect(edit({ individualTargets: [{ variation: 'on', endUsers: [] }] })).toBe(targeting);
  });

  it('are limited in number', () => {
    const individualTargets = [
      { variation: 'on', endUsers: ['a', 'b'] },
      { variation: 'off', endUsers: ['c'] },
    ];
    expect(errorOf(() => edit({ individualTargets }, { individualTargetsPerFlag: 2 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 2, value: 3 },
    });
  });
});

describe('rules', () => {
  it('have keys of their own, compared after lowering', () => {
    expect(
      refused({
        rules: [
          { key: 'staff', serve: allOn },
          { key: 'Staff', serve: allOn },
          { key: 'x', serve: allOn },
        ],
      }),
    ).toEqual(['KEY_EXISTS /rules/1/key', 'KEY_INVALID /rules/2/key']);
  });

  it('have names and tags like everything else', () => {
    expect(refused({ rules: [{ name: 'n'.repeat(129), tags: ['a:b'], serve: allOn }] })).toEqual([
      'NAME_TOO_LONG /rules/0/name',
      'TAG_INVALID /rules/0/tags/0',
    ]);
  });

  it('are limited in number, and so are their conditions and values', () => {
    const condition = { attribute: 'a', operator: 'IsOneOf', values: ['1', '2'] };
    const rule = { conditions: [condition, condition], serve: allOn };
    expect(refusalsOf(() => edit({ rules: [rule, rule] }, { rulesPerFlag: 1 }))).toEqual(['LIMIT_EXCEEDED /rules']);
    expect(refusalsOf(() => edit({ rules: [rule] }, { conditionsPerRule: 1 }))).toEqual(['LIMIT_EXCEEDED /rules/0/conditions']);
    expect(refusalsOf(() => edit({ rules: [rule] }, { valuesPerCondition: 1 }))).toEqual([
      'LIMIT_EXCEEDED /rules/0/conditions/0/values',
      'LIMIT_EXCEEDED /rules/0/conditions/1/values',
    ]);
  });
});

describe('a condition', () => {
  it.each(['equal', 'greater_than', 'Includes', 'insegment', ''])('has no operator %j', (operator) => {
    expect(conditionRefused({ attribute: 'a', operator, value: 'x' })).toEqual(['OPERATOR_INVALID /operator']);
  });

  it('cannot be negated yet', () => {
    expect(conditionRefused({ attribute: 'a', operator: 'Equal', value: 'x', negate: true })).toEqual([
      'NEGATE_NOT_AVAILABLE /negate',
    ]);
    expect(conditionRefused({ operator: 'InSegment', values: ['beta'], negate: true })).toEqual(['NEGATE_NOT_AVAILABLE /negate']);
  });

  it.each<[string, ConditionInput, string[]]>([
    ['no attribute', { operator: 'Equal', value: 'x' }, ['/attribute']],
    ['an empty attribute', { attribute: '', operator: 'Equal', value: 'x' }, ['/attribute']],
    [
      'the attribute that stands for segments on the wire',
      { attribute: 'User is in segment', operator: 'Equal', value: '[]' },
      ['/attribute'],
    ],
    ['no value', { attribute: 'a', operator: 'Equal' }, ['/value']],
    ['values in place of a value', { attribute: 'a', operator: 'Equal', values: ['x'] }, ['/values', '/value']],
    ['a value in place of values', { attribute: 'a', operator: 'IsOneOf', value: 'x' }, ['/value', '/values']],
    ['a value where there is none', { attribute: 'a', operator: 'IsTrue', value: 'true' }, ['/value']],
    ['values where there are none', { attribute: 'a', operator: 'IsFalse', values: [] }, ['/values']],
    ['an attribute for a segment', { attribute: 'a', operator: 'InSegment', values: ['beta'] }, ['/attribute']],
    ['a value for a segment', { operator: 'NotInSegment', value: 'beta', values: ['beta'] }, ['/value']],
    ['no segment', { operator: 'InSegment', values: [] }, ['/values']],
    ['nothing for a segment', { operator: 'InSegment' }, ['/values']],
  ])('with %s has the wrong shape', (_, condition, pointers) => {
    expect(conditionRefused(condition)).toEqual(pointers.map((pointer) => `RULE_SHAPE_INVALID ${pointer}`));
  });

  it.each([
    ['MatchRegex', '(a)\\1'],
    ['NotMatchRegex', '(?=a)'],
    ['BiggerEqualThan', 'many'],
    ['SemVerLessThan', '1.2.3.4'],
    ['DateAfter', '2026-01-05'],
    ['Equal', 'a\0'],
  ])('%s refuses the operand %j', (operator, value) => {
    expect(conditionRefused({ attribute: 'a', operator, value })).toEqual(['RULE_VALUE_INVALID /value']);
  });

  it('says which piece of a pattern does not compile', () => {
    const conditions = [{ attribute: 'a', operator: 'MatchRegex', value: '(a)\\1' }];
    expect(errorOf(() => edit({ rules: [{ conditions, serve: allOn }] })).message).toMatch(
      /^the pattern does not compile: .*\\1/,
    );
  });

  it('refuses a value among several that cannot be kept', () => {
    expect(conditionRefused({ attribute: 'a', operator: 'IsOneOf', values: ['fine', 'a\0'] })).toEqual([
      'RULE_VALUE_INVALID /values/1',
    ]);
  });

  it('names live segments of the project, compared exactly', () => {
    expect(conditionRefused({ operator: 'InSegment', values: ['beta', 'Beta', 'gone'] })).toEqual([
      'UNKNOWN_SEGMENT /values/1',
      'UNKNOWN_SEGMENT /values/2',
    ]);
  });

  it.each(['Equal', 'NotEqual', 'Contains', 'NotContain', 'StartsWith', 'EndsWith'])(
    '%s takes any text, the empty one too',
    (operator) => {
      expect(() => edit({ rules: [{ conditions: [{ attribute: 'a', operator, value: '' }], serve: allOn }] })).not.toThrow();
    },
  );
});

it('a body wrong in a million places is refused in a thousand', () => {
  const weights = Array.from({ length: 1_000_000 }, () => ({ variation: 'maybe', weight: 0 }));
  expect(refused({ fallthrough: { weights } })).toHaveLength(1_000);
  expect(refused({ rules: Array.from({ length: 1_000_000 }, () => ({})) })).toEqual(['LIMIT_EXCEEDED /rules']);
});
