import { compileEnvironment, evaluateOne, type FlagDefinition, type Tombstone } from '@app/evaluation';
import { aFlag, anEndUser, aRule, aSegment, aSegmentCondition, aTombstone, off } from '@app/evaluation/testing';
import { ChangeNotifier } from './change-notifier';
import type { DataUpdate, FlagDescriptor, ItemChange, SegmentDescriptor } from './data-model';
import { dataSetOf } from './data-sets';
import { DependencyTracker } from './dependency-tracker';
import { MemoryStore } from './memory-store';
import { RecordedLog } from '../testing/recorded-log';

interface Needs {
  readonly flags?: readonly string[];
  readonly segments?: readonly string[];
}
const flag = (key: string, version: number, { flags = [], segments = [] }: Needs = {}): FlagDescriptor => ({
  version,
  item: aFlag({
    key,
    version,
    prerequisites: flags.map((one) => ({ key: one, variationId: 'on' })),
    rules: segments.map((id) => aRule(id, [aSegmentCondition(id)])),
  }),
});
const segment = (id: string, version: number): SegmentDescriptor => ({ version, item: aSegment({ id, version }) });
const A = (version: number, needs?: Needs): ItemChange => ({ kind: 'flag', key: 'A', descriptor: flag('A', version, needs) });
const B = (version: number, needs?: Needs): ItemChange => ({ kind: 'flag', key: 'B', descriptor: flag('B', version, needs) });
const C = (version: number): ItemChange => ({ kind: 'flag', key: 'C', descriptor: flag('C', version) });
const D = (version: number): ItemChange => ({ kind: 'flag', key: 'D', descriptor: flag('D', version) });
const F = (version: number, needs?: Needs): ItemChange => ({ kind: 'flag', key: 'F', descriptor: flag('F', version, needs) });
const S = (version: number): ItemChange => ({ kind: 'segment', key: 'S', descriptor: segment('S', version) });
const gone = (key: string, version: number): ItemChange => ({ kind: 'flag', key, descriptor: { version } });

const usesS: Needs = { segments: ['S'] };
const requiresA: Needs = { flags: ['A'] };
const partial = (guard: DataUpdate['guard'], ...changes: ItemChange[]): DataUpdate => ({ type: 'partial', guard, changes });

/** A notifier before a memory store, and the events it sent: the keys of each, sorted. */
function scene(...initially: ItemChange[]) {
  const store = new MemoryStore();
  const log = new RecordedLog();
  const graph = new DependencyTracker();
  const notifier = new ChangeNotifier({ sink: store, source: store, log, graph });
  if (initially.length > 0) notifier.init(dataSetOf(initially));
  const events: string[][] = [];
  const listen = () => notifier.onFlagChange((keys) => void events.push([...keys].sort()));
  const upsert = (change: ItemChange) => notifier.upsert(change.kind, change.key, change.descriptor);
  return { store, log, graph, notifier, events, listen, upsert };
}

describe('a whole environment (cases 25 to 28, 34, 41)', () => {
  it('initializes the store, an empty one too', () => {
    const { store, notifier } = scene();
    notifier.init(dataSetOf([]));
    expect(store.initialized()).toBe(true);
  });

  it('says nothing when it is the one that is there', () => {
    const { notifier, events, listen } = scene(A(1));
    listen();
    notifier.init(dataSetOf([A(1)]));
    expect(events).toEqual([]);
  });

  it('says once what changed, what left and what came', () => {
    const { notifier, events, listen } = scene(A(1), B(1));
    listen();
    notifier.init(dataSetOf([A(2), D(1)]));
    expect(events).toEqual([['A', 'B', 'D']]);
  });

  it('is right with a lower version as well (DEV-3, DEV-4)', () => {
    const { store, notifier, events, listen } = scene(A(3));
    listen();
    notifier.init(dataSetOf([A(2)]));
    expect(events).toEqual([['A']]);
    expect(store.getFlag('A')?.version).toBe(2);
  });

  it('tells of a flag that stayed the same while its segment changed', () => {
    const { notifier, events, listen } = scene(F(1, usesS), S(1));
    listen();
    notifier.init(dataSetOf([F(1, usesS), S(2)]));
    expect(events).toEqual([['F']]);
  });

  it('counts edges of the old and of the new one, also of a flag that claims to be the same', () => {
    const { notifier, events, listen } = scene(F(1, usesS), A(1), S(1));
    listen();
    notifier.init(dataSetOf([F(1), A(1, usesS), S(2)]));
    expect(events).toEqual([['A', 'F']]);
  });

  it('tells of a flag whose prerequisite left', () => {
    const { notifier, events, listen } = scene(A(1), B(1, requiresA));
    listen();
    notifier.init(dataSetOf([B(1, requiresA)]));
    expect(events).toEqual([['A', 'B']]);
  });

  it('may come as an update, and leaves out what it does not hold', () => {
    const { store, notifier, events, listen } = scene(A(1), B(1));
    listen();
    notifier.apply({ type: 'full', guard: 'item', changes: [A(2), C(1)] });
    expect(events).toEqual([['A', 'B', 'C']]);
    expect([store.getFlag('A')?.version, store.getFlag('B'), store.getFlag('C')?.version]).toEqual([2, undefined, 1]);
  });

  it('is never guarded as an update either', () => {
    const { store, notifier } = scene(A(5));
    notifier.apply({ type: 'full', guard: 'item', changes: [A(2)] });
    expect(store.getFlag('A')?.version).toBe(2);
  });

  it('leaves no edge of the old one behind', () => {
    const { notifier, events, listen, upsert } = scene(F(1, usesS), S(1));
    notifier.init(dataSetOf([S(1)]));
    listen();
    upsert(S(2));
    expect(events).toEqual([]);
  });
});

