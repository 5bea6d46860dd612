import * as fc from 'fast-check';
import { seed } from '../../testing';
import { byCodePoint, bytesIn, charactersIn, isStorable } from './text';

describe('text', () => {
  it('is counted in code points', () => {
    expect(charactersIn('a🎉é')).toBe(3);
  });

  it(`has as many bytes as UTF-8 says (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => bytesIn(text) === Buffer.byteLength(text, 'utf8')),
      { seed },
    );
  });

  it(`is sorted as its UTF-8 bytes are (seed ${seed})`, () => {
    const sign = (order: number) => Math.sign(order);
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\uE000', '\uFFFD', '🎉', '\u{10FFFF}') });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(sign(byCodePoint(left, right))).toBe(sign(Buffer.compare(Buffer.from(left), Buffer.from(right))));
      }),
      { seed },
    );
  });

  it('cannot be kept with a NUL character or half of a surrogate pair', () => {
    expect(['a\0', '\ud83c', 'x\udf89'].map(isStorable)).toEqual([false, false, false]);
    expect(['', 'é🎉', '\ud83c\udf89', '\n'].map(isStorable)).toEqual([true, true, true, true]);
  });
});
