import { at, errorOf, production, projectId, refusalsOf, someMeans, staging } from '../../testing';
import { createFlag } from './create-flag';
import type { FlagInput } from './flag-document';

const places = { projectId, environments: [production, staging] };

function create(input: FlagInput, limits = {}) {
  return createFlag(input, places, someMeans(limits));
}

const two = (first: unknown, second: unknown) => [
  { key: 'one', value: first },
  { key: 'two', value: second },
];

describe('a new flag', () => {
  it('of type boolean has on and off, tagged generated, when nobody says otherwise', () => {
    const { flag } = create({ key: 'New-Nav', type: 'boolean', name: 'New navigation', tags: ['ui'] });
    expect(flag.document()).toEqual({
      key: 'New-Nav',
      name: 'New navigation',
      description: null,
      tags: ['ui'],
      type: 'boolean',
      variations: [
        { id: 'id-1', key: 'on', name: 'On', description: null, tags: ['generated'], value: true },
        { id: 'id-2', key: 'off', name: 'Off', description: null, tags: ['generated'], value: false },
      ],
    });
    expect(flag.write()).toEqual({ kind: 'flag', before: undefined, after: flag.state });
  });

  it('is off in every environment, all weight with its first variation, the last one its off variation', () => {
    const { targetings } = create({
      key: 'new-nav',
      type: 'string',
      variations: [...two('a', 'b'), { key: 'three', value: 'c' }],
    });
    expect(targetings.map(({ state }) => state.environment)).toEqual(['production', 'staging']);
    for (const targeting of targetings) {
      expect(targeting.write()?.before).toBeUndefined();
      expect(targeting.document()).toEqual({
        enabled: false,
        offVariation: 'three',
        prerequisites: [],
        individualTargets: [],
        rules: [],
        fallthrough: {
          bucketBy: 'keyId',
          includedInExperiment: true,
          weights: [
            { variation: 'one', weight: 100_000, experimentWeight: 100_000 },
            { variation: 'two', weight: 0, experimentWeight: 0 },
            { variation: 'three', weight: 0, experimentWeight: 0 },
          ],
        },
        includeAllTargetsInExperiment: true,
      });
    }
  });

  it.each([
    ['string', ['blue', ''], ['blue', '']],
    ['number', [12.5, 1e21], ['12.5', '1e+21']],
    ['json', [{ a: [1, null] }, null], ['{"a":[1,null]}', 'null']],
    ['boolean', [false, true], ['false', 'true']],
  ])('of type %s keeps its values as text and shows them as JSON', (type, values, texts) => {
    const { flag } = create({ key: 'ff', type, variations: two(values[0], values[1]) });
    expect(flag.state.variations.map(({ value }) => value)).toEqual(texts);
    expect(flag.document().variations.map(({ value }) => value)).toEqual(values);
  });

  it.each([
    ['string', 1],
    ['string', 'a\0'],
    ['number', '1'],
    ['number', Infinity],
    ['number', NaN],
    ['boolean', 'true'],
    ['boolean', null],
    ['json', undefined],
    ['json', { a: [Infinity] }],
  ])('of type %s refuses the value %j', (type, value) => {
    const good = { string: 'x', number: 1, boolean: true, json: 1 }[type];
    expect(refusalsOf(() => create({ key: 'ff', type, variations: two(good, value) }))).toEqual([
      'VARIATION_VALUE_INVALID /variations/1/value',
    ]);
  });

  it('refuses everything that is wrong at once', () => {
    const variations = [
      { key: 'ON', value: true },
      { key: 'on', value: 1 },
      { value: true, name: 'x'.repeat(129) },
    ];
    expect(refusalsOf(() => create({ key: 'a', type: 'boolean', variations }))).toEqual([
      'KEY_INVALID /key',
      'VARIATION_VALUE_INVALID /variations/1/value',
      'KEY_REQUIRED /variations/2/key',
      'NAME_TOO_LONG /variations/2/name',
      'KEY_EXISTS /variations/1/key',
    ]);
  });

  it.each([undefined, 'bool', 'String'])('refuses the type %s', (type) => {
    expect(refusalsOf(() => create({ key: 'ff', type, variations: two(1, 2) }))).toEqual(['FLAG_TYPE_INVALID /type']);
  });

  it('needs two variations, which only a boolean flag may leave out', () => {
    expect(refusalsOf(() => create({ key: 'ff', type: 'string' }))).toEqual(['FLAG_NEEDS_TWO_VARIATIONS /variations']);
    const one = [{ key: 'on', value: true }];
    expect(errorOf(() => create({ key: 'ff', type: 'boolean', variations: one }))).toMatchObject({
      kind: 'invalid',
      code: 'FLAG_NEEDS_TWO_VARIATIONS',
    });
  });

  it('refuses more variations, and longer values, than the limits allow', () => {
    const three = [...two('a', 'b'), { key: 'three', value: 'c' }];
    expect(errorOf(() => create({ key: 'ff', type: 'string', variations: three }, { variationsPerFlag: 2 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 2, value: 3 },
    });
    expect(refusalsOf(() => create({ key: 'ff', type: 'string', variations: two('a', 'éé') }, { valueBytes: 3 }))).toEqual([
      'LIMIT_EXCEEDED /variations/1/value',
    ]);
  });

  it('has the time that is handed in', () => {
    expect(create({ key: 'ff', type: 'boolean' }).flag.state).toMatchObject({
      rowVersion: 0,
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
    });
  });
});
