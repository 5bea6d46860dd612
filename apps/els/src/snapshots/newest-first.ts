/** Things in the order of their numbers, the largest first; of two with one number the first by key. */
export class NewestFirst<T extends { readonly key: string; readonly number: number }> {
  private readonly ordered: readonly T[];

  constructor(items: Iterable<T>) {
    this.ordered = Array.from(items).sort((one, other) => other.number - one.number || compare(one.key, other.key));
  }

  /** How many have a number above this one. A binary search. */
  countAbove(number: number): number {
    let from = 0;
    let to = this.ordered.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.ordered[middle]!.number > number) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  first(count: number): readonly T[] {
    return this.ordered.slice(0, count);
  }

  all(): readonly T[] {
    return this.ordered;
  }
}

/** By code units, the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
