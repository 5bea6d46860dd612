import { resourceName } from '@app/domain';
import type { ObjectKind } from './declarations';

/** The keys in the path of a request; of a secret its id. */
export type Keys = Readonly<Partial<Record<'workspace' | 'project' | 'environment' | 'flag' | 'segment' | 'secret', string>>>;

/** The resource name of what a path names; `*` stands for some environment of the project. Tags are for the commit to look at. */
export function objectOf(kind: ObjectKind, keys: Keys): string {
  if (kind === 'instance') return resourceName.instance;
  const workspace = resourceName.workspace({ key: keys.workspace! });
  if (kind === 'workspace') return workspace;
  const project = resourceName.project(workspace, { key: keys.project! });
  if (kind === 'project') return project;
  const some = kind === 'some-environment' || kind === 'definition';
  const environment = resourceName.environment(project, { key: some ? '*' : keys.environment! });
  if (kind === 'environment' || kind === 'some-environment') return environment;
  if (kind === 'secret') return resourceName.secret(environment, keys.secret!);
  const { flag, segment } = keys;
  return flag === undefined
    ? resourceName.segment(environment, { key: segment! })
    : resourceName.flag(environment, { key: flag });
}
