import type { Principal } from '../principal';

export type ChangeSetState = 'draft' | 'pending' | 'scheduled' | 'committed' | 'rejected' | 'cancelled' | 'suspended';
export type Origin = 'direct' | 'import' | 'schedule' | 'approval' | 'rollback' | 'roll-out' | 'trigger' | 'file';

export type ResourceKind =
  | 'workspace'
  | 'project'
  | 'environment'
  | 'secret'
  | 'flag'
  | 'targeting'
  | 'segment'
  | 'segment-targeting'
  | 'member'
  | 'group'
  | 'policy'
  | 'access';

/** By id and by the key of that moment: a change set outlives what it is about. */
export interface ResourceRef {
  /** Of the flag for a targeting, of the segment for a segment-targeting. */
  readonly id: string;
  readonly kind: ResourceKind;
  /** Of a secret or member its name. */
  readonly key: string;
  readonly environmentId: string | null;
  readonly environment: string | null;
}

/** One step, with what undoes it. `operation` is one of the closed list (`operations.ts`). */
export interface Operation {
  readonly operation: string;
  readonly arguments: Readonly<object>;
  readonly inverse: { readonly operation: string; readonly arguments: Readonly<object> } | null;
  readonly resource: ResourceRef;
  /** Null for what this change set makes. */
  readonly baseRowVersion: number | null;
}

/** Whole documents; null where it was not there, or is not there any more. */
export interface ChangedResource {
  readonly resource: ResourceRef;
  readonly before: Readonly<object> | null;
  readonly after: Readonly<object> | null;
}

export interface RaisedEnvironment {
  readonly environmentId: string;
  readonly environment: string;
  readonly previousRevision: number;
  readonly revision: number;
}

export interface ChangeSet {
  /** UUIDv7. */
  readonly id: string;
  readonly workspaceId: string | null;
  readonly workspace: string | null;
  readonly projectId: string | null;
  readonly project: string | null;
  readonly state: ChangeSetState;
  readonly origin: Origin;
  readonly author: Principal;
  readonly comment: string | null;
  readonly baseChangeSet: string | null;
  readonly createdAt: Date;
  readonly committedAt: Date | null;
  readonly environments: readonly RaisedEnvironment[];
  readonly operations: readonly Operation[];
  /** Left out of lists. */
  readonly resources?: readonly ChangedResource[];
}
