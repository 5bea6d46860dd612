import { at, errorOf, production, projectId, refusalsOf, someMeans, staging, storedSegmentTargeting } from '../../testing';
import { createSegment } from './create-segment';
import type { SegmentTargetingInput } from './segment-input';
import { Segment } from './segment';

const places = { projectId, environments: [production, staging] };

describe('a segment', () => {
  it('is empty in every environment when it is made', () => {
    const { segment, targetings } = createSegment({ key: 'Beta', tags: ['qa'] }, places, someMeans());
    expect(segment.document()).toEqual({ key: 'beta', name: 'beta', description: null, tags: ['qa'] });
    expect(targetings.map(({ state }) => [state.environment, state.segmentKey, state.document])).toEqual([
      ['production', 'beta', { included: [], excluded: [], rules: [] }],
      ['staging', 'beta', { included: [], excluded: [], rules: [] }],
    ]);
    expect([segment, ...targetings].map((one) => one.write()?.before)).toEqual([undefined, undefined, undefined]);
  });

  it('is edited like everything with a key, archived, restored and removed', () => {
    const made = createSegment({ key: 'beta' }, places, someMeans()).segment;
    const segment = new Segment(made.state);
    expect(segment.apply({ ...segment.document() })).toBe(segment);
    expect(segment.apply({ name: 'Beta' }).state.name).toBe('Beta');
    expect(refusalsOf(() => segment.apply({ key: 'alpha', tags: [''] }))).toEqual(['KEY_IMMUTABLE /key', 'TAG_INVALID /tags/0']);
    expect(errorOf(() => segment.remove()).code).toBe('NOT_ARCHIVED');
    const archived = segment.archive(at);
    expect(archived.archive(new Date(0))).toBe(archived);
    expect(archived.remove()).toMatchObject({ kind: 'segment', before: { key: 'beta' } });
    expect(archived.restore().state.archivedAt).toBeNull();
  });
});

describe('who is in a segment', () => {
  const targeting = storedSegmentTargeting();
  const edit = (input: SegmentTargetingInput, limits = {}) => targeting.apply(input, someMeans(limits));

  it('are sets, kept sorted', () => {
    const edited = edit({ included: ['u-2', 'u-1', 'u-2'], excluded: ['u-9', 'u-1'] });
    expect(edited.document()).toEqual({ included: ['u-1', 'u-2'], excluded: ['u-1', 'u-9'], rules: [] });
    expect(edited.apply({ included: ['u-1', 'u-2', 'u-1'], excluded: ['u-9', 'u-1'] }, someMeans())).toBe(edited);
    expect(edited.write()).toEqual({ kind: 'segment-targeting', before: targeting.state, after: edited.state });
  });

  it('may be said by rules, which keep their ids', () => {
    const rules = [{ name: 'Adults', conditions: [{ attribute: 'age', operator: 'BiggerEqualThan', value: '18' }] }];
    const edited = edit({ rules });
    expect(edited.document().rules).toEqual([
      {
        key: 'adults',
        name: 'Adults',
        description: null,
        tags: [],
        conditions: [{ attribute: 'age', operator: 'BiggerEqualThan', value: '18', negate: false }],
      },
    ]);
    expect(edited.state.ruleIds).toEqual(new Map([['adults', 'id-1']]));
    expect(edited.apply({ rules: [{ key: 'adults' }] }, { ...someMeans(), newId: () => 'new' }).state.ruleIds).toEqual(
      new Map([['adults', 'id-1']]),
    );
  });

  it('are refused with every violation at once', () => {
    const conditions = [
      { operator: 'InSegment', values: ['beta'] },
      { attribute: 'a', operator: 'MatchRegex', value: '(' },
    ];
    expect(refusalsOf(() => edit({ included: ['ok', ''], excluded: ['a\n'], rules: [{ conditions }] }))).toEqual([
      'VALIDATION_FAILED /included/1',
      'VALIDATION_FAILED /excluded/0',
      'SEGMENT_IN_SEGMENT /rules/0/conditions/0',
      'RULE_VALUE_INVALID /rules/0/conditions/1/value',
    ]);
  });

  it('are limited in number, each side by itself', () => {
    expect(() => edit({ included: ['a', 'b'], excluded: ['c', 'd'] }, { membersPerSegment: 2 })).not.toThrow();
    expect(errorOf(() => edit({ excluded: ['a', 'b', 'c'] }, { membersPerSegment: 2 }))).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      facts: { limit: 2, value: 3 },
      violations: [{ pointer: '/excluded' }],
    });
  });
});
