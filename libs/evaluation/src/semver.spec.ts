import fc from 'fast-check';
import semver from 'semver';
import { compareSemVer, parseSemVer } from './semver';

describe('SemVer', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const part = fc.constantFrom('0', '1', '2', '9', '10', '11', '99');
  const identifier = fc.constantFrom('0', '1', '2', '10', '11', 'alpha', 'beta', 'Beta', 'rc', '0a', '1-', '-', 'a0');
  const tail = (mark: string): fc.Arbitrary<string> =>
    fc.oneof(
      fc.constant(''),
      fc.array(identifier, { minLength: 1, maxLength: 3 }).map((ids) => mark + ids.join('.')),
    );
  const version = fc.tuple(part, part, part, tail('-'), tail('+')).map(([a, b, c, pre, build]) => `${a}.${b}.${c}${pre}${build}`);

  it(`orders as npm does (seed ${seed})`, () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(Math.sign(compareSemVer(parseSemVer(one)!, parseSemVer(other)!))).toBe(semver.compare(one, other));
      }),
      { seed, numRuns: 20_000 },
    );
  });

  it(`takes what npm takes, of three parts and no leading v (seed ${seed})`, () => {
    const text = fc
      .array(fc.constantFrom('0', '1', '01', '.', '-', '+', 'a', ' ', '10'), { minLength: 1, maxLength: 9 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(text, (tried) => {
        const isStrict = tried === tried.trim() && semver.parse(tried) !== null;
        if (/^\d+\.\d+\.\d+/.test(tried)) expect([tried, parseSemVer(tried) !== undefined]).toEqual([tried, isStrict]);
      }),
      { seed, numRuns: 50_000 },
    );
  });
});
