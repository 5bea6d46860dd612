import * as fc from 'fast-check';
import { seed } from '../../testing';
import { listEdits } from './list-edits';
import type { ListEdit } from './list-edits';

interface Item {
  readonly key: string;
  readonly value: number;
}

const same = (left: Item, right: Item) => left.value === right.value;
const items = (text: string): Item[] => [...text].map((key) => ({ key, value: 0 }));
const editsOf = (before: string, after: string) => listEdits(items(before), items(after), same);

describe('how one list becomes another', () => {
  it('is no edit when they are the same', () => {
    expect(editsOf('abc', 'abc')).toEqual([]);
  });

  it('moves as few items as possible', () => {
    expect(editsOf('abcdef', 'bcdefa')).toMatchObject([{ kind: 'change', after: { key: 'a' }, from: 0, to: 5 }]);
    expect(editsOf('abcdef', 'fabcde')).toMatchObject([{ kind: 'change', after: { key: 'f' }, from: 5, to: 0 }]);
    expect(editsOf('abc', 'cba')).toHaveLength(2);
  });

  it('removes first, then adds and moves in the new order, each at the position of its moment', () => {
    expect(editsOf('abcde', 'exbd')).toMatchObject([
      { kind: 'remove', item: { key: 'a' }, position: 0 },
      { kind: 'remove', item: { key: 'c' }, position: 1 },
      { kind: 'change', after: { key: 'e' }, from: 2, to: 0 },
      { kind: 'add', item: { key: 'x' }, position: 1 },
    ]);
  });

  it(`leads there, and back again in reverse (seed ${seed})`, () => {
    const list = fc.uniqueArray(fc.record({ key: fc.constantFrom(...'abcdefghij'), value: fc.nat({ max: 1 }) }), {
      selector: ({ key }) => key,
    });
    fc.assert(
      fc.property(list, list, (before, after) => {
        const edits = listEdits(before, after, same);
        expect(edits.reduce(forwards, before)).toEqual(after);
        expect(edits.toReversed().reduce(backwards, after)).toEqual(before);
      }),
      { seed, numRuns: 2_000 },
    );
  });
});

function forwards(list: Item[], edit: ListEdit<Item>): Item[] {
  if (edit.kind === 'remove') return list.toSpliced(edit.position, 1);
  if (edit.kind === 'add') return list.toSpliced(edit.position, 0, edit.item);
  return list.toSpliced(edit.from, 1).toSpliced(edit.to, 0, edit.after);
}

function backwards(list: Item[], edit: ListEdit<Item>): Item[] {
  if (edit.kind === 'remove') return list.toSpliced(edit.position, 0, edit.item);
  if (edit.kind === 'add') return list.toSpliced(edit.position, 1);
  return list.toSpliced(edit.to, 1).toSpliced(edit.from, 0, edit.before);
}
