import { describeWith } from '../support/requires';
import { missingSdks } from '../support/tools';
import { BreakableInstallation } from './installation';
import { ScheduleRun, type Outcome } from './run';
import { scheduleOf, toText, type Schedule } from './schedule';

const all = 300;
const inCi = 30;
const wanted = Number(process.env['FAULT_SCHEDULES'] ?? (process.env['REQUIRE_ALL'] === 'true' ? inCi : 7));
const first = Number(process.env['FAULT_SEED'] ?? 0);
/** So many go side by side on one installation: each suffers what the others do to els and PostgreSQL as well. */
const lanes = Number(process.env['FAULT_LANES'] ?? 4);

const schedules = Array.from({ length: Math.min(wanted, all) }, (_, n) => scheduleOf(first + n));

describeWith('faults', missingSdks, () => {
  let installation: BreakableInstallation;
  const outcomes = new Map<Schedule, Promise<Outcome>>();

  beforeAll(async () => {
    installation = await BreakableInstallation.start();
  }, 120_000);
  afterAll(() => installation?.close());
  afterEach(() => expect(installation.fleet.els.errors).toEqual([]));

  /** The whole batch of a schedule. */
  async function run(batch: readonly Schedule[]): Promise<void> {
    const runs = batch.map((schedule) => new ScheduleRun(schedule, installation));
    const longest = Math.max(...batch.map(({ changesForMs }) => changesForMs)); // an outage is everybody's
    const prepared = Promise.all(runs.map((one) => one.prepare()));
    const disturbed = prepared.then(() => Promise.all(runs.map((one) => one.disturb(longest))));
    const verified = runs.map((one) => disturbed.then(() => one.verify()));
    batch.forEach((schedule, n) => outcomes.set(schedule, verified[n]!));
    await Promise.allSettled(verified);
    await Promise.all(runs.map((one) => one.close()));
  }

  function batchOf(schedule: Schedule): readonly Schedule[] {
    const begins = Math.floor(schedules.indexOf(schedule) / lanes) * lanes;
    return schedules.slice(begins, begins + lanes);
  }

  it.each(schedules.map((schedule) => [toText(schedule), schedule] as const))(
    'leave every SDK equal to the database: %s',
    async (_, schedule) => {
      if (!outcomes.has(schedule)) await run(batchOf(schedule));
      const { answers, flags, convergedMs } = await outcomes.get(schedule)!;
      const accepted = [...answers].reduce((sum, [status, count]) => sum + (status < 300 ? count : 0), 0);
      process.stdout.write(
        `schedule ${schedule.seed}: ${accepted} changes, right ${(convergedMs / 1_000).toFixed(1)} s after the last\n`,
      );
      const unforeseen = [...answers.keys()].filter((status) => status === 500 || status === 0);
      expect(unforeseen).toEqual([]); // the api says 503 while its database is away
      expect(accepted).toBeGreaterThan(0);
      expect(flags).toBeGreaterThan(1);
    },
    400_000,
  );

  it('did strike hints on their way', () => {
    const { lost, doubled, late } = installation.struck;
    process.stdout.write(`hints lost ${lost}, doubled ${doubled}, out of order ${late}\n`);
    expect(lost + doubled + late).toBeGreaterThan(0);
  });
});

if (wanted < inCi)
  it(`did not run: ${inCi - wanted} of the ${inCi} fault schedules of CI (npm run test:faults runs all ${all})`, () => {});
