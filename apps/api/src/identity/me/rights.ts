import { Injectable } from '@nestjs/common';
import { Authorization, objectOf } from '@app/access-control';
import type { Action, Caller, ObjectKind } from '@app/access-control';
import { permissionsFor, resourceName } from '@app/domain';
import type { Operation, OperationName, Permission } from '@app/domain';
import { isKeepable } from '../../bodies/keepable';
import { FoundResources } from './found-resources';
import type { FoundResource } from './found-resources';
import { namedResource } from './named-resource';
import type { NamedResource, ResourceOf } from './named-resource';

/** What it takes to see something, and one operation for each action there is on it: an operation's permissions say the rest. */
const table: Readonly<
  Record<ResourceOf, { readonly seeing?: readonly [Action, ObjectKind]; readonly operations: readonly OperationName[] }>
> = {
  instance: { operations: ['CreateWorkspace'] },
  workspace: { seeing: ['ReadWorkspace', 'workspace'], operations: ['CreateProject', 'RenameWorkspace', 'DeleteWorkspace'] },
  project: {
    seeing: ['CanAccessProject', 'project'],
    operations: ['CreateEnvironment', 'RenameProject', 'DeleteProject', 'CreateFlag', 'CreateSegment'],
  },
  environment: {
    seeing: ['CanAccessEnv', 'environment'],
    operations: ['RenameEnvironment', 'DeleteEnvironment', 'CreateSecret'],
  },
  flag: {
    seeing: ['CanAccessProject', 'project'],
    operations: ['RenameFlag', 'DescribeFlag', 'TagFlag', 'UpdateVariation', 'ArchiveFlag', 'RestoreFlag', 'DeleteFlag'],
  },
  segment: {
    seeing: ['CanAccessProject', 'project'],
    operations: ['RenameSegment', 'DescribeSegment', 'TagSegment', 'ArchiveSegment', 'RestoreSegment', 'DeleteSegment'],
  },
  targeting: {
    seeing: ['CanAccessEnv', 'environment'],
    operations: [
      'SetEnabled',
      'SetOffVariation',
      'SetPrerequisites',
      'SetIndividualTargets',
      'AddRule',
      'SetFallthrough',
      'SetExperimentInclusion',
    ],
  },
  'segment-targeting': { seeing: ['CanAccessEnv', 'environment'], operations: ['SetSegmentMembers', 'AddSegmentRule'] },
  secret: { seeing: ['CanAccessEnv', 'environment'], operations: ['RenameSecret', 'DeleteSecret'] },
};

/** What a caller may do with what a path names. */
@Injectable()
export class Rights {
  constructor(
    private readonly resources: FoundResources,
    private readonly authorization: Authorization,
  ) {}

  /** Actions by name. Empty: nothing is there, or nothing the caller may see. */
  async on(path: string, caller: Caller): Promise<readonly string[]> {
    const named = isKeepable(path) ? namedResource(path) : undefined;
    const found = named && (await this.resources.find(named));
    if (!named || !found) return [];
    const { seeing, operations } = table[named.kind];
    if (seeing && !(await this.authorization.allows(caller, seeing[0], objectOf(seeing[1], named)))) return [];
    const asked = [...operations.map((operation) => permissions(operation, found)), ...readings(named)];
    const allowed = await Promise.all(asked.map((all) => this.allAllowed(caller, all)));
    const actions = asked.filter((_, i) => allowed[i]).map(([first]) => first!.action);
    return [...(seeing ? [seeing[0]] : []), ...actions].sort();
  }

  private async allAllowed(caller: Caller, all: readonly Permission[]): Promise<boolean> {
    for (const { action, object } of all) if (!(await this.authorization.allows(caller, action, object))) return false;
    return true;
  }
}

function permissions(operation: OperationName, { resource, within }: FoundResource): readonly Permission[] {
  return permissionsFor({ operation, resource } satisfies Pick<Operation, 'operation' | 'resource'>, within);
}

/** Reading that is an action of its own. */
function readings(named: NamedResource): readonly (readonly Permission[])[] {
  if (named.kind !== 'secret') return [];
  const object = resourceName.secret(objectOf('environment', named), named.secret!);
  return [[{ operation: 'ReadSecrets', action: 'ReadSecrets', object }]];
}
