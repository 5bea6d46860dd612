import type { ItemKind } from '@app/evaluation';
import type { Flag, ItemDescriptor, Segment } from './data-model';
import { dependenciesOf } from './dependencies';
import { ItemKeys } from './item-keys';

/** Who depends on whom in an environment, in both directions. Items that nobody ever delivered may be depended on. */
export class DependencyTracker {
  /** Item to what it depends on; no entry: nothing. */
  private readonly from = emptyGraph();
  /** Item to what depends on it; no entry: nothing. */
  private readonly to = emptyGraph();

  /** Puts the item's edges in place of those it had. */
  update(kind: ItemKind, key: string, descriptor: ItemDescriptor<Flag | Segment>): void {
    for (const [onKind, onKey] of this.from[kind].get(key) ?? []) this.unlink(onKind, onKey, kind, key);
    const dependencies = dependenciesOf(kind, descriptor);
    if (dependencies.size === 0) this.from[kind].delete(key);
    else this.from[kind].set(key, dependencies);
    for (const [onKind, onKey] of dependencies) this.link(onKind, onKey, kind, key);
  }

  /** What the item itself depends on, not what that depends on in turn. */
  dependencies(kind: ItemKind, key: string): ItemKeys | undefined {
    return this.from[kind].get(key);
  }

  /** Adds the item, known or not, and all that depends on it, however far. What is in `into` already is not looked at again. */
  affected(kind: ItemKind, key: string, into: ItemKeys): void {
    if (!into.add(kind, key)) return;
    const left: (readonly [ItemKind, string])[] = [[kind, key]]; // a stack of its own: a chain may be longer than the engine's
    for (let next = left.pop(); next; next = left.pop()) {
      for (const dependent of this.to[next[0]].get(next[1]) ?? []) if (into.add(...dependent)) left.push(dependent);
    }
  }

  clear(): void {
    for (const graph of [this.from, this.to]) {
      graph.flag.clear();
      graph.segment.clear();
    }
  }

  private link(onKind: ItemKind, onKey: string, kind: ItemKind, key: string): void {
    const dependents = this.to[onKind].get(onKey) ?? new ItemKeys();
    dependents.add(kind, key);
    this.to[onKind].set(onKey, dependents);
  }

  private unlink(onKind: ItemKind, onKey: string, kind: ItemKind, key: string): void {
    const dependents = this.to[onKind].get(onKey);
    dependents?.delete(kind, key);
    if (dependents?.size === 0) this.to[onKind].delete(onKey);
  }
}

type Graph = Readonly<Record<ItemKind, Map<string, ItemKeys>>>;

function emptyGraph(): Graph {
  return { flag: new Map(), segment: new Map() };
}
