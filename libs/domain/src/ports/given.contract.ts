import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { operationsOf, resourcesOf } from '../change-sets/operations-of';
import { createFlag } from '../flags/create-flag';
import { Flag } from '../flags/flag';
import type { FlagInput } from '../flags/flag-document';
import type { FlagState } from '../flags/flag-state';
import { Targeting } from '../flags/targeting';
import type { TargetingInput } from '../flags/targeting-input';
import { createEnvironment } from '../hierarchy/create-environment';
import type { MadeEnvironment } from '../hierarchy/create-environment';
import { createProject } from '../hierarchy/create-project';
import type { ProjectInput, EnvironmentInput } from '../hierarchy/hierarchy-input';
import type { AccessState, ProjectState, StoredEnvironment, WorkspaceState } from '../hierarchy/hierarchy-state';
import { Secret } from '../hierarchy/secret';
import { Workspace } from '../hierarchy/workspace';
import { defaultLimits } from '../limits';
import type { Principal } from '../principal';
import { segmentKeysIn } from '../rules/segment-keys';
import type { Lock } from '../scope';
import { createSegment } from '../segments/create-segment';
import { Segment } from '../segments/segment';
import type { SegmentTargetingInput } from '../segments/segment-input';
import type { SegmentState } from '../segments/segment-state';
import { SegmentTargeting } from '../segments/segment-targeting';
import type { EnvironmentReader } from './environment-reader';
import type { ModelReader } from './model-reader';
import type { Commit, Committed, Model, ModelStore, Write } from './model-store';
import type { Leases, Outbox, Tombstones } from './outbox';
import type { PrincipalReader } from './principal-reader';
import type { ScopeReader } from './scope-reader';

/** Everything that keeps the model, over one database. */
export interface Kept {
  readonly store: ModelStore;
  readonly reader: ModelReader;
  readonly environments: EnvironmentReader;
  readonly scopes: ScopeReader;
  readonly principals: PrincipalReader;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly tombstones: Tombstones;
}

export const dana: Principal = { kind: 'access', id: '3d0f8c52-7a1b-4e7e-9f0e-5b7a0c1d2e3f', key: 'dana', name: 'Dana' };
export const means = { newId: randomUUID, at: new Date('2026-01-05T09:30:00.123Z'), limits: defaultLimits, root: true };

/** A key nobody else has: suites of one file share a database. */
export function aKey(what: string): string {
  return `${what}-${randomBytes(6).toString('hex')}`;
}

/** What a change writes, and what follows from it. Not given: nothing is raised, leaves or returns. */
export type Plan = Partial<Omit<Commit, 'changeSet'>> & {
  readonly comment?: string;
  readonly by?: Principal;
  readonly id?: string;
};

export interface Done extends Committed {
  readonly changeSet: string;
}

/** Makes what a test begins with, by the port that everything is written through. */
export class Given {
  constructor(private readonly store: ModelStore) {}

  /** `in`: where it is, when the lock does not hold it. */
  commit(
    lock: Lock,
    plan: (model: Model) => Plan | Promise<Plan>,
    within: { workspace?: WorkspaceState; project?: ProjectState } = {},
  ): Promise<Done> {
    return this.store.transaction(lock, async (model) => {
      const { held } = model;
      const {
        comment = null,
        by = dana,
        id = uuidv7(),
        writes = [],
        raise = [],
        leaves = [],
        returns = [],
        ...rest
      } = await plan(model);
      const workspace = within.workspace ?? held.workspace;
      const project = within.project ?? held.project;
      const changeSet = {
        id,
        workspaceId: workspace?.id ?? null,
        workspace: workspace?.key ?? null,
        projectId: project?.id ?? null,
        project: project?.key ?? null,
        origin: 'direct' as const,
        author: by,
        comment,
        baseChangeSet: null,
        operations: operationsOf(writes, held.environments),
        resources: resourcesOf(writes, held.environments),
      };
      return { ...(await model.save({ changeSet, writes, raise, leaves, returns, ...rest })), changeSet: id };
    });
  }

