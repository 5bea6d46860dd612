import * as fc from 'fast-check';
import { compileFlag } from '@app/evaluation';
import {
  at,
  errorOf,
  production,
  projectId,
  seed,
  someMeans,
  storedFlag,
  storedSegmentTargeting,
  storedTargeting,
} from '../../testing';
import { aTargetingEdit, segmentIds } from '../../testing/random-edits';
import type { TargetingInput } from '../flags/targeting-input';
import { createSegment } from '../segments/create-segment';
import { requireFlagCompiles, requireSegmentCompiles } from './require-compiles';
import { toDefinition, toTombstone } from './to-definition';

const revision = Date.parse('2026-01-05T09:34:00.456Z');
const flag = storedFlag({
  key: 'new_nav',
  name: 'New navigation',
  type: 'string',
  tags: ['ui'],
  variations: [
    { key: 'old', name: 'Old', value: 'o' },
    { key: 'new', name: 'New', value: 'n' },
    { key: 'newer', name: 'Newer', value: 'nn' },
  ],
});

function stateOf(input: TargetingInput) {
  return { ...storedTargeting(flag).apply(input, segmentIds, { ...someMeans(), newId: () => 'rule-id' }).state, revision };
}

const thirds = {
  weights: [
    { variation: 'old', weight: 10_000, experimentWeight: 2_500 },
    { variation: 'new', weight: 20_000 },
    { variation: 'newer', weight: 70_000, experimentWeight: 0 },
  ],
};

describe('the definition of a flag', () => {
  it('is what SDKs read, ids in place of keys', () => {
    const targeting = stateOf({
      enabled: true,
      offVariation: 'old',
      individualTargets: [{ variation: 'new', endUsers: ['qa-1', 'qa-2'] }],
      rules: [
        {
          key: 'staff',
          name: 'Staff',
          conditions: [
            { attribute: 'email', operator: 'EndsWith', value: '@corp.example' },
            { operator: 'InSegment', values: ['beta', 'staff'] },
            { operator: 'NotInSegment', values: ['staff'] },
            { attribute: 'plan', operator: 'IsOneOf', values: ['gold', 'a"b'] },
            { attribute: 'paying', operator: 'IsTrue' },
            { attribute: 'nick', operator: 'Equal', value: '' },
          ],
          serve: { bucketBy: 'company', includedInExperiment: false, weights: [{ variation: 'new', weight: 100_000 }] },
        },
      ],
      fallthrough: thirds,
      includeAllTargetsInExperiment: false,
    });
    expect(toDefinition(flag.state, targeting)).toEqual({
      id: flag.state.id,
      envId: production.id,
      key: 'new_nav',
      name: 'New navigation',
      description: '',
      variationType: 'string',
      variations: [
        { id: 'id-1', name: 'Old', value: 'o' },
        { id: 'id-2', name: 'New', value: 'n' },
        { id: 'id-3', name: 'Newer', value: 'nn' },
      ],
      targetUsers: [{ variationId: 'id-2', keyIds: ['qa-1', 'qa-2'] }],
      rules: [
        {
          id: 'rule-id',
          name: 'Staff',
          dispatchKey: 'company',
          includedInExpt: false,
          conditions: [
            { id: 'rule-id:0', property: 'email', op: 'EndsWith', value: '@corp.example' },
            { id: 'rule-id:1', property: 'User is in segment', op: null, value: '["segment-1","segment-2"]' },
            { id: 'rule-id:2', property: 'User is not in segment', op: null, value: '["segment-2"]' },
            { id: 'rule-id:3', property: 'plan', op: 'IsOneOf', value: '["gold","a\\"b"]' },
            { id: 'rule-id:4', property: 'paying', op: 'IsTrue', value: 'IsTrue' },
            { id: 'rule-id:5', property: 'nick', op: 'Equal', value: '' },
          ],
          variations: [{ id: 'id-2', rollout: [0, 1], exptRollout: 1 }],
        },
      ],
      isEnabled: true,
      disabledVariationId: 'id-1',
      fallthrough: {
        dispatchKey: 'keyId',
        includedInExpt: true,
        variations: [
          { id: 'id-1', rollout: [0, 0.1], exptRollout: 0.025 },
          { id: 'id-2', rollout: [0.1, 0.3], exptRollout: 0.2 },
          { id: 'id-3', rollout: [0.3, 1], exptRollout: 0 },
        ],
      },
      exptIncludeAllTargets: false,
      tags: ['ui'],
      isArchived: false,
      createdAt: '2026-01-05T09:30:00.123Z',
      updatedAt: '2026-01-05T09:34:00.456Z',
      version: revision,
      prerequisites: [],
    });
  });

  it('names a rule by its key when it has no name', () => {
    const targeting = stateOf({ rules: [{ key: 'staff', serve: thirds }] });
    expect(toDefinition(flag.state, targeting).rules[0]!.name).toBe('staff');
  });

  it('holds prerequisites by key and variation id', () => {
    const targeting = stateOf({});
    const document = { ...targeting.document, prerequisites: [{ flag: 'billing', variation: 'on' }] };
    const requiredIds = new Map([
      ['billing', 'flag-9'],
      ['billing/on', 'variation-9'],
    ]);
    expect(toDefinition(flag.state, { ...targeting, document, requiredIds }).prerequisites).toEqual([
      { key: 'billing', variationId: 'variation-9' },
    ]);
  });

  it(`compiles, whatever was accepted (seed ${seed})`, () => {
    fc.assert(
      fc.property(aTargetingEdit(['old', 'new', 'newer']), (edit) => {
        expect(() => requireFlagCompiles(flag.state, stateOf(edit))).not.toThrow();
        const { fallthrough } = toDefinition(flag.state, stateOf(edit));
        expect(fallthrough.variations[0]!.rollout[0]).toBe(0);
        expect(fallthrough.variations.at(-1)!.rollout[1]).toBe(1);
      }),
      { seed, numRuns: 300 },
    );
  });

  it('is refused when els could not run it', () => {
    const broken = { ...stateOf({}), variationIds: new Map<string, string>() };
    expect(() => compileFlag(toDefinition(flag.state, broken), () => undefined)).toThrow();
    expect(errorOf(() => requireFlagCompiles(flag.state, broken))).toMatchObject({ kind: 'invalid', code: 'VALIDATION_FAILED' });
  });
});

