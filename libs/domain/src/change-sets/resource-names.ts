/** A thing as it stands in a resource name; tags follow it after `;`. */
export interface InName {
  readonly key: string;
  readonly tags?: readonly string[];
}

/** Canonical resource names, which permissions are about. Source: access-model G-4. */
export const resourceName = {
  instance: 'instance',
  workspace: (workspace: InName): string => part('workspace', workspace),
  project: (workspace: string, project: InName): string => below(workspace, 'project', project),
  environment: (project: string, environment: InName): string => below(project, 'env', environment),
  flag: (environment: string, flag: InName): string => below(environment, 'flag', flag),
  segment: (environment: string, segment: InName): string => below(environment, 'segment', segment),
  secret: (environment: string, id: string): string => below(environment, 'secret', { key: id }),
  /** `scope`: the instance, a workspace, a project or an environment. */
  access: (scope: string, access: InName): string => below(scope, 'access', access),
  iam: (workspace: string, of: 'member' | 'group' | 'policy' | 'owner'): string => `${workspace}:iam/${of}`,
} as const;

function below(parent: string, kind: string, thing: InName): string {
  return `${parent}:${part(kind, thing)}`;
}

function part(kind: string, { key, tags = [] }: InName): string {
  return `${kind}/${key}${tags.length === 0 ? '' : `;${tags.join(',')}`}`;
}
