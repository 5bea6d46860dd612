import type { EnvironmentChanged } from './environment-changed';
import { fitsRealTime, fittingHint, REAL_TIME_MAX_BYTES, utf8Length } from './real-time-size';

const hintOf = (json: string): EnvironmentChanged => ({
  instance: 'i',
  environmentId: 'e',
  previousRevision: 1,
  revision: 2,
  items: [{ kind: 'flag', key: 'new_nav', revision: 2, json }],
});
const room = REAL_TIME_MAX_BYTES - 1 - Buffer.byteLength(JSON.stringify(hintOf('')));

describe('a hint', () => {
  it('keeps its items while it stays under 7,000 bytes of JSON', () => {
    const largest = hintOf('x'.repeat(room));
    expect(fittingHint(largest)).toBe(largest);
    expect(Buffer.byteLength(JSON.stringify(largest))).toBe(6_999);
  });

  it('goes without them from 7,000 on', () => {
    expect(fittingHint(hintOf('x'.repeat(room + 1)))).toEqual({
      instance: 'i',
      environmentId: 'e',
      previousRevision: 1,
      revision: 2,
    });
  });

  it('counts quotes with the backslash they get, and letters in bytes', () => {
    expect(fittingHint(hintOf('"'.repeat(room / 2 + 1)))).not.toHaveProperty('items');
    expect(fittingHint(hintOf('é'.repeat(room / 2 + 1)))).not.toHaveProperty('items');
  });

  it('that never had items is left alone', () => {
    const { items: _items, ...bare } = hintOf('');
    expect(fittingHint({ ...bare, secrets: true })).toEqual({ ...bare, secrets: true });
  });
});

it('a body of 7,000 bytes is too large for a real-time topic', () => {
  const rest = JSON.stringify({ text: '' }).length;
  expect(fitsRealTime({ text: 'x'.repeat(REAL_TIME_MAX_BYTES - rest - 1) })).toBe(true);
  expect(fitsRealTime({ text: 'x'.repeat(REAL_TIME_MAX_BYTES - rest) })).toBe(false);
});

it.each(['', 'a', '\u007f', '\u0080', 'é', '\u07ff', '\u0800', '用户', '\uffff', '🎉', '\ud83c', 'a\udf89b'])(
  'the bytes of %j are counted',
  (text) => {
    expect(utf8Length(text)).toBe(Buffer.byteLength(text));
  },
);