describe('one item (cases 29 to 33, 44)', () => {
  it.each([2, 1])('is dropped at version %d when the store has 2', (version) => {
    const { store, events, listen, upsert } = scene(A(2));
    listen();
    const held = store.getFlag('A');
    upsert(A(version, usesS));
    expect(store.getFlag('A')).toBe(held);
    expect(events).toEqual([]);
  });

  it('that was dropped leaves the graph as it was', () => {
    const { graph, upsert } = scene(A(2));
    upsert(A(1, usesS));
    expect(graph.dependencies('flag', 'A')).toBeUndefined();
  });

  it('does not come back behind its tombstone, only above it', () => {
    const { store, upsert } = scene(gone('A', 3));
    upsert(A(2));
    upsert(A(3));
    expect(store.getFlag('A')).toEqual({ version: 3 });
    upsert(A(4));
    expect(store.getFlag('A')?.item?.key).toBe('A');
  });

  it('is told with the flags that require it', () => {
    const { events, listen, upsert } = scene(A(1), B(1, requiresA));
    listen();
    upsert(A(2));
    expect(events).toEqual([['A', 'B']]);
  });

  it('that is a segment is told as the flags that use it', () => {
    const { events, listen, upsert } = scene(F(1, usesS), S(1));
    listen();
    upsert(S(2));
    expect(events).toEqual([['F']]);
  });

  it('that is a segment of no flag is not told', () => {
    const { store, events, listen, upsert } = scene();
    listen();
    upsert(S(1));
    expect(events).toEqual([]);
    expect(store.getSegment('S')?.version).toBe(1);
  });

  it('that leaves is told with the flags that required it, which serve their off variation', () => {
    const { store, events, listen, upsert } = scene(A(1), B(1, requiresA));
    listen();
    upsert(gone('A', 2));
    expect(events).toEqual([['A', 'B']]);
    expect(store.getFlag('A')).toEqual({ version: 2 });
    const definitions = new Map<string, FlagDefinition | Tombstone>([
      ['A', aTombstone('A', 2)],
      ['B', store.getFlag('B')!.item!],
    ]);
    const evaluation = evaluateOne(compileEnvironment({ flags: definitions, segments: new Map() }), 'B', anEndUser());
    expect(evaluation).toMatchObject({ variation: off, reason: { kind: 'prerequisite-failed' } });
  });

  it('does not initialize the store', () => {
    const { store, upsert } = scene();
    upsert(A(1));
    expect(store.initialized()).toBe(false);
  });
});

