import { dana, Given, means, promises, within } from './given.contract';
import type { Exceptions, Kept, Place, Plan } from './given.contract';
import type { RaisedEnvironment } from '../change-sets/change-set';
import { DomainError } from '../errors/domain-error';
import { Targeting } from '../flags/targeting';
import { Environment } from '../hierarchy/environment';
import { assertInvariants } from '../invariants/assert-invariants';
import type { Lock } from '../scope';
import { Segment } from '../segments/segment';
import type { Model, Write } from './model-store';

/** What a process did: the raised lines of each of its commits, and the instants they answered. */
export interface Report {
  readonly raised: readonly (readonly RaisedEnvironment[])[];
  readonly at: readonly number[];
}

/** What became of each of several tries: `done`, or the name and the code of the error: a rule’s own error is the domain’s, not the database’s. */
export type Outcomes = readonly string[];

/** The same rule of the same flag comes to name one segment after the other, or each is archived and deleted. */
export interface SegmentsJob {
  readonly projectId: string;
  readonly flagKey: string;
  readonly segmentKeys: readonly string[];
}

/** In each of the projects the environment of that key is archived and deleted. */
export interface EnvironmentsJob {
  readonly projectIds: readonly string[];
  readonly environmentKey: string;
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

  /** Lets a rule in production name each segment, in a list of conditions that grows. */
  async usesSegments(kept: Kept, { projectId, flagKey, segmentKeys }: SegmentsJob): Promise<Outcomes> {
    const given = new Given(kept.store);
    const production = (await given.place(projectId)).environment('production');
    const used: string[] = [];
    return tried(segmentKeys, async (segmentKey) => {
      await checked(given, within(production), async (model) => {
        const state = (await model.targeting(production.id, flagKey))!;
        const values = [...used, segmentKey];
        const rules = [{ key: 'staff', conditions: [{ operator: 'InSegment', values }], serve: { weights: allOn } }];
        const write = new Targeting(state).apply({ rules }, await model.segmentIds(projectId, values), means).write()!;
        return { writes: [write], raise: [production.id] };
      });
      used.push(segmentKey);
    });
  },

  /** Archives each segment, then deletes it. */
  async deletesSegments(kept: Kept, { projectId, segmentKeys }: SegmentsJob): Promise<Outcomes> {
    const given = new Given(kept.store);
    const { lock } = await given.place(projectId);
    return tried(segmentKeys, async (segmentKey) => {
      for (const edit of [(one: Segment) => one.archive(means.at).write()!, (one: Segment) => one.remove()]) {
        await checked(given, lock, async (model) => {
          const write = edit(new Segment((await model.segment(projectId, segmentKey))!));
          return { writes: [write], raise: model.held.environments.map(({ id }) => id) };
        });
      }
    });
  },

  /** Archives the environment of each project, then deletes it. */
  async deletesEnvironments(kept: Kept, { projectIds, environmentKey }: EnvironmentsJob): Promise<Outcomes> {
    const given = new Given(kept.store);
    return tried(projectIds, async (projectId) => {
      for (const edit of [(one: Environment) => one.archive(means.at).write()!, (one: Environment) => one.remove()]) {
        await checked(given, { kind: 'project', projectId }, ({ held }) => {
          const write = edit(new Environment(held.environments.find(({ key }) => key === environmentKey)!));
          return { writes: [write], raise: write.after ? [write.after.id] : [] };
        });
      }
    });
  },
};

const allOn = [{ variation: 'on', weight: 100_000 }];

async function tried<T>(all: readonly T[], attempt: (one: T) => Promise<void>): Promise<Outcomes> {
  const outcomes: string[] = [];
  for (const one of all) {
    const outcome = attempt(one).then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof DomainError) return `${error.name} ${error.code}`;
        throw error;
      },
    );
    outcomes.push(await outcome);
  }
  return outcomes;
}

/** A commit as the product makes it: the invariants look at what is stored after the lock was had. */
function checked(given: Given, lock: Lock, plan: (model: Model) => Plan | Promise<Plan>): Promise<unknown> {
  return given.commit(lock, async (model) => {
    const planned = await plan(model);
    await assertInvariants(model, planned.writes ?? []);
    return planned;
  });
}

async function toggled(model: Model, environmentId: string, flagKey: string): Promise<Write> {
  const before = (await model.targeting(environmentId, flagKey))!;
  return { kind: 'targeting', before, after: { ...before, document: { ...before.document, enabled: !before.document.enabled } } };
}

/** One of `jobs` for a process of its own, over the same database. */
export interface Task {
  readonly job: keyof typeof jobs;
  readonly argument: CommitsJob | Omit<CommitsJob, 'environmentIds'> | SegmentsJob | EnvironmentsJob;
  /** How wrong that process's clock is. */
  readonly clockErrorMs?: number;
}

/** Each task in its own process, all beginning at the same moment; their answers in the order of the tasks. */
export type InProcesses = <Answer = Report>(tasks: readonly Task[]) => Promise<readonly Answer[]>;

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
      '“use the segment in a rule” against “delete the segment”: one commits',
      async ({ inProcesses, ...kept }, given) => {
        const { place, flagKey } = await aFlagIn(given);
        const segmentKeys: string[] = [];
        for (let i = 0; i < 40; i++) segmentKeys.push((await given.segment(place)).key);
        const argument: SegmentsJob = { projectId: place.project.id, flagKey, segmentKeys };
        const [using, deleting] = await inProcesses<Outcomes>([
          { job: 'usesSegments', argument },
          { job: 'deletesSegments', argument },
        ]);
        const { document } = (await kept.reader.targeting(place.environment('production').id, flagKey))!;
        const used = document.rules.flatMap(({ conditions }) => conditions.flatMap(({ values = [] }) => values));
        for (const [i, key] of segmentKeys.entries()) {
          const isUsed = used.includes(key);
          expect([key, using![i], deleting![i]]).toEqual([
            key,
            ...(isUsed ? ['done', 'SegmentInUse SEGMENT_IN_USE'] : ['Invalid UNKNOWN_SEGMENT', 'done']),
          ]);
          expect((await kept.reader.segment(place.project.id, key)) !== undefined).toBe(isUsed);
        }
      },
      deadlineMs,
    );

    promise(
      'the last two environments deleted at once: one commits',
      async ({ inProcesses, ...kept }, given) => {
        const workspace = await given.workspace();
        const projectIds: string[] = [];
        for (let i = 0; i < 40; i++) projectIds.push((await given.project(workspace)).project.id);
        const argument = (environmentKey: string): EnvironmentsJob => ({ projectIds, environmentKey });
        const outcomes = await inProcesses<Outcomes>([
          { job: 'deletesEnvironments', argument: argument('staging') },
          { job: 'deletesEnvironments', argument: argument('production') },
        ]);
        for (const [i, projectId] of projectIds.entries()) {
          expect(outcomes.map((one) => one[i]).sort()).toEqual(['ProjectNeedsEnvironment PROJECT_NEEDS_ENVIRONMENT', 'done']);
          const { items } = await kept.reader.environments(projectId, 'all', { limit: 10 });
          expect(items.map(({ archivedAt }) => archivedAt)).toEqual([null]);
        }
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
