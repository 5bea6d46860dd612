import { ChangeNotifier, MemoryStore, readItem, type ItemChange, type Log } from '@app/data-system';
import type { EnvironmentItem, EnvironmentState, SegmentDefinition } from '@app/evaluation';
import type { RecentChanges } from './client-flags';
import { CompilingStore, type Slot } from './compiling-store';
import { NewestItems } from './newest-items';
import { Snapshot, type SnapshotFacts } from './snapshot';

/** Whose data a copy is of. */
export type Origin = Pick<SnapshotFacts, 'instance' | 'history'>;

/** How many changes are remembered with what they affected; whoever is further behind is told by revisions alone. */
const MAX_RECENT = 64;

type ReportUnreadable = (item: EnvironmentItem, error: string) => void;

/** A local copy of an environment, and its snapshot as of now. Takes an item only when it is newer than what it has. */
export class EnvironmentCopy {
  private readonly store = new MemoryStore();
  private readonly compiling = new CompilingStore(this.store);
  private readonly notifier: ChangeNotifier;
  private affected: ReadonlySet<string> = new Set();
  private recent: RecentChanges;
  private current: Snapshot;

  /** `whole`: everything there is (asked for since 0). */
  constructor(
    whole: EnvironmentState,
    private readonly origin: Origin,
    log: Log,
    private readonly unreadable: ReportUnreadable,
  ) {
    this.notifier = new ChangeNotifier({ sink: this.compiling, source: this.store, log });
    this.notifier.apply({ type: 'full', guard: 'trust', changes: this.read(whole.items) });
    this.notifier.onFlagChange((keys) => (this.affected = keys));
    this.recent = { since: whole.revision, changes: [] };
    this.current = this.snapshotAt(whole);
  }

  get snapshot(): Snapshot {
    return this.current;
  }

  /** What was taken last, tombstones too. */
  get newest(): NewestItems {
    return new NewestItems(this.current.compiled);
  }

  /** What changed above the snapshot's revision, which never goes back. */
  follow({ environmentId, revision, purgedRevision, items }: EnvironmentState): void {
    const changes = this.read(items);
    const { current } = this;
    const next = {
      environmentId,
      revision: Math.max(revision, current.revision),
      purgedRevision: Math.max(purgedRevision, current.purgedRevision),
    };
    const newest = changes.reduce((max, { descriptor }) => Math.max(max, descriptor.version), next.revision); // items may be ahead
    this.remember(newest, this.affectedBy(changes));
    if (next.purgedRevision > current.purgedRevision) this.compiling.forgetRemovals(next.purgedRevision);
    this.current = this.snapshotAt(next);
  }

  private affectedBy(changes: readonly ItemChange[]): ReadonlySet<string> {
    const onlyNamed = changes.every((change) => this.keepsItsMembers(change));
    this.affected = new Set();
    this.notifier.apply({ type: 'partial', guard: 'item', changes });
    return onlyNamed ? new Set() : this.affected;
  }

  /** A segment that got another name or tags: no flag answers otherwise. */
  private keepsItsMembers({ kind, key, descriptor }: ItemChange): boolean {
    const before = kind === 'segment' ? this.store.getSegment(key)?.item : undefined;
    return (
      before !== undefined &&
      descriptor.item !== undefined &&
      membersOf(before) === membersOf(descriptor.item as SegmentDefinition)
    );
  }

  private remember(revision: number, flags: ReadonlySet<string>): void {
    const changes = [...this.recent.changes, { revision, flags }];
    const since = changes.length > MAX_RECENT ? changes[0]!.revision : this.recent.since;
    this.recent = { since, changes: changes.slice(-MAX_RECENT) };
  }

  private snapshotAt({ environmentId, revision, purgedRevision }: Omit<EnvironmentState, 'items'>): Snapshot {
    const { origin, recent } = this;
    return new Snapshot({ ...origin, environmentId, revision, purgedRevision, compiled: this.compiling.compiled, recent });
  }

  private read(items: readonly EnvironmentItem[]): ItemChange[] {
    return items.flatMap((item) => {
      const read = readItem(item);
      if (!read.ok) {
        this.unreadable(item, read.error);
        return [];
      }
      return [read.value.descriptor.item ? read.value : withId(read.value, item)];
    });
  }
}

/** SDKs are told the id of what left; a descriptor has only its version. */
function withId(change: ItemChange, { json }: EnvironmentItem): ItemChange {
  const { id } = JSON.parse(json) as { readonly id?: unknown };
  const slot: Slot<never> = { version: change.descriptor.version, id: typeof id === 'string' ? id : change.key };
  return { ...change, descriptor: slot };
}

function membersOf({ included, excluded, rules, isArchived }: SegmentDefinition): string {
  return JSON.stringify([included, excluded, rules, isArchived]);
}
