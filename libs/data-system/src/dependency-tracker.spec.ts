import type { ConditionDefinition, ItemKind } from '@app/evaluation';
import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import type { FlagDescriptor, SegmentDescriptor } from './data-model';
import { dependenciesOf } from './dependencies';
import { DependencyTracker } from './dependency-tracker';
import { ItemKeys } from './item-keys';

interface Needs {
  readonly flags?: readonly string[];
  readonly segments?: readonly string[];
}
const rulesOf = (segments: readonly string[] = []) => segments.map((id) => aRule(id, [aSegmentCondition(id)]));
const flag = (key: string, { flags = [], segments }: Needs = {}): FlagDescriptor => ({
  version: 1,
  item: aFlag({
    key,
    version: 1,
    prerequisites: flags.map((one) => ({ key: one, variationId: 'on' })),
    rules: rulesOf(segments),
  }),
});
const segment = (id: string, { segments }: Needs = {}): SegmentDescriptor => ({
  version: 1,
  item: aSegment({ id, version: 1, rules: rulesOf(segments) }),
});

function affected(tracker: DependencyTracker, kind: ItemKind, key: string): string[] {
  const into = new ItemKeys();
  tracker.affected(kind, key, into);
  return [...into].map(([itsKind, itsKey]) => `${itsKind} ${itsKey}`);
}

