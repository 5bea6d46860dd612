import type { EnvironmentItem, FlagDefinition, SegmentDefinition } from '@app/evaluation';
import { aFlag, aRule, aSegment, aSegmentCondition } from '@app/evaluation/testing';
import { createLog } from '@app/platform';
import { EnvironmentCopy } from './environment-copy';

const environmentId = 'e';
const log = createLog({ app: 'els', level: 'silent' });
const itemOf = (definition: FlagDefinition | SegmentDefinition): EnvironmentItem => {
  const [kind, key] = 'variations' in definition ? (['flag', definition.key] as const) : (['segment', definition.id] as const);
  return { kind, key, revision: definition.version, json: JSON.stringify(definition) };
};
const stateAt = (revision: number, ...items: EnvironmentItem[]) => ({ environmentId, revision, purgedRevision: 0, items });
const copyOf = (state: ReturnType<typeof stateAt>) => new EnvironmentCopy(state, { instance: 'i', history: 0 }, log, () => {});

describe('a copy of an environment', () => {
  it('never goes back, neither its revision nor an item', () => {
    const copy = copyOf(stateAt(10, itemOf(aFlag({ key: 'a', version: 9, name: 'new' }))));
    copy.follow(stateAt(8, itemOf(aFlag({ key: 'a', version: 8, name: 'old' }))));
    expect([copy.snapshot.revision, copy.snapshot.compiled.flags.get('a')!.definition.name]).toEqual([10, 'new']);
  });

  it('leaves earlier snapshots as they were', () => {
    const copy = copyOf(stateAt(10, itemOf(aFlag({ key: 'a', version: 10 }))));
    const before = copy.snapshot;
    copy.follow(stateAt(11, itemOf(aFlag({ key: 'b', version: 11 }))));
    expect([before.revision, [...before.compiled.flags.keys()]]).toEqual([10, ['a']]);
    expect([...copy.snapshot.compiled.flags.keys()].sort()).toEqual(['a', 'b']);
    expect(copy.snapshot.compiled.flags.get('a')).toBe(before.compiled.flags.get('a')); // compiled once
  });

  it('remembers whom an item ahead of its revision affects until the revision comes', () => {
    const copy = copyOf(stateAt(10));
    copy.follow(stateAt(10, itemOf(aFlag({ key: 'a', version: 15 }))));
    copy.follow(stateAt(15, itemOf(aFlag({ key: 'a', version: 15 }))));
    expect(copy.snapshot.clientFlags.affectedSince(10)).toEqual(['a']);
    expect(copy.snapshot.clientFlags.affectedSince(15)).toEqual([]);
  });

  it('tells by revisions alone what changed longer ago than it remembers', () => {
    const rules = [aRule('In s', [aSegmentCondition('s')])];
    const copy = copyOf(stateAt(10, itemOf(aSegment({ id: 's', version: 5 })), itemOf(aFlag({ key: 'a', version: 6, rules }))));
    copy.follow(stateAt(11, itemOf(aSegment({ id: 's', version: 11, name: 'renamed' }))));
    expect(copy.snapshot.clientFlags.affectedSince(10)).toEqual([]);
    for (let revision = 12; revision < 100; revision += 1) copy.follow(stateAt(revision));
    expect(copy.snapshot.clientFlags.affectedSince(10)).toEqual(['a']);
    expect(copy.snapshot.clientFlags.affectedSince(98)).toEqual([]);
  });

  it('serialises each frame once, and the same for equal cursors', () => {
    const copy = copyOf(stateAt(10, itemOf(aFlag({ key: 'a', version: 5 })), itemOf(aFlag({ key: 'b', version: 8 }))));
    const frames = copy.snapshot.serverFrames(false);
    expect(frames.full()).toBe(frames.full());
    expect(frames.above(5)).toBe(frames.above(7));
    expect(frames.above(4)).not.toBe(frames.above(5));
    expect(frames.above(8)).toBeUndefined();
    expect(copy.snapshot.serverFrames(false)).toBe(frames);
    expect(copy.snapshot.serverFrames(true).full()).not.toEqual(frames.full());
  });
});
