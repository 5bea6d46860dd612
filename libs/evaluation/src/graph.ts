/** What an item requires, by key. Keys it names that are not in the graph lead nowhere. */
export type Requirements = (key: string) => readonly string[] | undefined;

/** Keys that require each other in a circle; nearly always one key alone. */
export interface Component {
  readonly keys: readonly string[];
  /** Whether its keys stand on a cycle. */
  readonly cyclic: boolean;
}

interface Visit {
  readonly key: string;
  readonly requires: readonly string[];
  next: number;
  lowest: number;
}

/**
 * Every key once, what is required before what requires it. Tarjan's strongly connected components, without recursion: a chain of
 * any length fits. Linear in keys and edges.
 */
export function topologicalOrder(keys: Iterable<string>, requirements: Requirements): readonly Component[] {
  const components: Component[] = [];
  const numbers = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const path: Visit[] = [];

  const enter = (key: string): void => {
    const number = numbers.size;
    numbers.set(key, number);
    open.push(key);
    isOpen.add(key);
    path.push({ key, requires: requirements(key) ?? [], next: 0, lowest: number });
  };
  const leave = ({ key, requires, lowest }: Visit): void => {
    const parent = path.at(-1);
    if (parent) parent.lowest = Math.min(parent.lowest, lowest);
    if (lowest !== numbers.get(key)) return; // its component has an earlier first key
    const component = open.splice(open.lastIndexOf(key));
    component.forEach((one) => isOpen.delete(one));
    components.push({ keys: component, cyclic: component.length > 1 || requires.includes(key) });
  };

  for (const root of keys) {
    if (!numbers.has(root)) enter(root);
    while (path.length > 0) {
      const visit = path.at(-1)!;
      const required = visit.requires[visit.next++];
      if (required === undefined) leave(path.pop()!);
      else if (isOpen.has(required)) visit.lowest = Math.min(visit.lowest, numbers.get(required)!);
      else if (!numbers.has(required) && requirements(required)) enter(required);
    }
  }
  return components;
}

/** The keys that reach one of `keys` over `edges`, and `keys` themselves. */
export function reachedFrom(keys: Iterable<string>, edges: (key: string) => Iterable<string> | undefined): Set<string> {
  const reached = new Set(keys);
  for (const key of reached) {
    for (const next of edges(key) ?? []) reached.add(next); // a set also walks over what is added meanwhile
  }
  return reached;
}

/**
 * A cycle through `key`, such as `accounts → invoices → billing → accounts`, its first key again at the end; undefined when there is
 * none. The shortest one, so that its message is.
 */
export function cycleThrough(key: string, requirements: Requirements): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  const waiting = [key];
  for (const at of waiting) {
    for (const required of requirements(at) ?? []) {
      if (required === key) return [key, ...pathBack(key, at, cameFrom), key];
      if (cameFrom.has(required)) continue;
      cameFrom.set(required, at);
      waiting.push(required);
    }
  }
  return undefined;
}

/** The keys after `from` up to `to`. */
function pathBack(from: string, to: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path: string[] = [];
  for (let at = to; at !== from; at = cameFrom.get(at)!) path.unshift(at);
  return path;
}
