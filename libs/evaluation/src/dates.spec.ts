import fc from 'fast-check';
import { parseInstant } from './dates';

describe('dates', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const two = (max: number): fc.Arbitrary<string> => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, '0'));
  const year = fc.integer({ min: 0, max: 9999 }).map((value) => String(value).padStart(4, '0'));
  const offset = fc.oneof(
    fc.constant('Z'),
    fc.tuple(fc.constantFrom('+', '-'), two(25), two(61)).map(([sign, h, m]) => `${sign}${h}:${m}`),
  );
  const fraction = fc.oneof(
    fc.constant(''),
    fc.integer({ min: 0, max: 999 }).map((ms) => `.${String(ms).padStart(3, '0')}`),
  );
  const dateTime = fc
    .tuple(year, two(13), two(32), two(25), two(61), two(61), fraction, offset)
    .map(([y, mo, d, h, mi, s, f, o]) => ({ day: `${y}-${mo}-${d}`, hour: h, text: `${y}-${mo}-${d}T${h}:${mi}:${s}${f}${o}` }));

  it(`agree with Date.parse wherever that knows the calendar (seed ${seed})`, () => {
    fc.assert(
      fc.property(dateTime, ({ day, hour, text }) => {
        const parsed = Date.parse(text);
        // Date.parse rolls 30 February over into March and takes 24:00:00; RFC 3339 has neither.
        const isReal =
          !Number.isNaN(parsed) && hour !== '24' && new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day);
        expect([text, parseInstant(text)]).toEqual([text, isReal ? parsed : undefined]);
      }),
      { seed, numRuns: 20_000 },
    );
  });

  it('agree with the calendar on every day of 800 years', () => {
    for (let ms = Date.UTC(1600, 0, 1); ms < Date.UTC(2400, 0, 1); ms += 86_400_000) {
      if (parseInstant(new Date(ms).toISOString()) !== ms) throw new Error(new Date(ms).toISOString());
    }
  });
});
