import fc from 'fast-check';
import { aCondition, aFlag, anEndUser, aRule, aServe } from '../testing';
import { specification } from '../testing/specification';
import { compileFlag } from './compile-flag';
import type { FlagDefinition } from './definitions';
import { EndUser, type EndUserInput } from './end-user';
import { evaluate } from './evaluate';
import { MalformedFlag } from './malformed';
import { matchReason } from './match-reason';

interface Evaluation {
  readonly vectors: readonly {
    why: string;
    flag: FlagDefinition;
    endUser: EndUserInput;
    variation: string;
    matchReason: string;
    sendToExperiment: boolean;
  }[];
  readonly malformed: readonly { why: string; flag: FlagDefinition }[];
}
const { vectors, malformed } = specification<Evaluation>('evaluation');
const noSegments = (): undefined => undefined;

describe('evaluation', () => {
  it.each(vectors)('$why: $variation', ({ flag, endUser, variation, matchReason: text, sendToExperiment }) => {
    const { reason, inExperiment, ...served } = evaluate(compileFlag(flag, noSegments), new EndUser(endUser));
    expect([served.variation.id, matchReason(reason), inExperiment]).toEqual([variation, text, sendToExperiment]);
  });

  it('says in words why an end user got a variation', () => {
    expect(matchReason({ kind: 'off' })).toBe('flag disabled');
    expect(matchReason({ kind: 'prerequisite-failed' })).toBe('prerequisite failed');
    expect(matchReason({ kind: 'target' })).toBe('targeted');
    expect(matchReason({ kind: 'rule', rule: { id: 'r-1', name: 'Staff' } })).toBe('Staff');
    expect(matchReason({ kind: 'fallthrough' })).toBe('default');
  });
});

describe('a malformed flag', () => {
  it.each(malformed)('is refused: $why', ({ flag }) => {
    expect(() => compileFlag(flag, noSegments)).toThrow(MalformedFlag);
  });

  it('says what is wrong and where', () => {
    const flag = aFlag({ key: 'checkout', rules: [aRule('Staff', [], aServe('blue'))] });
    expect(() => compileFlag(flag, noSegments)).toThrow(
      'flag checkout is malformed: rules[0].variations[0] names the variation "blue", which the flag does not have',
    );
  });
});

describe('whatever a definition holds', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const junk = fc.oneof(fc.constantFrom(null, undefined, 0, -1, NaN, '', 'x', true, [], {}, [null], [{}], ['x']), fc.jsonValue());
  const whole = aFlag({
    key: 'whole',
    targetUsers: [{ variationId: 'on', keyIds: ['u-7'] }],
    rules: [aRule('r', [aCondition('plan', 'MatchRegex', '^g'), aCondition('User is in segment', null, '["s"]')])],
    prerequisites: [{ key: 'other', variationId: 'on' }],
  });
  const paths = pathsOf(whole);

  it(`it compiles to answers for everyone, or is malformed; nothing else is thrown (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, fc.string({ unit: 'binary' }), (path, value, text) => {
        const flag = withValue(whole, path, value) as FlagDefinition;
        try {
          const compiled = compileFlag(flag, noSegments);
          const evaluation = evaluate(compiled, anEndUser(text, { plan: text }));
          expect(typeof evaluation.variation.value).toBe('string');
          expect(typeof matchReason(evaluation.reason)).toBe('string');
        } catch (error) {
          if (!(error instanceof MalformedFlag)) throw error;
        }
      }),
      { seed, numRuns: 3000 },
    );
  });
});

function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [...(path.length > 0 ? [path] : []), ...below.flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}

function withValue(object: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(object) ? [...(object as unknown[])] : { ...(object as object) }) as Record<string, unknown>;
  copy[key] = withValue(copy[key], rest, value);
  return copy;
}
