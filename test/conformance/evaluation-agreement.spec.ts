import {
  compileEnvironment,
  type CompiledEnvironment,
  EndUser,
  type EndUserInput,
  type Evaluation,
  evaluateOne,
  matchReason,
} from '@app/evaluation';
import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';
import { Random } from './agreement/random';
import { OfflineSdk, type SdkAnswer } from './agreement/sdk';
import { Tally } from './agreement/tally';
import { Walker } from './agreement/walk';
import { randomWorld, type World } from './agreement/world';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const worlds = 120;
const leastOften = 100;

const numeric = ['LessThan', 'LessEqualThan', 'BiggerThan', 'BiggerEqualThan'];
const plain = ['Equal', 'NotEqual', 'IsOneOf', 'NotOneOf', 'IsTrue', 'IsFalse'];
const others = ['Contains', 'NotContain', 'StartsWith', 'EndsWith', 'MatchRegex', 'NotMatchRegex'];
const segmentConditions = ['User is in segment', 'User is not in segment'];
const wanted = [
  ...['Off', 'TargetMatch', 'RuleMatch', 'FallThrough'].map((kind) => `reason: ${kind}`),
  ...[...numeric, ...plain, ...others, ...segmentConditions].flatMap((operator) => [`${operator}: true`, `${operator}: false`]),
  ...[...numeric, ...plain, 'Unknown'].map((operator) => `missing: ${operator}`),
  ...['excluded', 'included', 'rule', 'no rule', 'unknown'].map((how) => `segment: ${how}`),
  ...['keyId', 'name', 'attribute'].map((property) => `dispatch: ${property}`),
  ...['[0, 0]', '1', '99999', '100000', 'other', 'cut on the end user'].map((edge) => `weight: ${edge}`),
  ...['none', 'some', 'all'].map((share) => `measured: ${share}`),
  ...['sent to experiment: true', 'sent to experiment: false'],
];

describeWith('libs/evaluation and the evaluator of the Node server SDK 1.3.0', missingSdks, () => {
  it(`agree wherever its known defects do not apply (seed ${seed})`, async () => {
    const random = new Random(seed);
    const compared = new Tally();
    const excluded = new Tally();
    for (let i = 0; i < worlds; i++) await compareIn(randomWorld(random), compared, excluded);
    process.stdout.write(
      `evaluation agreement, SEED=${seed}\ncompared\n${compared.toString()}\nnot compared, protocol §6.6\n${excluded.toString()}\n`,
    );
    expect(compared.rare(wanted, leastOften)).toEqual([]);
  }, 120_000);
});

async function compareIn(world: World, compared: Tally, excluded: Tally): Promise<void> {
  const flags = new Map(world.flags.map((flag) => [flag.key, flag]));
  const environment = compileEnvironment({ flags, segments: new Map(world.segments.map((segment) => [segment.id, segment])) });
  expect([...environment.malformed.values()]).toEqual([]);
  const sdk = await OfflineSdk.of(world.flags, world.segments);
  for (const flag of world.flags) {
    for (const endUser of world.endUsers) {
      const { seen, defect, experimentDefect } = new Walker(world, flag, endUser).walk();
      if (defect !== undefined) {
        excluded.add(defect);
        continue;
      }
      const theirs = await sdk.evaluate(flag.key, endUser);
      agree(environment, flag.key, endUser, theirs, experimentDefect === undefined);
      if (experimentDefect !== undefined) excluded.add(`${experimentDefect} (variation and reason compared)`);
      else compared.add(`sent to experiment: ${theirs.sendToExperiment}`);
      for (const what of [`reason: ${theirs.kind}`, ...seen]) compared.add(what);
    }
  }
}

function agree(
  environment: CompiledEnvironment,
  flagKey: string,
  endUser: EndUserInput,
  theirs: SdkAnswer,
  withExperiment: boolean,
): void {
  const ours = evaluateOne(environment, flagKey, new EndUser(endUser))!;
  const expected = {
    ...wording(ours),
    value: ours.variation.value,
    sendToExperiment: withExperiment ? ours.inExperiment : theirs.sendToExperiment,
  };
  try {
    expect(theirs).toEqual(expected);
  } catch (error) {
    const flag = JSON.stringify(environment.flags.get(flagKey)?.definition);
    throw new Error(`SEED=${seed}\nflag ${flag}\nend user ${JSON.stringify(endUser)}\n${String(error)}`);
  }
}

/** Our reasons as that SDK words them (protocol §6.1). */
function wording({ reason }: Evaluation): { kind: string; reason: string } {
  switch (reason.kind) {
    case 'off':
      return { kind: 'Off', reason: 'flag off' };
    case 'target':
      return { kind: 'TargetMatch', reason: 'target match' };
    case 'rule':
      return { kind: 'RuleMatch', reason: `match rule ${matchReason(reason)}` };
    case 'fallthrough':
      return { kind: 'FallThrough', reason: 'fall through targets and rules' };
    case 'prerequisite-failed':
      throw new Error('there are no prerequisites in these worlds');
  }
}
