import {
  compileEnvironment,
  recompile,
  type CompiledEnvironment,
  type EnvironmentDefinitions,
  type ItemKind,
} from '@app/evaluation';
import {
  dataSetOf,
  type DataSet,
  type DataUpdate,
  type ItemChange,
  type Items,
  type ITransactionalDestination,
  type ItemDescriptor,
  type MemoryStore,
} from '@app/data-system';
import { withoutRemovals } from './without-removals';

/** A slot as it is read here: a tombstone keeps the id of what left, which SDKs are told. */
export interface Slot<T = object> extends ItemDescriptor<T> {
  readonly id?: string;
}

/** A memory store whose content is ready to evaluate: only what changed, and what depends on it, is compiled again. */
export class CompilingStore implements ITransactionalDestination {
  readonly identity: string;
  private ready = compileEnvironment({ flags: new Map(), segments: new Map() });

  constructor(private readonly store: MemoryStore) {
    this.identity = `compiling ${store.identity}`;
  }

  get compiled(): CompiledEnvironment {
    return this.ready;
  }

  init(data: DataSet): void {
    this.store.init(data);
    this.ready = compileEnvironment(definitionsOf(data));
  }

  upsert<K extends ItemKind>(kind: K, key: string, descriptor: ItemDescriptor<Items[K]>): void {
    this.apply({ type: 'partial', guard: 'trust', changes: [{ kind, key, descriptor } as ItemChange] });
  }

  apply(update: DataUpdate): void {
    this.store.apply(update);
    const changed = definitionsOf(dataSetOf(update.changes));
    if (update.type === 'full') this.ready = compileEnvironment(changed);
    if (update.type === 'partial') this.ready = recompile(this.ready, changed);
  }

  /** Leaves nothing of what was removed up to this revision, in ms. */
  forgetRemovals(upTo: number): void {
    const { graph } = this.ready;
    this.ready = withoutRemovals(this.ready, upTo);
    for (const key of graph.flags.keys()) if (!this.ready.graph.flags.has(key)) this.store.removeFlag(key);
    for (const id of graph.segments.keys()) if (!this.ready.graph.segments.has(id)) this.store.removeSegment(id);
  }
}

function definitionsOf({ flags, segments }: DataSet): EnvironmentDefinitions {
  return { flags: definitions(flags), segments: definitions(segments) };
}

function definitions<T extends object>(slots: ReadonlyMap<string, Slot<T>>) {
  return new Map(
    Array.from(
      slots,
      ([key, { item, version, id = '' }]) => [key, item ?? { key, id, version, deleted: true as const }] as const,
    ),
  );
}
