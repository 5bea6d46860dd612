import type { ChangeSet, Origin } from '../change-sets/change-set';
import type { FlagState, TargetingState } from '../flags/flag-state';
import type { StoredEnvironment, ProjectState, SecretState, WorkspaceState } from '../hierarchy/hierarchy-state';
import type { Principal } from '../principal';
import type { SegmentState, SegmentTargetingState } from '../segments/segment-state';
import type { Use } from './model-store';

/** `after`: the sort key of the last item seen, undefined for the first page. */
export interface PageRequest {
  readonly after?: string;
  /** 1 to 200. */
  readonly limit: number;
}

export interface PageOf<T> {
  readonly items: readonly T[];
  /** The sort key to go on from; undefined: that was all. */
  readonly next?: string;
}

export type Archived = 'false' | 'true' | 'all';

export interface EnvironmentFlagState {
  readonly flag: FlagState;
  readonly targeting: TargetingState;
  readonly changedAt: Date;
  readonly changedBy: Principal;
}

export interface ChangeSetFilter {
  readonly workspaceId: string;
  /** Undefined: of the whole workspace, what belongs to no project included. */
  readonly projectId?: string;
  readonly environment?: string;
  readonly flag?: string;
  readonly segment?: string;
  readonly operation?: string;
  /** Id, key or name of the author. */
  readonly by?: string;
  readonly origin?: Origin;
  readonly from?: Date;
  readonly to?: Date;
  /** A part of the comment, any case. */
  readonly search?: string;
}

/** Reads for the REST API. Lists are sorted by key, change sets newest first, secrets oldest first. */
export abstract class ModelReader {
  abstract instance(): Promise<{ id: string }>;
  /** Ids of the keys that encrypted what is stored, each once. Empty: nothing is stored yet. */
  abstract encryptionKeyIds(): Promise<readonly string[]>;
  abstract workspaces(page: PageRequest): Promise<PageOf<WorkspaceState>>;
  abstract workspace(id: string): Promise<WorkspaceState | undefined>;
  abstract projects(workspaceId: string, archived: Archived, page: PageRequest): Promise<PageOf<ProjectState>>;
  abstract project(id: string): Promise<ProjectState | undefined>;
  /** Environments of a project by key, archived ones too where `archived` says so. */
  abstract environments(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<StoredEnvironment>>;
  /** Those of several projects at once, for lists of projects. */
  abstract environmentsOf(projectIds: readonly string[]): Promise<readonly StoredEnvironment[]>;
  abstract environment(id: string): Promise<StoredEnvironment | undefined>;
  abstract secrets(environmentId: string, page: PageRequest): Promise<PageOf<SecretState>>;
  abstract secret(environmentId: string, id: string): Promise<SecretState | undefined>;
  abstract flags(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<FlagState>>;
  abstract flag(projectId: string, key: string): Promise<FlagState | undefined>;
  abstract environmentFlags(environmentId: string, archived: Archived, page: PageRequest): Promise<PageOf<EnvironmentFlagState>>;
  abstract targeting(environmentId: string, flagKey: string): Promise<TargetingState | undefined>;
  abstract segments(projectId: string, archived: Archived, page: PageRequest): Promise<PageOf<SegmentState>>;
  abstract segment(projectId: string, key: string): Promise<SegmentState | undefined>;
  /** Rules, in any environment, that name the segment. */
  abstract segmentUses(segmentId: string): Promise<readonly Use[]>;
  abstract environmentSegments(
    environmentId: string,
    archived: Archived,
    page: PageRequest,
  ): Promise<PageOf<{ segment: SegmentState; targeting: SegmentTargetingState }>>;
  abstract segmentTargeting(environmentId: string, segmentKey: string): Promise<SegmentTargetingState | undefined>;
  abstract changeSets(filter: ChangeSetFilter, page: PageRequest): Promise<PageOf<ChangeSet>>;
  abstract changeSet(workspaceId: string, projectId: string | undefined, id: string): Promise<ChangeSet | undefined>;
}
