import { aFlag, aSegment } from '@app/evaluation/testing';
import type { DataSet, FlagDescriptor, ItemChange, SegmentDescriptor } from './data-model';
import { dataSetOf } from './data-sets';
import { MemoryStore } from './memory-store';

const flag = (key: string, version = 1): FlagDescriptor => ({ version, item: aFlag({ key, version }) });
const segment = (id: string, version = 1): SegmentDescriptor => ({ version, item: aSegment({ id, version }) });
const flagChange = (key: string, version = 1): ItemChange => ({ kind: 'flag', key, descriptor: flag(key, version) });
const segmentChange = (key: string, version = 1): ItemChange => ({ kind: 'segment', key, descriptor: segment(key, version) });
const flags = (...keys: string[]): DataSet => dataSetOf(keys.map((key) => flagChange(key)));

function filledWith(data: DataSet): MemoryStore {
  const store = new MemoryStore();
  store.init(data);
  return store;
}

describe('a new memory store (cases 1, 2, 9, 10)', () => {
  it('holds nothing and is not initialized', () => {
    const store = new MemoryStore();
    expect(store.initialized()).toBe(false);
    expect([store.allFlags().size, store.allSegments().size]).toEqual([0, 0]);
    expect([store.getFlag('A'), store.getSegment('A')]).toEqual([undefined, undefined]);
  });

  it('is initialized by an empty environment', () => {
    expect(filledWith(flags()).initialized()).toBe(true);
  });

  it('is not initialized by an update that changes nothing', () => {
    const store = new MemoryStore();
    store.apply({ type: 'none', guard: 'trust', changes: [flagChange('A')] });
    expect(store.initialized()).toBe(false);
    expect(store.allFlags().size).toBe(0);
  });

  it('takes a part of an environment without calling it whole', () => {
    const store = new MemoryStore();
    store.apply({ type: 'partial', guard: 'trust', changes: [flagChange('A')] });
    store.upsert('segment', 'S', segment('S'));
    expect([store.getFlag('A')?.version, store.getSegment('S')?.version]).toEqual([1, 1]);
    expect(store.initialized()).toBe(false);
  });
});

describe('a filled memory store (cases 3, 4, 6, 7, 8, 11, 12, 13)', () => {
  it('answers what it was filled with', () => {
    expect(filledWith(flags('A')).getFlag('A')).toEqual(flag('A', 1));
  });

  it('forgets the old environment for a new one, tombstones and segments included', () => {
    const store = filledWith(flags('A', 'B'));
    store.upsert('flag', 'gone', { version: 9 });
    store.upsert('segment', 'S', segment('S'));
    store.init(flags('C'));
    expect([...store.allFlags().keys()]).toEqual(['C']);
    expect(store.allSegments().size).toBe(0);
  });

  it('does the same for a full update, and stays initialized', () => {
    const store = filledWith(dataSetOf([flagChange('A'), segmentChange('S')]));
    store.apply({ type: 'full', guard: 'trust', changes: [flagChange('B')] });
    expect([...store.allFlags().keys()]).toEqual(['B']);
    expect(store.allSegments().size).toBe(0);
    expect(store.initialized()).toBe(true);
  });

  it('is initialized by a full update alone', () => {
    const store = new MemoryStore();
    store.apply({ type: 'full', guard: 'item', changes: [] });
    expect(store.initialized()).toBe(true);
  });

  it('leaves what was read as it was when the slot is written anew', () => {
    const store = filledWith(flags('A'));
    const read = store.getFlag('A');
    store.upsert('flag', 'A', flag('A', 2));
    expect([read?.version, read?.item?.version, store.getFlag('A')?.version]).toEqual([1, 1, 2]);
  });

  it('takes an older item as well: guarding is not its work', () => {
    const store = new MemoryStore();
    store.upsert('flag', 'A', flag('A', 5));
    store.upsert('flag', 'A', flag('A', 3));
    expect(store.getFlag('A')?.version).toBe(3);
  });

  it('removes an item once, and leaves no tombstone', () => {
    const store = filledWith(flags('A'));
    expect([store.removeFlag('A'), store.removeFlag('A')]).toEqual([true, false]);
    expect(store.getFlag('A')).toBeUndefined();
    expect(store.removeSegment('A')).toBe(false);
  });

  it('keeps flags and segments of one key apart', () => {
    const store = filledWith(dataSetOf([flagChange('x', 1), segmentChange('x', 2)]));
    store.removeFlag('x');
    expect([store.getFlag('x'), store.getSegment('x')?.version]).toEqual([undefined, 2]);
    expect(store.removeSegment('x')).toBe(true);
  });

  it('lists a tombstone, without an item', () => {
    const store = filledWith(flags());
    store.upsert('flag', 'A', { version: 4 });
    expect([...store.allFlags()]).toEqual([['A', { version: 4 }]]);
  });
});

describe('a map that was lent (case 5)', () => {
  const changes: readonly [string, (store: MemoryStore) => void][] = [
    ['upsert', (store) => store.upsert('flag', 'B', flag('B'))],
    ['overwriting upsert', (store) => store.upsert('flag', 'A', flag('A', 2))],
    ['removal', (store) => store.removeFlag('A')],
    ['init', (store) => store.init(flags('B'))],
    [
      'partial update',
      (store) => store.apply({ type: 'partial', guard: 'trust', changes: [flagChange('A', 2), flagChange('B')] }),
    ],
    ['full update', (store) => store.apply({ type: 'full', guard: 'trust', changes: [flagChange('B')] })],
  ];

  it.each(changes)('does not show a later %s', (_, change) => {
    const store = filledWith(flags('A'));
    const [earlier, twice] = [store.allFlags(), store.allFlags()];
    change(store);
    expect([...earlier]).toEqual([['A', flag('A', 1)]]);
    expect(twice).toEqual(earlier);
    expect(store.allFlags()).not.toEqual(earlier);
  });

  it('is copied for the first write after it alone', () => {
    const store = filledWith(flags('A'));
    store.allFlags();
    const walked = jest.spyOn(Map.prototype, Symbol.iterator);
    for (let version = 2; version < 10; version++) store.upsert('flag', 'A', flag('A', version));
    const copies = walked.mock.calls.length;
    walked.mockRestore();
    expect(copies).toBe(1);
  });

  it('is the same until something is written', () => {
    const store = filledWith(flags('A'));
    store.allFlags();
    store.upsert('flag', 'B', flag('B'));
    const second = store.allFlags();
    expect(store.allFlags()).toBe(second);
    store.upsert('segment', 'S', segment('S'));
    expect(store.allFlags()).toBe(second);
  });

  it('is not the map the store was filled from', () => {
    const given = new Map([['A', flag('A')]]);
    const store = filledWith({ flags: given, segments: new Map() });
    given.clear();
    store.upsert('flag', 'B', flag('B'));
    expect([given.size, store.allFlags().size]).toEqual([0, 2]);
  });
});
