import type { TargetingState } from '../flags/flag-state';
import { Environment } from '../hierarchy/environment';
import type { Write } from '../ports/model-store';
import type { ChangedResource, Operation } from './change-set';
import { documentOf } from './document-of';
import { flagEdits } from './flag-edits';
import { accessEdits, environmentEdits, secretEdits } from './hierarchy-edits';
import { lifeEdits, metaEdits } from './meta-edits';
import { step, undoable } from './operations';
import type { Edit, Step } from './operations';
import type {
  AccessRecord,
  EnvironmentRecord,
  FlagRecord,
  ProjectRecord,
  SecretRecord,
  SegmentRecord,
  WorkspaceRecord,
} from './records';
import { resourceOf, sideOf } from './resource-of';
import type { EnvironmentName } from './resource-of';
import { segmentTargetingEdits } from './segment-targeting-edits';
import { targetingEdits } from './targeting-edits';

/**
 * The operations a change consists of, in the order of its writes: applied one after the other they lead from what is stored to
 * what is written. What comes into being with its parent is part of the parent's creation. `environments`: those held.
 */
export function operationsOf(writes: readonly Write[], environments: readonly EnvironmentName[]): readonly Operation[] {
  const all = withNew(writes, environments);
  return writes.flatMap((write) => {
    const resource = resourceOf(write, all);
    const baseRowVersion = write.before?.rowVersion ?? null;
    return editsOf(write, writes).map((edit) => ({ ...edit, resource, baseRowVersion }));
  });
}

/** The documents before and after of everything written. */
export function resourcesOf(writes: readonly Write[], environments: readonly EnvironmentName[]): readonly ChangedResource[] {
  const all = withNew(writes, environments);
  return writes.map((write) => ({
    resource: resourceOf(write, all),
    before: documentOf(write.kind, write.before),
    after: documentOf(write.kind, write.after),
  }));
}

function withNew(writes: readonly Write[], environments: readonly EnvironmentName[]): readonly EnvironmentName[] {
  return [...environments, ...writes.flatMap((write) => (write.kind === 'environment' ? [sideOf(write)] : []))];
}

function editsOf(write: Write, among: readonly Write[]): readonly Edit[] {
  if (!write.after) return removal(write);
  return write.before ? changes(write, among) : creation(write, among);
}

function changes(write: Write, among: readonly Write[]): readonly Edit[] {
  switch (write.kind) {
    case 'workspace':
      return metaEdits('Workspace', write.before!, write.after!);
    case 'project':
      return [...metaEdits('Project', write.before!, write.after!), ...lifeEdits('Project', write.before!, write.after!)];
    case 'environment':
      return environmentEdits(write.before!, write.after!);
    case 'secret':
      return secretEdits(write.before!, write.after!);
    case 'access':
      return accessEdits(write.before!, write.after!);
    case 'flag':
      return flagEdits(write.before!, write.after!, targetingsOf(write.before!.id, among));
    case 'targeting':
      return targetingEdits(write.before!, write.after!);
    case 'segment':
      return [...metaEdits('Segment', write.before!, write.after!), ...lifeEdits('Segment', write.before!, write.after!)];
    case 'segment-targeting':
      return segmentTargetingEdits(write.before!, write.after!);
  }
}

function creation(write: Write, among: readonly Write[]): readonly Edit[] {
  const document = documentOf(write.kind, write.after);
  switch (write.kind) {
    case 'workspace':
      return made(step('CreateWorkspace', { workspace: document as WorkspaceRecord }), step('DeleteWorkspace', {}));
    case 'project':
      return made(
        step('CreateProject', { project: document as ProjectRecord, environments: environmentsOf(write.after!.id, among) }),
        step('DeleteProject', {}),
      );
    case 'environment':
      if (isMade('project', write.after!.projectId, among)) return [];
      return made(step('CreateEnvironment', { environment: document as EnvironmentRecord }), step('DeleteEnvironment', {}));
    case 'secret':
      if (isMade('environment', write.after!.environmentId, among)) return [];
      return made(step('CreateSecret', { secret: document as SecretRecord }), step('DeleteSecret', {}));
    case 'access':
      return made(step('CreateAccess', { access: document as AccessRecord }), step('DeleteAccess', {}));
    case 'flag':
      return made(step('CreateFlag', { flag: document as FlagRecord }), step('DeleteFlag', {}));
    case 'segment':
      return made(step('CreateSegment', { segment: document as SegmentRecord }), step('DeleteSegment', {}));
    case 'targeting':
    case 'segment-targeting':
      return []; // they come with their flag, segment or environment
  }
}

const removals = {
  workspace: 'DeleteWorkspace',
  project: 'DeleteProject',
  environment: 'DeleteEnvironment',
  secret: 'DeleteSecret',
  access: 'DeleteAccess',
  flag: 'DeleteFlag',
  segment: 'DeleteSegment',
} as const;

function removal({ kind }: Write): readonly Edit[] {
  if (kind === 'targeting' || kind === 'segment-targeting') return []; // they go with their flag, segment or environment
  return made(step(removals[kind], {}), null);
}

function made(done: Step, inverse: Step | null): readonly Edit[] {
  return [undoable(done, inverse)];
}

function isMade(kind: 'project' | 'environment', id: string, among: readonly Write[]): boolean {
  return among.some((write) => write.kind === kind && !write.before && write.after?.id === id);
}

/** As they were. */
function targetingsOf(flagId: string, among: readonly Write[]): readonly TargetingState[] {
  return among.flatMap(({ kind, before }) => (kind === 'targeting' && before?.flagId === flagId ? [before] : []));
}

function environmentsOf(projectId: string, among: readonly Write[]) {
  return among.flatMap((write) => {
    if (write.kind !== 'environment' || write.after?.projectId !== projectId) return [];
    return [{ id: write.after.id, ...new Environment(write.after).document() }];
  });
}
