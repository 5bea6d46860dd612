import fc from 'fast-check';
import type { ItemKind } from '@app/evaluation';
import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { RecordedLog } from '../testing/recorded-log';
import { ChangeNotifier } from './change-notifier';
import type { DataUpdate, ItemChange } from './data-model';
import { dataSetOf } from './data-sets';
import { MemoryStore } from './memory-store';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));

/** An item as the model knows it: `flag a` or `segment x`, its version and what it needs. */
interface Drawn {
  readonly slot: string;
  readonly version: number;
  readonly needs: readonly string[];
  readonly gone: boolean;
}
interface Step {
  readonly type: 'partial' | 'full' | 'init';
  readonly guard: DataUpdate['guard'];
  readonly items: readonly Drawn[];
}
type Model = ReadonlyMap<string, Drawn>;

const flags = ['flag a', 'flag b', 'flag c', 'flag d', 'flag both'];
const segments = ['segment x', 'segment y', 'segment both'];
const drawnItem = fc.oneof(...[flags, segments].map((slots) => fc.constantFrom(...slots))).chain((slot) =>
  fc.record({
    slot: fc.constant(slot),
    version: fc.integer({ min: 1, max: 6 }),
    needs: fc.uniqueArray(fc.constantFrom(...(slot.startsWith('flag') ? [...flags, ...segments] : segments)), { maxLength: 3 }),
    gone: fc.boolean(),
  }),
);
const drawnSteps = fc.array(
  fc.record<Step>({
    type: fc.constantFrom('partial', 'partial', 'partial', 'full', 'init'),
    guard: fc.constantFrom('item', 'trust'),
    items: fc.array(drawnItem, { maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 12 },
);

const nameOf = (slot: string) => slot.split(' ')[1]!;
const named = (needs: readonly string[], kind: ItemKind) => needs.filter((slot) => slot.startsWith(kind)).map(nameOf);

function changeOf({ slot, version, needs, gone }: Drawn): ItemChange {
  const key = nameOf(slot);
  const rules = named(needs, 'segment').map((id) => aRule(id, [aSegmentCondition(id)]));
  const prerequisites = named(needs, 'flag').map((flag) => ({ key: flag, variationId: 'on' }));
  return slot.startsWith('flag')
    ? { kind: 'flag', key, descriptor: gone ? { version } : { version, item: aFlag({ key, version, rules, prerequisites }) } }
    : { kind: 'segment', key, descriptor: gone ? { version } : { version, item: aSegment({ id: key, version, rules }) } };
}

/** The model after a step, and the slots that changed in it. */
function stepped(model: Model, { type, guard, items }: Step): { readonly next: Model; readonly changed: ReadonlySet<string> } {
  const next = new Map(type === 'partial' ? model : []);
  const written = new Set<string>();
  for (const item of items) {
    const held = next.get(item.slot);
    if (type === 'partial' && guard === 'item' && held && item.version <= held.version) continue;
    next.set(item.slot, item);
    written.add(item.slot);
  }
  const differs = (slot: string) => model.get(slot)?.version !== next.get(slot)?.version;
  return { next, changed: type === 'partial' ? written : new Set([...model.keys(), ...next.keys()].filter(differs)) };
}

/** Everything that needs one of these, however far: looked for until nothing is added. */
function closure(model: Model, changed: ReadonlySet<string>): Set<string> {
  const found = new Set(changed);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { slot, needs, gone } of model.values()) if (!gone && needs.some((one) => found.has(one))) found.add(slot);
  }
  return found;
}

function apply(notifier: ChangeNotifier, { type, guard, items }: Step): void {
  const changes = items.map(changeOf);
  if (type === 'init') notifier.init(dataSetOf(changes));
  else notifier.apply({ type, guard, changes });
}

describe('a notifier in any sequence of updates', () => {
  it(`holds what the rules leave, and tells exactly what they affect (seed ${seed})`, () => {
    const counts = { events: 0, silent: 0, dropped: 0 }; // each often enough to mean something
    fc.assert(
      fc.property(drawnSteps, (steps) => {
        const store = new MemoryStore();
        const notifier = new ChangeNotifier({ sink: store, source: store, log: new RecordedLog() });
        const events: string[][] = [];
        notifier.onFlagChange((keys) => void events.push([...keys].sort()));
        let model: Model = new Map();
        for (const step of steps) {
          events.length = 0;
          apply(notifier, step);
          const { next, changed } = stepped(model, step);
          const affected = [...closure(model, changed), ...closure(next, changed)].filter((slot) => slot.startsWith('flag'));
          const expected = [...new Set(affected.map(nameOf))].sort();
          expect(events).toEqual(expected.length > 0 ? [expected] : []);
          expect(dataSetOf([...next.values()].map(changeOf))).toEqual({ flags: store.allFlags(), segments: store.allSegments() });
          counts[expected.length > 0 ? 'events' : 'silent']++;
          if (step.type === 'partial' && changed.size < new Set(step.items.map(({ slot }) => slot)).size) counts.dropped++;
          model = next;
        }
      }),
      { seed, numRuns: 500 },
    );
    for (const [what, count] of Object.entries(counts)) expect([what, count > 100]).toEqual([what, true]);
  });
});
