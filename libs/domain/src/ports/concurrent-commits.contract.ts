import { dana, Given, means, promises } from './given.contract';
import type { Exceptions, Kept, Place } from './given.contract';
import type { RaisedEnvironment } from '../change-sets/change-set';
import type { Model, Write } from './model-store';

/** What a process did: the raised lines of each of its commits, and the instants they answered. */
export interface Report {
  readonly raised: readonly (readonly RaisedEnvironment[])[];
  readonly at: readonly number[];
}

export interface CommitsJob {
  readonly projectId: string;
  /** In the order in which the port is given them. */
  readonly environmentIds: readonly string[];
  readonly flagKey: string;
  readonly count: number;
}

/** What other processes do. They are found by name, so everything they need travels as JSON. */
export const jobs = {
  /** Commits `count` times: toggles the flag in every one of the environments at once. */
  async commits(kept: Kept, { projectId, environmentIds, flagKey, count }: CommitsJob): Promise<Report> {
    const given = new Given(kept.store);
    const report = { raised: [] as RaisedEnvironment[][], at: [] as number[] };
    for (let i = 0; i < count; i++) {
      const done = await given.commit({ kind: 'environments', projectId, environmentIds }, async (model) => ({
        writes: await Promise.all(environmentIds.map((id) => toggled(model, id, flagKey))),
        raise: environmentIds,
        comment: `process ${process.pid}, commit ${i}`,
        by: dana,
      }));
      report.raised.push([...done.raised]);
      report.at.push(done.at.getTime());
    }
    return report;
  },

  /** Renames the flag `count` times. */
  async renames(kept: Kept, { projectId, flagKey, count }: Omit<CommitsJob, 'environmentIds'>): Promise<Report> {
    const given = new Given(kept.store);
    const place = await given.place(projectId);
    const report = { raised: [] as RaisedEnvironment[][], at: [] as number[] };
    for (let i = 0; i < count; i++) {
      const done = await given.define(place, flagKey, (flag) => flag.apply({ ...flag.document(), name: `Name ${i}` }, means));
      report.raised.push([...done.raised]);
      report.at.push(done.at.getTime());
    }
    return report;
  },
  /** Is killed when it has saved, before it commits. */
  killed(kept: Kept, { projectId, environmentIds, flagKey }: CommitsJob): Promise<Report> {
    const given = new Given({
      transaction: (lock, run) =>
        kept.store.transaction(lock, async (model) => {
          await run(model);
          process.kill(process.pid, 'SIGKILL');
          return new Promise<never>(() => {});
        }),
    });
    return given.commit({ kind: 'environments', projectId, environmentIds }, async (model) => ({
      writes: [await toggled(model, environmentIds[0]!, flagKey)],
      raise: environmentIds,
    })) as Promise<never>;
  },
};

async function toggled(model: Model, environmentId: string, flagKey: string): Promise<Write> {
  const before = (await model.targeting(environmentId, flagKey))!;
  return { kind: 'targeting', before, after: { ...before, document: { ...before.document, enabled: !before.document.enabled } } };
}

/** One of `jobs` for a process of its own, over the same database. */
export interface Task {
  readonly job: keyof typeof jobs;
  readonly argument: CommitsJob | Omit<CommitsJob, 'environmentIds'>;
  /** How wrong that process's clock is. */
  readonly clockErrorMs?: number;
}

/** Each task in its own process, all beginning at the same moment; their reports in the order of the tasks. */
export type InProcesses = (tasks: readonly Task[]) => Promise<readonly Report[]>;

/** Hung, not slow: a hundred times what it takes. */
const deadlineMs = 300_000;

