import fc from 'fast-check';
import { environmentCommands } from './commands/environments';
import { createFlag, flagCommands } from './commands/flags';
import { hierarchyCommands } from './commands/hierarchy';
import { createSegment, segmentCommands } from './commands/segments';
import { targetingCommands } from './commands/targeting';
import { variationCommands } from './commands/variations';
import { copiesAgree } from './agree';
import { Installation } from './installation';
import { Stage } from './stage';
import type { Command } from './step';
import { take } from './take';
import { Tally } from './tally';

const LEAST_RUNS = 2_000;
const LEAST_EACH = 20;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const all = [
  ...flagCommands,
  ...variationCommands,
  ...targetingCommands,
  ...segmentCommands,
  ...environmentCommands,
  ...hierarchyCommands,
];
const names = [...new Set(all.map((one) => fc.sample(one, 1)[0]!.name))];

let installation: Installation;
beforeAll(async () => {
  installation = await Installation.start();
}, 60_000);
afterAll(() => installation.close());

const tally = new Tally();
let projects = 0;

/** A command as fast-check runs it. */
class Run implements fc.AsyncCommand<object, Stage> {
  constructor(private readonly command: Command) {}

  check = () => true;

  async run(_: object, stage: Stage): Promise<void> {
    tally.count(this.command.name, await take(stage, this.command));
  }

  toString(): string {
    const { name, args, comment } = this.command;
    return `${name} ${JSON.stringify(args)}${comment === undefined ? '' : ` “${comment}”`}`;
  }
}

const commands = fc.commands(
  all.map((one) => one.map((command) => new Run(command))),
  { maxCommands: 60, size: 'max' },
);

/** What every project has before its commands begin. */
const furniture = [...fc.sample(createFlag, { numRuns: 6, seed: 1 }), ...fc.sample(createSegment, { numRuns: 3, seed: 1 })];

/** One project, from there to wherever the commands lead; in the end an SDK that comes anew gets what the others have. */
async function play(sequence: Iterable<fc.AsyncCommand<object, Stage>>): Promise<void> {
  const stage = await Stage.open(installation, `run-${(projects += 1)}`);
  try {
    for (const command of furniture) await take(stage, command);
    await fc.asyncModelRun(() => ({ model: {}, real: stage }), sequence);
    stage.close();
    await stage.follow();
    await copiesAgree(stage);
    await stage.remove();
  } finally {
    stage.close();
  }
}

it('REST, the tables and a connected SDK say after every command what a plain model says', async () => {
  console.log(`model: SEED=${seed}`);
  for (let round = 0; tally.total < LEAST_RUNS; round++) {
    await fc.assert(fc.asyncProperty(commands, play), {
      seed: (seed + round) | 0,
      numRuns: 5,
      interruptAfterTimeLimit: 300_000,
      markInterruptAsFailure: true,
    });
  }
  console.log(`model: SEED=${seed}\n${tally.toString()}`);
  for (const name of names) expect([name, tally.times(name) >= LEAST_EACH]).toEqual([name, true]);
}, 1_200_000);
