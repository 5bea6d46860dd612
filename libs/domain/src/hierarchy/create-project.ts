import { SecretExists } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { LimitExceeded } from '../errors/refused';
import { readMeta } from '../meta/read-meta';
import { readNewEnvironment } from './create-environment';
import type { MadeEnvironment, RootMeans } from './create-environment';
import type { EnvironmentInput, ProjectInput } from './hierarchy-input';
import { Project } from './project';

export interface MadeProject {
  readonly project: Project;
  readonly environments: readonly MadeEnvironment[];
}

/** What a project has when nobody says otherwise. Source: access-model C-1, F-10. */
const stagingAndProduction: readonly EnvironmentInput[] = [
  { key: 'staging', name: 'Staging', tags: ['generated'] },
  { key: 'production', name: 'Production', tags: ['generated'] },
];

/** A project with its environments and their secrets. */
export function createProject(input: ProjectInput, workspaceId: string, means: RootMeans): MadeProject {
  const found = new Findings();
  const named = readMeta(input, 'lowered', '', found);
  const id = means.newId();
  const times = { rowVersion: 0, createdAt: means.at, updatedAt: means.at };
  const project = new Project({ id, ...named, workspaceId, archivedAt: null, ...times }, null);
  const environments = readEnvironments(input.environments ?? stagingAndProduction, id, means, found);
  found.refuse();
  return { project, environments };
}

function readEnvironments(
  inputs: readonly EnvironmentInput[],
  projectId: string,
  means: RootMeans,
  found: Findings,
): MadeEnvironment[] {
  const limit = means.limits.environmentsPerProject;
  if (inputs.length === 0) {
    const detail = 'a project has at least one environment: list one, or leave the list out for staging and production';
    found.add({ pointer: '/environments', code: 'PROJECT_NEEDS_ENVIRONMENT', detail });
  }
  if (inputs.length > limit) {
    found.add(new LimitExceeded('/environments', 'environments of a project', limit, inputs.length));
    return [];
  }
  const nothing = { projectId, flags: [], segments: [] };
  const made = inputs.map((input, i) => readNewEnvironment(input, nothing, `/environments/${i}`, means, found));
  addTwice(made, found);
  return made;
}

function addTwice(made: readonly MadeEnvironment[], found: Findings): void {
  const keys = new Set<string>();
  const ids = new Set<string>();
  const values = new Set<string>();
  made.forEach(({ environment: { state }, secrets }, i) => {
    const at = `/environments/${i}`;
    if (state.key !== '' && keys.has(state.key)) {
      found.add({ pointer: `${at}/key`, code: 'KEY_EXISTS', detail: `the key ${state.key} stands twice in the list` });
    }
    if (ids.has(state.id))
      found.add({ pointer: `${at}/id`, code: 'ID_EXISTS', detail: `the id ${state.id} stands twice in the list` });
    secrets.forEach(({ value }, j) => {
      if (value !== undefined && values.has(value)) found.add(new SecretExists(`${at}/secrets/${j}/value`));
    });
    keys.add(state.key);
    ids.add(state.id);
    for (const { value } of secrets) if (value !== undefined) values.add(value);
  });
}
