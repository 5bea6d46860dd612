import type { ChangeSet, RaisedEnvironment } from '../change-sets/change-set';
import type { FlagState, TargetingState } from '../flags/flag-state';
import type { AccessState, StoredEnvironment, ProjectState, SecretState, WorkspaceState } from '../hierarchy/hierarchy-state';
import type { Lock } from '../scope';
import type { SegmentState, SegmentTargetingState } from '../segments/segment-state';

/** Where something is used, in the keys of this moment. */
export interface Use {
  readonly environment: string;
  readonly flag: string;
  readonly rule: string | null;
}

/** What a commit holds, read after the lock was had: nothing of it can change before the commit. */
export interface Held {
  readonly workspace?: WorkspaceState;
  readonly project?: ProjectState;
  /** Ascending by id; archived ones too. */
  readonly environments: readonly StoredEnvironment[];
}

interface Written<K extends string, S> {
  readonly kind: K;
  /** Undefined: it comes into being. */
  readonly before?: S;
  /** Undefined: it goes. What is below it goes with it. */
  readonly after?: S;
}

/**
 * One row of the model and its children, written whole. The store sets rowVersion (before's + 1, or 1), createdAt, updatedAt and
 * item revisions; what stands of them in `after` is ignored.
 */
export type Write =
  | Written<'workspace', WorkspaceState>
  | Written<'project', ProjectState>
  | Written<'environment', StoredEnvironment>
  | Written<'secret', SecretState>
  | Written<'access', AccessState>
  | Written<'flag', FlagState>
  | Written<'targeting', TargetingState>
  | Written<'segment', SegmentState>
  | Written<'segment-targeting', SegmentTargetingState>;

/** A flag or segment that leaves the SDKs (archived) or comes back (restored, or its key used anew). */
export interface ItemRef {
  readonly kind: 'flag' | 'segment';
  readonly id: string;
  readonly key: string;
}

/** All that one change set writes, in one go: steps 3 and 4 of the commit. */
export interface Commit {
  readonly changeSet: Omit<ChangeSet, 'state' | 'createdAt' | 'committedAt' | 'environments'>;
  readonly writes: readonly Write[];
  /** Existing environments whose revision rises. Those that `writes` makes get their first revision by themselves. */
  readonly raise: readonly string[];
  /** Get a tombstone in every raised environment; of what leaves, one that is there already is kept as it is. */
  readonly leaves: readonly ItemRef[];
  /** Lose their tombstone in every raised environment: same key for a flag, same id for a segment. */
  readonly returns: readonly ItemRef[];
  /** Hashes of secrets the cache must look up anew, by environment id. */
  readonly secrets?: ReadonlyMap<string, readonly string[]>;
  /** Writes one outbox row for the workspace as well, and raises its policyRevision. */
  readonly policiesChanged?: boolean;
}

export interface Committed {
  /** The database's clock. */
  readonly at: Date;
  /** New environments included (previousRevision 0). */
  readonly raised: readonly RaisedEnvironment[];
}

/** The model as one transaction sees it, after its lock. */
export interface Model {
  readonly held: Held;

  /** Whether an enabled root access without expiry is there: the first run is over (D-47). `except`: ids of some that do not count. */
  hasRootAccess(except?: readonly string[]): Promise<boolean>;
  workspaceByKey(key: string): Promise<WorkspaceState | undefined>;
  /** Every environment of the project, archived ones too, for where the lock does not hold them. */
  environmentsOf(projectId: string): Promise<readonly StoredEnvironment[]>;
  secret(environmentId: string, id: string): Promise<SecretState | undefined>;
  /** Every secret of these environments. */
  secretsOf(environmentIds: readonly string[]): Promise<readonly SecretState[]>;
  flag(projectId: string, key: string): Promise<FlagState | undefined>;
  /** The flag's targeting in every environment, archived ones too. */
  targetingsOf(flagId: string): Promise<readonly TargetingState[]>;
  targeting(environmentId: string, flagKey: string): Promise<TargetingState | undefined>;
  /** Every flag of the project with its variations: a new environment needs a targeting for each. */
  flagsOf(projectId: string): Promise<readonly FlagState[]>;
  segment(projectId: string, key: string): Promise<SegmentState | undefined>;
  segmentsOf(projectId: string): Promise<readonly SegmentState[]>;
  segmentTargetingsOf(segmentId: string): Promise<readonly SegmentTargetingState[]>;
  segmentTargeting(environmentId: string, segmentKey: string): Promise<SegmentTargetingState | undefined>;
  /** Those of the keys that are live segments of the project. */
  segmentIds(projectId: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;

  /** Case-insensitive, archived ones too. */
  keyTaken(
    kind: 'workspace' | 'project' | 'environment' | 'flag' | 'segment',
    parentId: string | null,
    key: string,
  ): Promise<boolean>;
  /** Whether an environment, anywhere in the instance, has this id (a UUID). */
  environmentIdTaken(id: string): Promise<boolean>;
  /** Whether a secret, anywhere in the instance, has this hash. */
  secretTaken(hash: string): Promise<boolean>;
  /** How many the project has, archived ones too. */
  countOf(kind: 'flag' | 'segment', projectId: string): Promise<number>;
  /** Rules, in any environment, that name the segment. */
  segmentUses(segmentId: string): Promise<readonly Use[]>;
  /** Off variations, individual targets, weights above 0 and prerequisites, in any environment, that name the variation. */
  variationUses(variationId: string): Promise<readonly Use[]>;
  /** Targetings that require the flag. */
  prerequisiteUses(flagId: string): Promise<readonly Use[]>;
  /** The latest committed change set that changed the resource (of a targeting: flag id and environment id). */
  lastChangeOf(
    resourceId: string,
    environmentId: string | null,
  ): Promise<Pick<ChangeSet, 'id' | 'author' | 'committedAt'> | undefined>;

  /** Steps 3 and 4: raises, writes, records, announces. Called once at most. */
  save(commit: Commit): Promise<Committed>;
}

/** The only door by which anything is written. */
export abstract class ModelStore {
  /**
   * One transaction: locks, then `run`, then commits; rolls back when `run` rejects. What the lock names may be gone by the time it
   * is had: `held` says what is there. Throws `Busy` when the lock is not had within 5 s: nothing was written.
   */
  abstract transaction<T>(lock: Lock, run: (model: Model) => Promise<T>): Promise<T>;
}
