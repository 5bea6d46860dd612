import { at, errorOf, refusalsOf, someMeans, storedFlag, storedTargeting } from '../../testing';
import type { FlagInput } from './flag-document';

const flag = storedFlag({ key: 'new-nav', type: 'boolean', name: 'New navigation', description: 'd', tags: ['ui'] });

describe('a flag', () => {
  it('that is written as it was read is the same, with nothing to write', () => {
    const again = flag.apply(flag.document(), someMeans());
    expect(again).toBe(flag);
    expect(again.write()).toBeUndefined();
  });

  it('keeps the ids of variations it recognises by their key', () => {
    const variations = [
      { key: 'maybe', value: true },
      { key: 'OFF', value: false, name: 'No' },
      ...flag.document().variations.slice(0, 1),
    ];
    const edited = flag.apply({ ...flag.document(), variations }, { ...someMeans(), newId: () => 'new' });
    expect(edited.state.variations.map(({ id, key, name }) => [id, key, name])).toEqual([
      ['new', 'maybe', 'maybe'],
      ['id-2', 'off', 'No'],
      ['id-1', 'on', 'On'],
    ]);
    expect(edited.write()).toEqual({ kind: 'flag', before: flag.state, after: edited.state });
  });

  it('keeps key and type for good', () => {
    const input: FlagInput = { ...flag.document(), key: 'New-Nav', type: 'string' };
    const error = errorOf(() => flag.apply(input, someMeans()));
    expect(error).toMatchObject({ kind: 'conflict', code: 'TYPE_IMMUTABLE' });
    expect(refusalsOf(() => flag.apply(input, someMeans()))).toEqual(['TYPE_IMMUTABLE /type', 'KEY_IMMUTABLE /key']);
  });

  it('is never replaced without its variations', () => {
    expect(refusalsOf(() => flag.apply({ name: 'x' }, someMeans()))).toEqual(['FLAG_NEEDS_TWO_VARIATIONS /variations']);
  });

  it('is archived and restored, each once', () => {
    const archived = flag.archive(at);
    expect(archived.state.archivedAt).toEqual(at);
    expect(archived.archive(new Date(0))).toBe(archived);
    expect(flag.restore()).toBe(flag);
    expect(archived.restore().state).toEqual(flag.state);
  });

  it('is removed only when it is archived', () => {
    expect(errorOf(() => flag.remove())).toMatchObject({ kind: 'conflict', code: 'NOT_ARCHIVED' });
    const archived = storedFlag().archive(at);
    expect(archived.remove()).toMatchObject({ kind: 'flag', before: { key: 'new-nav' } });
    expect(archived.remove().after).toBeUndefined();
  });
});

describe('a variation', () => {
  it('is added at the end, or where it is wanted', () => {
    const keys = (position?: number) =>
      flag.addVariation({ key: 'maybe', value: true, position }, someMeans()).state.variations.map(({ key }) => key);
    expect(keys()).toEqual(['on', 'off', 'maybe']);
    expect(keys(0)).toEqual(['maybe', 'on', 'off']);
    expect(keys(99)).toEqual(['on', 'off', 'maybe']);
  });

  it('is refused with the pointers of its own body', () => {
    expect(refusalsOf(() => flag.addVariation({ key: 'x', value: 1, position: -1 }, someMeans()))).toEqual([
      'KEY_INVALID /key',
      'VARIATION_VALUE_INVALID /value',
      'VALIDATION_FAILED /position',
    ]);
  });

  it('has a key of its own', () => {
    expect(errorOf(() => flag.addVariation({ key: 'ON', value: true }, someMeans()))).toMatchObject({
      kind: 'conflict',
      code: 'KEY_EXISTS',
    });
  });

  it('changes its names, its value and its place', () => {
    const edited = flag.changeVariation('off', { value: true, name: 'No', position: 0 }, someMeans());
    expect(edited.state.variations.map(({ id, key, name, value }) => [id, key, name, value])).toEqual([
      ['id-2', 'off', 'No', 'true'],
      ['id-1', 'on', 'On', 'true'],
    ]);
    expect(flag.changeVariation('on', flag.document().variations[0]!, someMeans())).toBe(flag);
  });

  it('is not removed when it is one of the last two', () => {
    expect(errorOf(() => flag.removeVariation('on'))).toMatchObject({ kind: 'conflict', code: 'FLAG_NEEDS_TWO_VARIATIONS' });
    const three = flag.addVariation({ key: 'maybe', value: true }, someMeans());
    expect(three.removeVariation('on').state.variations.map(({ key }) => key)).toEqual(['off', 'maybe']);
  });

  it('that is not there is not found', () => {
    expect(errorOf(() => flag.removeVariation('ON'))).toMatchObject({ kind: 'not-found', code: 'NOT_FOUND' });
    expect(errorOf(() => flag.changeVariation('maybe', {}, someMeans())).code).toBe('NOT_FOUND');
  });

  it('comes into every list of weights with weight 0, and leaves them again', () => {
    const serve = { weights: [{ variation: 'off', weight: 100_000 }] };
    const targeting = storedTargeting(flag).apply({ rules: [{ name: 'Staff', serve }] }, new Map(), someMeans());
    const three = flag.addVariation({ key: 'maybe', value: true, position: 0 }, someMeans());
    const followed = targeting.follow(three.state);
    const listed = [followed.document().fallthrough, followed.document().rules[0]!.serve].map(({ weights }) =>
      weights.map(({ variation, weight }) => `${variation} ${weight}`),
    );
    expect(listed).toEqual([
      ['on 100000', 'off 0', 'maybe 0'],
      ['off 100000', 'on 0', 'maybe 0'],
    ]);
    expect([...followed.state.variationIds.keys()]).toEqual(['maybe', 'on', 'off']);
    expect(followed.follow(flag.state).document()).toEqual(targeting.document());
  });

  it('that only changes its names or its place touches no targeting', () => {
    const targeting = storedTargeting(flag);
    expect(targeting.follow(flag.changeVariation('off', { value: true, name: 'No', position: 0 }, someMeans()).state)).toBe(
      targeting,
    );
  });
});
