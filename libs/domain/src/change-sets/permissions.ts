import type { Operation } from './change-set';
import { ACCESS_ACTIONS, actionOfOperation, isOperationName } from './actions';
import type { ObjectKind } from './actions';
import { resourceName } from './resource-names';
import type { InName } from './resource-names';

/** Where an operation happens, as it was before the change: tags given or taken by it do not count. */
export interface Surroundings {
  readonly workspace?: InName;
  readonly project?: InName;
  /** Those held; for a definition every environment of the project. */
  readonly environments: readonly (InName & { readonly id: string })[];
  /** Of the flag or segment the operation is about. */
  readonly tags?: readonly string[];
  /** Of the access the operation is about; `scope`: the resource name it hangs below. */
  readonly access?: { readonly kind: 'personal' | 'service'; readonly scope: string };
}

/** May the author do `action` on `object`? All permissions of all operations are needed. */
export interface Permission {
  readonly operation: string;
  readonly action: string;
  readonly object: string;
}

/** What an operation needs: one action, on one object or on one for each environment. Source: access-model G-10. */
export function permissionsFor(
  { operation, resource }: Pick<Operation, 'operation' | 'resource'>,
  within: Surroundings,
): readonly Permission[] {
  if (!isOperationName(operation)) throw new TypeError(`${operation} is none of the closed list of operations`);
  const [action, kind] = actionOfOperation[operation];
  const asked = kind === 'access' ? ACCESS_ACTIONS[needed(within.access, 'the access').kind] : action;
  return objectsOf(kind, resource, within).map((object) => ({ operation, action: asked, object }));
}

function objectsOf(kind: ObjectKind, { id, key, environmentId }: Operation['resource'], within: Surroundings): readonly string[] {
  const { environments, tags, access } = within;
  const own = () =>
    environmentName(
      needed(
        environments.find((one) => one.id === environmentId),
        'the environment',
      ),
      within,
    );
  const each = () => environments.map((one) => environmentName(one, within));
  const tagged: InName = { key, tags };
  switch (kind) {
    case 'instance':
      return [resourceName.instance];
    case 'workspace':
      return [workspaceName(within)];
    case 'project':
      return [projectName(within)];
    case 'environment':
      return [
        environmentName(
          needed(
            environments.find((one) => one.id === (environmentId ?? id)),
            'the environment',
          ),
          within,
        ),
      ];
    case 'each-environment':
      return each();
    case 'flag':
      return [resourceName.flag(own(), tagged)];
    case 'each-flag':
      return each().map((environment) => resourceName.flag(environment, tagged));
    case 'segment':
      return [resourceName.segment(own(), tagged)];
    case 'each-segment':
      return each().map((environment) => resourceName.segment(environment, tagged));
    case 'secret':
      return [resourceName.secret(own(), id)];
    case 'access':
      return [resourceName.access(needed(access, 'the access').scope, { key })];
    case 'members':
      return [resourceName.iam(workspaceName(within), 'member')];
    case 'groups':
      return [resourceName.iam(workspaceName(within), 'group')];
    case 'policies':
      return [resourceName.iam(workspaceName(within), 'policy')];
    case 'owners':
      return [resourceName.iam(workspaceName(within), 'owner')];
  }
}

function workspaceName({ workspace }: Surroundings): string {
  return resourceName.workspace(needed(workspace, 'the workspace'));
}

function projectName(within: Surroundings): string {
  return resourceName.project(workspaceName(within), needed(within.project, 'the project'));
}

function environmentName(environment: InName, within: Surroundings): string {
  return resourceName.environment(projectName(within), environment);
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new TypeError(`${what} of an operation has to be handed in`);
  return value;
}
