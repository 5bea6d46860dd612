import type { CompiledEnvironment } from '@app/evaluation';
import { NewestFirst } from './newest-first';

/** Which flags recent changes may have made to answer otherwise. */
export interface RecentChanges {
  /** Changes up to this revision are not among them, in ms. */
  readonly since: number;
  /** The newest last. */
  readonly changes: readonly { readonly revision: number; readonly flags: ReadonlySet<string> }[];
}

interface ClientFlag {
  readonly key: string;
  /** The effective revision, in ms. */
  readonly number: number;
}

/** What of an environment's flags is the same for every end user: which are newer than a cursor, which is the newest, what is gone. */
export class ClientFlags {
  /** When a flag last left, in ms; 0: none has. */
  readonly lastRemoval: number;
  private readonly flags: NewestFirst<ClientFlag>;
  private lastAbove?: { readonly count: number; readonly keys: readonly string[] };
  private lastAffected?: { readonly since: number; readonly keys: readonly string[] };

  constructor(
    private readonly compiled: CompiledEnvironment,
    private readonly recent: RecentChanges,
  ) {
    this.flags = new NewestFirst(Array.from(compiled.flags.keys(), (key) => ({ key, number: this.revision(key) })));
    let last = 0;
    for (const { definition, compiled: live, malformed } of compiled.graph.flags.values()) {
      if (!live && !malformed) last = Math.max(last, definition.version);
    }
    this.lastRemoval = last;
  }

  /** The flag whose effective revision is the largest, of several the first by key. Undefined: there is none. */
  get newest(): string | undefined {
    return this.flags.all()[0]?.key;
  }

  /** The effective revision of a flag that is there, in ms. */
  revision(key: string): number {
    return this.compiled.standings.get(key)!.effectiveRevision;
  }

  /** Keys of the flags whose effective revision is above the cursor, in ms. */
  above(cursor: number): readonly string[] {
    const count = this.flags.countAbove(cursor);
    if (this.lastAbove?.count !== count) this.lastAbove = { count, keys: this.flags.first(count).map(({ key }) => key) };
    return this.lastAbove.keys;
  }

  /** Keys of the flags that changes after the revision may have made to answer otherwise; a segment's new name does not. */
  affectedSince(since: number): readonly string[] {
    if (this.lastAffected?.since !== since) this.lastAffected = { since, keys: this.affected(since) };
    return this.lastAffected.keys;
  }

  private affected(since: number): readonly string[] {
    if (since < this.recent.since) return this.above(since);
    const keys = new Set<string>();
    for (const { revision, flags } of this.recent.changes) if (revision > since) for (const key of flags) keys.add(key);
    return [...keys].filter((key) => this.compiled.flags.has(key));
  }
}
