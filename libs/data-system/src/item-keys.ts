import type { ItemKind } from '@app/evaluation';

/** A set of (kind, key). Walks flags first, then segments, each in the order they came in. */
export class ItemKeys implements Iterable<readonly [kind: ItemKind, key: string]> {
  private readonly byKind: Readonly<Record<ItemKind, Set<string>>> = { flag: new Set(), segment: new Set() };

  get flags(): ReadonlySet<string> {
    return this.byKind.flag;
  }

  get segments(): ReadonlySet<string> {
    return this.byKind.segment;
  }

  get size(): number {
    return this.flags.size + this.segments.size;
  }

  has(kind: ItemKind, key: string): boolean {
    return this.byKind[kind].has(key);
  }

  /** False: it was in already. */
  add(kind: ItemKind, key: string): boolean {
    const keys = this.byKind[kind];
    return keys.size !== keys.add(key).size;
  }

  delete(kind: ItemKind, key: string): boolean {
    return this.byKind[kind].delete(key);
  }

  *[Symbol.iterator](): Generator<readonly [kind: ItemKind, key: string]> {
    for (const key of this.flags) yield ['flag', key];
    for (const key of this.segments) yield ['segment', key];
  }
}
