import type { Write } from './ports/model-store';

/** A thing of the model with its rules, around the shape it is stored in. Editing answers a new one, or the same when nothing changes. */
export abstract class Aggregate<K extends Write['kind'], S> {
  abstract readonly kind: K;

  constructor(
    readonly state: S,
    /** What is stored; null: nothing is yet. */
    protected readonly stored: S | null = state,
  ) {}

  /** What is to be written; undefined: nothing changed. */
  write(): WriteOf<K> | undefined {
    if (this.state === this.stored) return undefined;
    return { kind: this.kind, before: this.stored ?? undefined, after: this.state } as unknown as WriteOf<K>;
  }

  /** The write that removes it, and what is below it. */
  protected gone(): WriteOf<K> {
    return { kind: this.kind, before: this.stored ?? undefined } as unknown as WriteOf<K>;
  }
}

export type WriteOf<K extends Write['kind']> = Extract<Write, { kind: K }>;
