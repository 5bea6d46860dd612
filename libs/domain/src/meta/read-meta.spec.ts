import { refusalsOf } from '../../testing';
import { Findings } from '../errors/findings';
import type { MetaInput } from './meta-input';
import { readEditedMeta, readMeta } from './read-meta';

function readNew(input: MetaInput) {
  const found = new Findings();
  const named = readMeta(input, 'lowered', '', found);
  found.refuse();
  return named;
}

describe('key, name, description and tags', () => {
  it('have defaults: the key is the name, nothing is described, nothing tagged', () => {
    expect(readNew({ key: 'Web' })).toEqual({ key: 'web', name: 'web', description: null, tags: [] });
    expect(readNew({ key: 'web', name: '' }).name).toBe('web');
  });

  it('are refused all at once, each with its pointer', () => {
    const input = {
      key: 'x',
      name: 'n'.repeat(129),
      description: 'a\0b',
      tags: ['fine', '', 'a:b', 'a;b', 'a,b', 'a*', 'a\u0007', 't'.repeat(31)],
    };
    expect(refusalsOf(() => readNew(input))).toEqual([
      'KEY_INVALID /key',
      'NAME_TOO_LONG /name',
      'VALIDATION_FAILED /description',
      ...[1, 2, 3, 4, 5, 6, 7].map((i) => `TAG_INVALID /tags/${i}`),
    ]);
  });

  it('count characters, not UTF-16 units', () => {
    expect(readNew({ key: 'web', name: '🎉'.repeat(128), tags: ['🎉'.repeat(30)] }).tags).toHaveLength(1);
  });

  it('hold each tag once', () => {
    expect(readNew({ key: 'web', tags: ['b', 'a', 'b'] }).tags).toEqual(['b', 'a']);
  });

  it('list at most a thousand violations', () => {
    expect(refusalsOf(() => readNew({ key: 'web', tags: Array<string>(300_000).fill('') }))).toHaveLength(1_000);
  });
});

describe('key, name, description and tags of what is there', () => {
  const kept = { key: 'web', name: 'Web shop', description: 'd', tags: ['a'] };

  it('are replaced whole, but for the key', () => {
    const found = new Findings();
    expect(readEditedMeta(kept, {}, 'lowered', '', found)).toEqual({ key: 'web', name: 'web', description: null, tags: [] });
    expect(readEditedMeta(kept, { key: 'WEB', name: 'New' }, 'lowered', '', found).name).toBe('New');
    expect(() => found.refuse()).not.toThrow();
  });

  it('refuse another key', () => {
    const found = new Findings();
    readEditedMeta(kept, { key: 'shop' }, 'lowered', '', found);
    expect(refusalsOf(() => found.refuse())).toEqual(['KEY_IMMUTABLE /key']);
  });
});
