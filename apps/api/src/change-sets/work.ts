import type { Committed, Model, RootMeans, Surroundings, Write } from '@app/domain';
import { storedAs } from './stored-as';

/** A value that is known when the commit is through. */
export type Later<T> = (committed: Committed | undefined) => T;

/** An aggregate of the domain, as far as writing goes. */
interface Writable<S> {
  readonly state: S;
  write(): Write | undefined;
}

/** What one change is made of, while its transaction is open. */
export class Work {
  private readonly collected: Write[] = [];
  private about: Pick<Surroundings, 'tags' | 'access'> = {};

  constructor(
    /** The model after the lock: nothing of it changes before the commit. */
    readonly model: Model,
    readonly means: RootMeans,
  ) {}

  /** Takes an aggregate as it is to be; one that did not change is not written. Answers its state as it will be stored. */
  put<S extends object>(aggregate: Writable<S>): Later<S> {
    const write = aggregate.write();
    if (!write) return () => aggregate.state;
    this.collected.push(write);
    return (committed) => storedAs({ before: write.before as S | undefined, after: aggregate.state }, committed!);
  }

  /** Takes a write as it is: what goes, or what no aggregate stands for. */
  write(write: Write): void {
    this.collected.push(write);
  }

  /** What permissions look at beside the operation: tags of the flag or segment as they are before the change. */
  concerns(about: Pick<Surroundings, 'tags' | 'access'>): void {
    this.about = about;
  }

  get writes(): readonly Write[] {
    return this.collected;
  }

  get surroundings(): Pick<Surroundings, 'tags' | 'access'> {
    return this.about;
  }
}