describe('the definition of a segment', () => {
  const { segment } = createSegment(
    { key: 'beta', name: 'Beta', description: 'd', tags: ['qa'] },
    { projectId, environments: [] },
    someMeans(),
  );
  const rules = [{ name: 'Adults', conditions: [{ attribute: 'age', operator: 'BiggerEqualThan', value: '18' }] }];
  const { state } = storedSegmentTargeting().apply(
    { included: ['u-1'], excluded: ['u-9'], rules },
    { ...someMeans(), newId: () => 'rule-id' },
  );
  const targeting = { ...state, revision };

  it('is what SDKs read', () => {
    expect(toDefinition(segment.state, targeting)).toEqual({
      id: segment.state.id,
      envId: production.id,
      key: 'beta',
      name: 'Beta',
      description: 'd',
      included: ['u-1'],
      excluded: ['u-9'],
      rules: [
        { id: 'rule-id', name: 'Adults', conditions: [{ id: 'rule-id:0', property: 'age', op: 'BiggerEqualThan', value: '18' }] },
      ],
      tags: ['qa'],
      isArchived: false,
      createdAt: at.toISOString(),
      updatedAt: '2026-01-05T09:34:00.456Z',
      version: revision,
    });
    expect(() => requireSegmentCompiles(segment.state, targeting)).not.toThrow();
  });

  it('is refused when els could not run it', () => {
    const broken = { ...targeting, document: { ...targeting.document, included: undefined as unknown as string[] } };
    expect(errorOf(() => requireSegmentCompiles(segment.state, broken))).toMatchObject({
      kind: 'invalid',
      code: 'VALIDATION_FAILED',
    });
  });
});

it('a tombstone is text with key, id and the revision at which it left', () => {
  expect(toTombstone({ key: 'new_nav', id: 'flag-1', revision: 1767605460000 })).toBe(
    '{"key":"new_nav","id":"flag-1","version":1767605460000,"deleted":true}',
  );
});
