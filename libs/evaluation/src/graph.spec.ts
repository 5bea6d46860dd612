import { specification } from '../testing/specification';
import { cycleThrough, topologicalOrder, type Requirements } from './graph';

interface Cycles {
  readonly cycles: readonly { case: number; requires: Record<string, string[]>; changed: string; cycle: string | null }[];
}

const requirementsOf =
  (requires: Record<string, string[]>): Requirements =>
  (key) =>
    requires[key];

describe('a cycle of prerequisites', () => {
  it.each(specification<Cycles>('prerequisites').cycles)('case $case is named: $cycle', ({ requires, changed, cycle }) => {
    expect(cycleThrough(changed, requirementsOf(requires))?.join(' → ') ?? null).toBe(cycle);
  });

  it('is the shortest one', () => {
    const requires = requirementsOf({ a: ['b', 'd'], b: ['c'], c: ['a'], d: ['a'] });
    expect(cycleThrough('a', requires)).toEqual(['a', 'd', 'a']);
  });

  it('that does not lead back is none of this flag', () => {
    expect(cycleThrough('a', requirementsOf({ a: ['b'], b: ['c'], c: ['b'] }))).toBeUndefined();
  });
});

describe('topological order', () => {
  const orderOf = (requires: Record<string, string[]>): { order: string[]; cyclic: string[] } => {
    const components = topologicalOrder(Object.keys(requires), requirementsOf(requires));
    return {
      order: components.flatMap(({ keys }) => keys),
      cyclic: components.flatMap(({ keys, cyclic }) => (cyclic ? keys : [])).sort(),
    };
  };

  it('puts what is required first, and each key once', () => {
    const { order } = orderOf({ d: ['b', 'c'], b: ['a'], c: ['a'], a: [], e: ['unknown'] });
    expect([...order].sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const [before, after] of ['ab', 'ac', 'bd', 'cd']) expect(order.indexOf(before!)).toBeLessThan(order.indexOf(after!));
  });

  it('knows who stands on a cycle from who leads to one, lies between two or is led to', () => {
    const { cyclic } = orderOf({
      to: ['a'],
      a: ['b'],
      b: ['a', 'between'],
      between: ['c'],
      c: ['d'],
      d: ['c', 'from'],
      from: [],
      self: ['self'],
    });
    expect(cyclic).toEqual(['a', 'b', 'c', 'd', 'self']);
  });

  it('follows a chain of 100,000 without recursion', () => {
    const length = 100_000;
    const components = topologicalOrder(['0'], (key) => (Number(key) < length ? [String(Number(key) + 1)] : []));
    expect([components.length, components[0]?.keys]).toEqual([length + 1, [String(length)]]);
  });
});