/** Source: architecture.md, "Committing"; access-model F.8, 15. */
export function concurrentCommitsContract(
  adapter: string,
  open: () => Promise<Kept & { readonly inProcesses: InProcesses }>,
  except: Exceptions = {},
): void {
  const promise = promises(open, except);

  /** The lines of one environment, in order, each on top of the one before. */
  function expectUnbroken(reports: readonly Report[], environmentId: string, first: number): number {
    const lines = reports.flatMap(({ raised }) => raised.flat()).filter((one) => one.environmentId === environmentId);
    lines.sort((one, other) => one.revision - other.revision);
    let last = first;
    for (const { previousRevision, revision } of lines) {
      expect(previousRevision).toBe(last);
      expect(revision).toBeGreaterThan(previousRevision);
      last = revision;
    }
    return last;
  }

  const revisionOf = async (kept: Kept, id: string) => (await kept.reader.environment(id))!.revision;

  describe(`${adapter} under concurrent commits`, () => {
    promise(
      'four processes with fifty commits each on one environment: all succeed, the chain is unbroken',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const { id } = place.environment('production');
        const first = await revisionOf(kept, id);
        const job: CommitsJob = { projectId: place.project.id, environmentIds: [id], flagKey, count: 50 };
        const reports = await inProcesses(Array.from({ length: 4 }, () => ({ job: 'commits', argument: job })));
        expect(reports.flatMap(({ raised }) => raised)).toHaveLength(200);
        expect(expectUnbroken(reports, id, first)).toBe(await revisionOf(kept, id));
        expect((await kept.reader.targeting(id, flagKey))!).toMatchObject({ rowVersion: 201, document: { enabled: false } });
        const rows = await kept.outbox.rows('delivery', { environmentId: id, workspaceId: place.workspace.id });
        expect(rows.slice(-200).map(({ previousRevision }) => previousRevision)).toEqual(
          rows.slice(-201, -1).map(({ revision }) => revision),
        );
      },
      deadlineMs,
    );

    promise(
      'pairs of environments, named in opposite order at the port: no deadlock, nobody is turned away',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const ids = place.environments.map(({ id }) => id);
        const first = await Promise.all(ids.map((id) => revisionOf(kept, id)));
        const job = (environmentIds: string[]): CommitsJob => ({
          projectId: place.project.id,
          environmentIds,
          flagKey,
          count: 50,
        });
        const orders = [ids, ids.toReversed(), ids, ids.toReversed()];
        const reports = await inProcesses(orders.map((order) => ({ job: 'commits', argument: job(order) })));
        for (const [i, id] of ids.entries()) {
          expect(expectUnbroken(reports, id, first[i]!)).toBe(await revisionOf(kept, id));
          expect((await kept.reader.targeting(id, flagKey))!.rowVersion).toBe(201);
        }
      },
      deadlineMs,
    );

    promise(
      'targeting edits against renames of their flag: both succeed, every time',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const ids = place.environments.map(({ id }) => id);
        const first = await Promise.all(ids.map((id) => revisionOf(kept, id)));
        const job = { projectId: place.project.id, flagKey, count: 50 };
        const reports = await inProcesses([
          { job: 'commits', argument: { ...job, environmentIds: [ids[0]!] } },
          { job: 'commits', argument: { ...job, environmentIds: [ids[1]!] } },
          { job: 'renames', argument: job },
        ]);
        for (const [i, id] of ids.entries()) {
          const last = expectUnbroken(reports, id, first[i]!);
          expect(last).toBe(await revisionOf(kept, id));
          expect((await kept.reader.targeting(id, flagKey))!).toMatchObject({ rowVersion: 51, revision: last });
        }
        expect((await kept.reader.flag(place.project.id, flagKey))!).toMatchObject({ rowVersion: 51, name: 'Name 49' });
      },
      deadlineMs,
    );

    promise(
      'a process killed between its save and its commit leaves nothing, not even its lock',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const production = place.environment('production');
        const all = async () => ({
          state: await kept.environments.changedSince(production.id, 0),
          history: await kept.reader.changeSets({ workspaceId: place.workspace.id }, { limit: 200 }),
          outbox: await kept.outbox.rows('delivery', { environmentId: production.id, workspaceId: place.workspace.id }),
        });
        const before = await all();
        const job: CommitsJob = { projectId: place.project.id, environmentIds: [production.id], flagKey, count: 1 };
        await expect(inProcesses([{ job: 'killed', argument: job }])).rejects.toThrow(/killed ended/);
        expect(await all()).toEqual(before);
        const [next] = (await given.target(production, flagKey, { enabled: true })).raised;
        expect(next!.previousRevision).toBe(before.state!.revision);
      },
      deadlineMs,
    );

    promise(
      'a process whose clock is an hour fast changes nothing',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const { id } = place.environment('production');
        const first = await revisionOf(kept, id);
        const job: CommitsJob = { projectId: place.project.id, environmentIds: [id], flagKey, count: 10 };
        const hour = 3_600_000;
        const errors = [hour, 0, -hour];
        const reports = await inProcesses(errors.map((clockErrorMs) => ({ job: 'commits', argument: job, clockErrorMs })));
        expectUnbroken(reports, id, first);
        for (const at of reports.flatMap(({ at: instants }) => instants))
          expect(Math.abs(at - Date.now())).toBeLessThan(hour / 2);
        const listed = await kept.reader.changeSets({ workspaceId: place.workspace.id, operation: 'SetEnabled' }, { limit: 30 });
        const revisions = listed.items.map(({ environments }) => environments[0]!.revision);
        expect(revisions).toHaveLength(30);
        expect(revisions).toEqual(revisions.toSorted((one, other) => other - one));
      },
      deadlineMs,
    );
  });
}

async function aFlagIn(given: Given): Promise<{ place: Place; flagKey: string }> {
  const place = await given.project();
  const { key } = await given.flag(place);
  return { place, flagKey: key };
}