  async workspace(key = aKey('acme')): Promise<WorkspaceState> {
    const { state } = Workspace.create({ key }, means);
    await this.commit({ kind: 'instance' }, () => ({ writes: [{ kind: 'workspace', after: state }] }), { workspace: state });
    return this.store.transaction({ kind: 'workspace', workspaceId: state.id }, async ({ held }) => held.workspace!);
  }

  /** With `staging` and `production`, unless `input` lists others. */
  async project(workspace?: WorkspaceState, input: Partial<ProjectInput> = {}): Promise<Place> {
    const owner = workspace ?? (await this.workspace());
    const { project, environments } = createProject({ key: aKey('web'), ...input }, owner.id, means);
    await this.commit(
      { kind: 'workspace', workspaceId: owner.id },
      () => ({ writes: [{ kind: 'project', after: project.state }, ...environments.flatMap(writesOf)] }),
      { project: project.state },
    );
    return this.place(project.state.id);
  }

  async place(projectId: string): Promise<Place> {
    return this.store.transaction({ kind: 'project', projectId }, async ({ held }) => {
      const environment = (key: string) => held.environments.find((one) => one.key === key)!;
      const lock = { kind: 'project', projectId } as const;
      return { workspace: held.workspace!, project: held.project!, environments: held.environments, environment, lock };
    });
  }

  async environment({ project, lock }: Place, input: Partial<EnvironmentInput> = {}): Promise<Done & { readonly id: string }> {
    let id = '';
    const done = await this.commit(lock, async (model) => {
      const [flags, segments] = [await model.flagsOf(project.id), await model.segmentsOf(project.id)];
      const made = createEnvironment(
        { key: aKey('env'), ...input },
        { projectId: project.id, flags, segments, environments: 2 },
        means,
      );
      id = made.environment.state.id;
      return { writes: writesOf(made) };
    });
    return { ...done, id };
  }

  /** A boolean flag with `on` and `off`, unless `input` says otherwise; disabled everywhere. */
  async flag({ project, lock }: Place, input: Partial<FlagInput> = {}): Promise<FlagState> {
    const key = input.key ?? aKey('new-nav');
    await this.commit(lock, ({ held: { environments } }) => {
      const { flag, targetings } = createFlag({ type: 'boolean', ...input, key }, { projectId: project.id, environments }, means);
      const writes = [flag.write()!, ...targetings.map((one) => one.write()!)];
      return { writes, raise: environments.map(({ id }) => id), returns: [{ kind: 'flag', id: flag.state.id, key }] };
    });
    return (await this.store.transaction(lock, (model) => model.flag(project.id, key)))!;
  }

  async segment({ project, lock }: Place, key = aKey('beta')): Promise<SegmentState> {
    await this.commit(lock, ({ held: { environments } }) => {
      const { segment, targetings } = createSegment({ key }, { projectId: project.id, environments }, means);
      return { writes: [segment.write()!, ...targetings.map((one) => one.write()!)], raise: environments.map(({ id }) => id) };
    });
    return (await this.store.transaction(lock, (model) => model.segment(project.id, key)))!;
  }

  /** What a PUT of the targeting does. */
  target(environment: StoredEnvironment, flagKey: string, input: TargetingInput, also: Plan = {}): Promise<Done> {
    return this.commit(within(environment), async (model) => {
      const state = (await model.targeting(environment.id, flagKey))!;
      const segmentIds = await model.segmentIds(environment.projectId, segmentKeysIn(input.rules ?? []));
      return { writes: [new Targeting(state).apply(input, segmentIds, means).write()!], raise: [environment.id], ...also };
    });
  }

  /** What a PUT of the segment's side in an environment does. */
  members(environment: StoredEnvironment, segmentKey: string, input: SegmentTargetingInput): Promise<Done> {
    return this.commit(within(environment), async (model) => {
      const state = (await model.segmentTargeting(environment.id, segmentKey))!;
      return { writes: [new SegmentTargeting(state).apply(input, means).write()!], raise: [environment.id] };
    });
  }