describe('what a change of an item affects (cases 14 to 22)', () => {
  let tracker: DependencyTracker;
  beforeEach(() => {
    tracker = new DependencyTracker();
  });

  it('is the item and the flags that require it', () => {
    tracker.update('flag', 'B', flag('B', { flags: ['A'] }));
    tracker.update('flag', 'C', flag('C'));
    expect(affected(tracker, 'flag', 'A')).toEqual(['flag A', 'flag B']);
  });

  it('is the segment and the flags that use it, flags first', () => {
    tracker.update('flag', 'A', flag('A', { segments: ['S'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['flag A', 'segment S']);
  });

  it('goes on through prerequisites', () => {
    tracker.update('flag', 'B', flag('B', { flags: ['A'] }));
    tracker.update('flag', 'A', flag('A', { segments: ['S'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['flag A', 'flag B', 'segment S']);
  });

  it('goes on through segments that name segments', () => {
    tracker.update('segment', 'T', segment('T', { segments: ['S'] }));
    tracker.update('flag', 'F', flag('F', { segments: ['T'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['flag F', 'segment S', 'segment T']);
  });

  it('is every item that depends on it, not the first alone (DEV-1)', () => {
    tracker.update('flag', 'F', flag('F', { segments: ['S'] }));
    tracker.update('flag', 'G', flag('G', { segments: ['S'] }));
    tracker.update('segment', 'T', segment('T', { segments: ['S'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['flag F', 'flag G', 'segment S', 'segment T']);
  });

  it('follows a flag that turns to another segment', () => {
    tracker.update('flag', 'F', flag('F', { segments: ['S'] }));
    tracker.update('flag', 'F', flag('F', { segments: ['T'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['segment S']);
    expect(affected(tracker, 'segment', 'T')).toEqual(['flag F', 'segment T']);
  });

  it('leaves a flag out once it is a tombstone', () => {
    tracker.update('flag', 'F', flag('F', { segments: ['S'], flags: ['A'] }));
    tracker.update('flag', 'F', { version: 2 });
    expect(affected(tracker, 'segment', 'S')).toEqual(['segment S']);
    expect(affected(tracker, 'flag', 'A')).toEqual(['flag A']);
    expect(tracker.dependencies('flag', 'F')).toBeUndefined();
  });

  it('takes away an edge of a flag only, not that of a segment with the same key', () => {
    tracker.update('flag', 'x', flag('x', { segments: ['S'] }));
    tracker.update('segment', 'x', segment('x', { segments: ['S'] }));
    tracker.update('flag', 'x', { version: 2 });
    expect(affected(tracker, 'segment', 'S')).toEqual(['segment S', 'segment x']);
  });

  it('ends on flags that require each other, and on one that requires itself', () => {
    tracker.update('flag', 'A', flag('A', { flags: ['B'] }));
    tracker.update('flag', 'B', flag('B', { flags: ['A'] }));
    tracker.update('flag', 'self', flag('self', { flags: ['self'] }));
    expect(affected(tracker, 'flag', 'A').sort()).toEqual(['flag A', 'flag B']);
    expect(affected(tracker, 'flag', 'self')).toEqual(['flag self']);
  });

  it('is the item itself where nobody ever heard of it', () => {
    expect(affected(tracker, 'flag', 'potato')).toEqual(['flag potato']);
  });

  it('is added to what was found before, which is not walked again', () => {
    tracker.update('flag', 'B', flag('B', { flags: ['A'] }));
    const into = new ItemKeys();
    into.add('flag', 'A');
    tracker.affected('flag', 'A', into);
    expect([...into]).toEqual([['flag', 'A']]);
  });

  it('is the same after the same update twice', () => {
    for (let i = 0; i < 2; i++) tracker.update('flag', 'F', flag('F', { segments: ['S'], flags: ['A'] }));
    expect(affected(tracker, 'segment', 'S')).toEqual(['flag F', 'segment S']);
    tracker.update('flag', 'F', { version: 2 });
    expect(affected(tracker, 'segment', 'S')).toEqual(['segment S']);
  });

  it('is nothing more once the graph is cleared', () => {
    tracker.update('flag', 'F', flag('F', { segments: ['S'] }));
    tracker.clear();
    expect(affected(tracker, 'segment', 'S')).toEqual(['segment S']);
    expect(tracker.dependencies('flag', 'F')).toBeUndefined();
  });
});

describe('a chain of 10,000 prerequisites (case 24)', () => {
  it('is walked to its end', () => {
    const tracker = new DependencyTracker();
    for (let i = 1; i < 10_000; i++) tracker.update('flag', `f${i}`, flag(`f${i}`, { flags: [`f${i - 1}`] }));
    expect(affected(tracker, 'flag', 'f0')).toHaveLength(10_000);
  });
});

describe('what an item depends on (case 23)', () => {
  const withValue = (value: unknown): FlagDescriptor => {
    const condition = { ...aSegmentCondition(), value } as ConditionDefinition;
    return { version: 1, item: aFlag({ key: 'F', version: 1, rules: [aRule('r', [condition])] }) };
  };

  it.each([
    ['42', []],
    ['null', []],
    ['"not json"', []],
    ['not json', []],
    ['[1,"s",null,{}]', ['s']],
    ['["s","t","s"]', ['s', 't']],
    [null, []],
    [undefined, []],
    [42, []],
  ])('is read from the value %j of a segment condition', (value, segments) => {
    expect([...dependenciesOf('flag', withValue(value)).segments]).toEqual(segments);
  });

  it.each([
    { rules: null },
    { rules: 'x' },
    { rules: [null, 7, {}] },
    { rules: [{ conditions: null }, { conditions: [null, 5, []] }] },
    { prerequisites: null },
    { prerequisites: [null, {}, { key: 7 }] },
  ])('is nothing, without an exception, for a flag with %j', (odd) => {
    const item = { ...aFlag({ key: 'F', version: 1 }), ...odd } as unknown as FlagDescriptor['item'];
    expect([...dependenciesOf('flag', { version: 1, item })]).toEqual([]);
  });

  it('is told by the tracker as it stands', () => {
    const tracker = new DependencyTracker();
    tracker.update('flag', 'F', flag('F', { flags: ['A'], segments: ['S'] }));
    expect([...(tracker.dependencies('flag', 'F') ?? [])]).toEqual([
      ['flag', 'A'],
      ['segment', 'S'],
    ]);
  });
});
