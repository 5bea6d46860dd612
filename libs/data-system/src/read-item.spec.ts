import type { EnvironmentItem, ItemKind } from '@app/evaluation';
import { aFlag, aSegment, aTombstone } from '@app/evaluation/testing';
import { parseDescriptor, readItem, readItems } from './read-item';

const itemOf = (kind: ItemKind, key: string, revision: number, value: unknown): EnvironmentItem => ({
  kind,
  key,
  revision,
  json: JSON.stringify(value),
});

describe('an item of an environment', () => {
  it('is a flag at its revision', () => {
    const flag = aFlag({ key: 'foo', version: 7 });
    expect(readItem(itemOf('flag', 'foo', 7, flag))).toEqual({
      ok: true,
      value: { kind: 'flag', key: 'foo', descriptor: { version: 7, item: flag } },
    });
  });

  it('is a segment under its id', () => {
    const segment = aSegment({ id: 'e5c', key: 'beta', version: 7 });
    expect(readItem(itemOf('segment', 'e5c', 7, segment))).toEqual({
      ok: true,
      value: { kind: 'segment', key: 'e5c', descriptor: { version: 7, item: segment } },
    });
  });

  it('is a tombstone where it left', () => {
    expect(readItem(itemOf('flag', 'foo', 9, aTombstone('foo', 9)))).toEqual({
      ok: true,
      value: { kind: 'flag', key: 'foo', descriptor: { version: 9, tombstone: aTombstone('foo', 9) } },
    });
  });

  it('is a tombstone with the id and the key of the segment that left', () => {
    const tombstone = aTombstone('beta', 9, 'e5c');
    expect(readItem(itemOf('segment', 'e5c', 9, tombstone))).toMatchObject({ value: { key: 'e5c', descriptor: { tombstone } } });
  });

  it('is read beside others that cannot be', () => {
    const good = itemOf('flag', 'good', 2, aFlag({ key: 'good', version: 2 }));
    const bad: EnvironmentItem = { kind: 'segment', key: 'bad', revision: 3, json: '{sorry' };
    const { changes, unreadable } = readItems([bad, good]);
    expect(changes.map(({ kind, key }) => [kind, key])).toEqual([['flag', 'good']]);
    expect(unreadable).toEqual([{ kind: 'segment', key: 'bad', error: 'the segment is not a JSON object' }]);
  });
});

describe('the text of an item (cases 108 to 110)', () => {
  it('is a tombstone when it says deleted, though it has a key as well', () => {
    const text = '{"key":"foo","version":2,"deleted":true}';
    const tombstone = aTombstone('foo', 2, 'foo');
    expect(parseDescriptor('flag', 'foo', text, 0)).toEqual({ ok: true, value: { version: 2, tombstone } });
    expect(parseDescriptor('segment', 'foo', text, 0)).toEqual({ ok: true, value: { version: 2, tombstone } });
  });

  it.each([1, 'true', null, 0])('is no tombstone when deleted is %j', (deleted) => {
    expect(parseDescriptor('flag', 'foo', JSON.stringify({ key: 'foo', version: 2, deleted }), 0)).toMatchObject({
      value: { item: { key: 'foo' } },
    });
  });

  it.each(['', 'nope', 'null', '42', '"foo"', '[]', '[{"key":"foo"}]', '{}', '{"version":1}', '{"key":7,"version":1}'])(
    'is an error, not an exception: %p',
    (text) => {
      expect(parseDescriptor('flag', 'foo', text, 0)).toEqual({ ok: false, error: expect.any(String) });
      expect(parseDescriptor('segment', 'foo', text, 5)).toEqual({ ok: false, error: expect.any(String) });
    },
  );

  it.each([undefined, '2', -1, 1.5, null])('is an error when a tombstone has the version %j', (version) => {
    const error = 'the tombstone has no version that is a whole number from 0';
    expect(parseDescriptor('flag', 'foo', JSON.stringify({ key: 'foo', version, deleted: true }), 0)).toEqual({
      ok: false,
      error,
    });
  });

  it('has version 0 when a flag does not say; a segment has to', () => {
    expect(parseDescriptor('flag', 'foo', '{"key":"foo"}', 0)).toEqual({
      ok: true,
      value: { version: 0, item: { key: 'foo', version: 0 } },
    });
    expect(parseDescriptor('segment', 'foo', '{"key":"foo"}', 0)).toEqual({
      ok: false,
      error: expect.stringContaining('no version'),
    });
  });

  it('is as new as is known beside it, and the item says so too', () => {
    expect(parseDescriptor('flag', 'foo', '{"key":"foo","version":3}', 7)).toEqual({
      ok: true,
      value: { version: 7, item: { key: 'foo', version: 7 } },
    });
    expect(parseDescriptor('flag', 'foo', '{"key":"foo","version":3}', 0)).toEqual({
      ok: true,
      value: { version: 3, item: { key: 'foo', version: 3 } },
    });
    expect(parseDescriptor('flag', 'foo', '{"key":"foo","version":3,"deleted":true}', 7)).toEqual({
      ok: true,
      value: { version: 7, tombstone: aTombstone('foo', 7, 'foo') },
    });
  });

  it('keeps members it does not know', () => {
    expect(parseDescriptor('flag', 'foo', '{"key":"foo","version":3,"later":[1]}', 0)).toMatchObject({
      value: { item: { later: [1] } },
    });
  });
});