  /** A change of a definition: the flag or segment as `edit` makes it of what is stored. */
  define(place: Place, key: string, edit: (flag: Flag) => Flag | Write): Promise<Done> {
    return this.commit(place.lock, async (model) => {
      const flag = new Flag((await model.flag(place.project.id, key))!);
      const edited = edit(flag);
      const write = edited instanceof Flag ? edited.write()! : edited;
      return { writes: [write], raise: model.held.environments.map(({ id }) => id), ...comings(write) };
    });
  }

  defineSegment(place: Place, key: string, edit: (segment: Segment) => Segment | Write): Promise<Done> {
    return this.commit(place.lock, async (model) => {
      const segment = new Segment((await model.segment(place.project.id, key))!);
      const edited = edit(segment);
      const write = edited instanceof Segment ? edited.write()! : edited;
      return { writes: [write], raise: model.held.environments.map(({ id }) => id), ...comings(write) };
    });
  }

  access(state: AccessState): Promise<Done> {
    const lock: Lock = state.workspaceId ? { kind: 'workspace', workspaceId: state.workspaceId } : { kind: 'instance' };
    return this.commit(lock, () => ({ writes: [{ kind: 'access', after: state }], policiesChanged: state.workspaceId !== null }));
  }
}

/** A project, with what is above and below it. */
export interface Place {
  readonly workspace: WorkspaceState;
  readonly project: ProjectState;
  /** Ascending by id. */
  readonly environments: readonly StoredEnvironment[];
  /** By key. */
  readonly environment: (key: string) => StoredEnvironment;
  readonly lock: Extract<Lock, { kind: 'project' }>;
}

/** The lock of a change in that environment alone. */
export function within(...environments: readonly StoredEnvironment[]): Lock {
  return { kind: 'environments', projectId: environments[0]!.projectId, environmentIds: environments.map(({ id }) => id) };
}

export function anAccess(changes: Partial<AccessState> = {}): AccessState {
  const key = aKey('ci');
  const named = { key, name: 'CI', description: null, tags: [] };
  const places = { scope: 'instance' as const, workspaceId: null, projectId: null, environmentId: null };
  const stored = { id: randomUUID(), rowVersion: 0, createdAt: means.at, updatedAt: means.at };
  return {
    ...stored,
    ...named,
    kind: 'service',
    type: 'root',
    ...places,
    secretHash: 'ab'.repeat(32),
    enabled: true,
    expiresAt: null,
    ...changes,
  };
}

export function writesOf({ environment, secrets, targetings, segmentTargetings }: MadeEnvironment): Write[] {
  const made = secrets.map((draft) => Secret.create(draft, sealed(randomBytes(33).toString('base64url')), means.at));
  return [environment, ...made, ...targetings, ...segmentTargetings].map((one) => one.write()!);
}

/** A secret's value as it is stored. */
export function sealed(value: string) {
  const hash = createHash('sha256').update(value).digest('hex');
  return { hash, encrypted: { keyId: 'c0ffee00', text: Buffer.from(value).toString('base64') } };
}

/** What leaves the SDKs with a write, and what comes back. */
function comings(write: Write): Plan {
  if (write.kind !== 'flag' && write.kind !== 'segment') return {};
  const { id, key } = (write.after ?? write.before)!;
  const ref = { kind: write.kind, id, key };
  if (!write.after || (write.after.archivedAt && !write.before?.archivedAt)) return { leaves: [ref] };
  return write.before?.archivedAt && !write.after.archivedAt ? { returns: [ref] } : {};
}

/** The promise an adapter does not keep -> why. */
export type Exceptions = Readonly<Record<string, string>>;

/** Defines one promise of a contract after the other. */
export function promises<K extends Kept>(open: () => Promise<K>, except: Exceptions = {}) {
  return (title: string, run: (kept: K, given: Given) => Promise<void>, deadlineMs?: number): void => {
    const reason = except[title];
    const test = async () => {
      const kept = await open();
      await run(kept, new Given(kept.store));
    };
    (reason ? it.failing : it)(reason ? `${title} (not so: ${reason})` : title, test, deadlineMs);
  };
}