describe('a partial update (cases 39, 40, 42, 43)', () => {
  it('guarded by item drops what is stale and applies the rest', () => {
    const { store, notifier, events, listen } = scene(A(1), B(1));
    listen();
    notifier.apply(partial('item', A(1), B(2)));
    expect(events).toEqual([['B']]);
    expect([store.getFlag('A')?.version, store.getFlag('B')?.version]).toEqual([1, 2]);
  });

  it('guarded by item holds each change against the ones before it', () => {
    const { store, notifier } = scene(A(1));
    notifier.apply(partial('item', A(3), A(2)));
    expect(store.getFlag('A')?.version).toBe(3);
    notifier.apply(partial('item', A(4), A(5)));
    expect(store.getFlag('A')?.version).toBe(5);
  });

  it('that is trusted applies what is older', () => {
    const { store, notifier, events, listen } = scene(A(5));
    listen();
    notifier.apply(partial('trust', A(1)));
    expect(store.getFlag('A')?.version).toBe(1);
    expect(events).toEqual([['A']]);
  });

  it('of type none neither writes nor tells', () => {
    const { store, notifier, events, listen } = scene(A(1));
    listen();
    notifier.apply({ type: 'none', guard: 'trust', changes: [A(2)] });
    expect(store.getFlag('A')?.version).toBe(1);
    expect(events).toEqual([]);
  });

  it('tells once of a flag that lets go of a segment that changes with it', () => {
    const { notifier, events, listen } = scene(F(1, usesS), S(1));
    listen();
    notifier.apply(partial('item', F(2), S(2)));
    expect(events).toEqual([['F']]);
  });

  it('tells through edges that it brings', () => {
    const { notifier, events, listen } = scene(A(1), B(1), C(1));
    listen();
    notifier.apply(partial('item', B(2, requiresA)));
    notifier.apply(partial('item', A(2)));
    expect(events).toEqual([['B'], ['A', 'B']]);
  });

  it('without a change that counts is not written at all', () => {
    const { store, notifier } = scene(A(1));
    const lent = store.allFlags();
    notifier.apply(partial('item', A(1)));
    expect(store.allFlags()).toBe(lent);
  });
});

describe('a handler (cases 35 to 38)', () => {
  it('reads the new data (DEV-2)', () => {
    const { store, notifier, upsert } = scene(A(1));
    const read: (number | undefined)[] = [];
    notifier.onFlagChange(() => read.push(store.getFlag('A')?.version));
    upsert(A(2));
    notifier.init(dataSetOf([A(3)]));
    expect(read).toEqual([2, 3]);
  });

  it('that throws stops neither the write nor the next one', () => {
    const { store, log, notifier, events, listen, upsert } = scene();
    notifier.onFlagChange(() => {
      throw new Error('mine');
    });
    listen();
    upsert(A(1));
    expect(events).toEqual([['A']]);
    expect(store.getFlag('A')?.version).toBe(1);
    expect(log.errors).toEqual(['a handler of the change notifier failed']);
  });

  it('that rejects is logged as well, and ends no process', async () => {
    const { log, notifier, upsert } = scene();
    // eslint-disable-next-line @typescript-eslint/no-misused-promises -- what an application may well pass
    notifier.onFlagChange(() => Promise.reject(new Error('mine')));
    upsert(A(1));
    await Promise.resolve();
    expect(log.errors).toEqual(['a handler of the change notifier failed']);
  });

  it('is not called after it was disposed, not even for the event under way', () => {
    const { notifier, events, listen, upsert } = scene();
    const order: string[] = [];
    const first = notifier.onFlagChange(() => {
      order.push('first');
      first.dispose();
      second.dispose();
    });
    const second = notifier.onFlagChange(() => order.push('second'));
    listen();
    upsert(A(1));
    upsert(A(2));
    expect(order).toEqual(['first']);
    expect(events).toEqual([['A'], ['A']]);
    expect(() => first.dispose()).not.toThrow();
  });

  it('that is registered during an event waits for the next', () => {
    const { notifier, events, listen, upsert } = scene();
    const once = notifier.onFlagChange(() => {
      once.dispose();
      listen();
    });
    upsert(A(1));
    expect(events).toEqual([]);
    upsert(B(1));
    expect(events).toEqual([['B']]);
  });

  it('is called in the order of registration, also for an event that another one causes', () => {
    const { notifier, upsert } = scene();
    const order: string[] = [];
    notifier.onFlagChange((keys) => {
      order.push(`first ${[...keys].join()}`);
      if (keys.has('A')) upsert(B(1));
    });
    notifier.onFlagChange((keys) => order.push(`second ${[...keys].join()}`));
    upsert(A(1));
    expect(order).toEqual(['first A', 'second A', 'first B', 'second B']);
  });

  it('registered twice is called twice, and disposed once is called once', () => {
    const { notifier, upsert } = scene();
    let calls = 0;
    const count = () => void calls++;
    notifier.onFlagChange(count);
    const second = notifier.onFlagChange(count);
    upsert(A(1));
    second.dispose();
    upsert(A(2));
    expect(calls).toBe(3);
  });

  it('that comes late hears of dependencies recorded before it', () => {
    const { events, listen, upsert } = scene(S(1));
    upsert(F(1, usesS));
    listen();
    upsert(S(2));
    expect(events).toEqual([['F']]);
  });
});

it('a notifier says what it stands before', () => {
  expect(scene().notifier.identity).toBe('change notifier for memory');
});
