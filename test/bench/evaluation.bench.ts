import { compileEnvironment, type EndUser, evaluateOne, type FlagDefinition } from '@app/evaluation';
import { aCondition, aFlag, anEndUser, aRule, aSegment, aSegmentCondition, aServe } from '@app/evaluation/testing';
import { fifthRuleFlag, type Flag, offFlag, type Result, rolloutFlag, segmentFlag } from './floor/flags';
import { type BenchResult, middle } from './result';

const flagsOfEachKind = 250;
const evaluations = 25_000;
const rounds = 161;

interface Kind {
  readonly name: string;
  readonly definition: (key: string) => FlagDefinition;
  readonly floor: (key: string) => Flag;
}

const endUsers = Array.from({ length: 1024 }, (_, i) =>
  anEndUser(`user-${i * 7919}`, {
    ...{
      plan: 'free',
      email: `user-${i}@example.org`,
      country: 'DE',
      app: '1.9.0',
      browser: i % 2 === 0 ? 'Firefox' : 'Chromium',
    },
  }),
);
const members = endUsers.filter((_, i) => i % 2 === 0).map(({ keyId }) => keyId);
const strangers = Array.from({ length: 1_000 - members.length }, (_, i) => `stranger-${i}`);
const included = new Set([...members, ...strangers]);
const segment = aSegment({ id: 'segment', included: [...included] });

const kinds: readonly Kind[] = [
  { name: 'off', definition: (key) => aFlag({ key, isEnabled: false }), floor: offFlag },
  {
    name: 'fifth rule',
    definition: (key) =>
      aFlag({
        key,
        rules: [
          aRule('1', [aCondition('plan', 'Equal', 'gold')]),
          aRule('2', [aCondition('email', 'EndsWith', '@corp.example')]),
          aRule('3', [aCondition('country', 'IsOneOf', '["NO","SE"]')]),
          aRule('4', [aCondition('app', 'StartsWith', '2.')]),
          aRule('5', [aCondition('browser', 'Contains', 'Fire')]),
        ],
        fallthrough: aServe('off'),
      }),
    floor: fifthRuleFlag,
  },
  {
    name: 'roll-out',
    definition: (key) =>
      aFlag({
        key,
        fallthrough: aServe([
          { id: 'on', rollout: [0, 0.2], exptRollout: 0.2 },
          { id: 'off', rollout: [0.2, 1], exptRollout: 0.8 },
        ]),
      }),
    floor: rolloutFlag,
  },
  {
    name: 'segment of 1,000',
    definition: (key) => aFlag({ key, rules: [aRule('1', [aSegmentCondition('segment')])], fallthrough: aServe('off') }),
    floor: () => segmentFlag(included),
  },
];

/**
 * Evaluating one flag of 1,000 by its key, beside `floor`: a Map of closures written by hand for the same rules, with the same
 * result. The two take turns, so that both see the machine as it is at the moment. Target: within twice the floor.
 */
export async function run(): Promise<BenchResult[]> {
  const keys = kinds.flatMap(({ name }) => Array.from({ length: flagsOfEachKind }, (_, i) => `${name}-${i}`));
  const kindOf = (key: string): Kind => kinds.find(({ name }) => key.startsWith(`${name}-`))!;
  const flags = new Map(keys.map((key) => [key, kindOf(key).definition(key)]));
  const environment = compileEnvironment({ flags, segments: new Map([[segment.id, segment]]) });
  const floor = new Map(keys.map((key) => [key, kindOf(key).floor(key)]));
  const ours = (key: string, endUser: EndUser): Result => evaluateOne(environment, key, endUser)!;
  const reference = (key: string, endUser: EndUser): Result => floor.get(key)!(endUser);

  requireSame(keys, ours, reference); // and every kind is warm before the first is measured
  return kinds.map(({ name }) => {
    const own = keys.filter((key) => key.startsWith(`${name}-`));
    const pairs = Array.from({ length: rounds }, () => ({
      reference: nanoseconds(reference, own),
      ours: nanoseconds(ours, own),
    }));
    return { name, ...middle(pairs), unit: 'ns', target: 2 };
  });
}

type Evaluate = (key: string, endUser: EndUser) => Result;

function nanoseconds(evaluate: Evaluate, keys: readonly string[]): number {
  let sum = 0; // used, so that no evaluation can be left out
  const startedAt = process.hrtime.bigint();
  for (let i = 0; i < evaluations; i++) sum += evaluate(keys[i % keys.length]!, endUsers[i & 1023]!).variation.id.length;
  const took = Number(process.hrtime.bigint() - startedAt);
  if (sum === 0) throw new Error('nothing was evaluated');
  return took / evaluations;
}

/** A floor that answers something else measures something else. */
function requireSame(keys: readonly string[], ours: Evaluate, reference: Evaluate): void {
  for (const key of keys) {
    for (const endUser of endUsers) {
      const [one, other] = [ours(key, endUser), reference(key, endUser)];
      const isSame =
        one.variation.id === other.variation.id &&
        one.reason.kind === other.reason.kind &&
        one.inExperiment === other.inExperiment;
      if (!isSame) throw new Error(`the floor and libs/evaluation differ on ${key} for ${endUser.keyId}`);
    }
  }
}
