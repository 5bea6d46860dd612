import type { CompiledEnvironment, EnvironmentItem } from '@app/evaluation';

/** Of a copy: the items with the largest item revision, by which one sees whether a store still is the one it was made from. */
export class NewestItems {
  /** Theirs, in ms; 0: there is none. */
  readonly revision: number;
  private readonly names = new Set<string>();

  constructor({ graph }: CompiledEnvironment) {
    const items = [
      ...Array.from(graph.flags, ([key, { definition }]) => ({ name: nameOf('flag', key), version: definition.version })),
      ...Array.from(graph.segments, ([id, { definition }]) => ({ name: nameOf('segment', id), version: definition.version })),
    ];
    this.revision = items.reduce((max, { version }) => Math.max(max, version), 0);
    for (const { name, version } of items) if (version === this.revision) this.names.add(name);
  }

  /** Whether all of them are there, as they are or newer. */
  isIn(items: readonly EnvironmentItem[]): boolean {
    const there = new Set(items.filter(({ revision }) => revision >= this.revision).map(({ kind, key }) => nameOf(kind, key)));
    return [...this.names].every((name) => there.has(name));
  }
}

function nameOf(kind: EnvironmentItem['kind'], key: string): string {
  return `${kind}:${key}`;
}
