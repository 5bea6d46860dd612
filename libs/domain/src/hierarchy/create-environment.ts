import { RootOnly } from '../errors/forbidden';
import { SecretExists } from '../errors/conflicts';
import { Findings } from '../errors/findings';
import { LimitExceeded } from '../errors/refused';
import type { FlagState } from '../flags/flag-state';
import { Targeting } from '../flags/targeting';
import type { Means } from '../means';
import { readMeta } from '../meta/read-meta';
import type { SegmentState } from '../segments/segment-state';
import { SegmentTargeting } from '../segments/segment-targeting';
import { Environment } from './environment';
import type { EnvironmentInput, SecretInput } from './hierarchy-input';
import { readSecret } from './read-secret';
import { readSettings } from './read-settings';
import type { SecretDraft } from './secret-document';

/** An environment and what comes into being with it. Source: access-model C-2, F-11. */
export interface MadeEnvironment {
  readonly environment: Environment;
  readonly secrets: readonly SecretDraft[];
  readonly targetings: readonly Targeting[];
  readonly segmentTargetings: readonly SegmentTargeting[];
}

/** What is there already, archived or not. */
export interface ProjectContents {
  readonly projectId: string;
  readonly flags: readonly FlagState[];
  readonly segments: readonly SegmentState[];
  /** How many environments the project has, archived ones included. */
  readonly environments: number;
}

/** `root`: whether root asks; others may choose neither ids nor values of secrets. */
export type RootMeans = Means & { readonly root: boolean };

const serverAndClient: readonly SecretInput[] = [
  { name: 'Server Key', type: 'server' },
  { name: 'Client Key', type: 'client' },
];

export function createEnvironment(input: EnvironmentInput, contents: ProjectContents, means: RootMeans): MadeEnvironment {
  const found = new Findings();
  const limit = means.limits.environmentsPerProject;
  const count = contents.environments + 1;
  if (count > limit) found.add(new LimitExceeded(null, 'environments of a project', limit, count));
  const made = readNewEnvironment(input, contents, '', means, found);
  found.refuse();
  return made;
}

/** @throws RootOnly when another than root chooses an id or a value. */
export function readNewEnvironment(
  input: EnvironmentInput,
  { projectId, flags, segments }: Omit<ProjectContents, 'environments'>,
  at: string,
  means: RootMeans,
  found: Findings,
): MadeEnvironment {
  const named = readMeta(input, 'lowered', at, found);
  const settings = readSettings(input.settings, `${at}/settings`, found);
  const id = readId(input, at, means, found);
  const times = { rowVersion: 0, createdAt: means.at, updatedAt: means.at };
  const environment = new Environment(
    { id, ...named, projectId, archivedAt: null, settings, revision: 0, purgedRevision: 0, ...times },
    null,
  );
  const secrets = (input.secrets ?? serverAndClient).map((one, i) => readSecret(one, id, `${at}/secrets/${i}`, means, found));
  addTwice(secrets, at, found);
  const place = { id, key: named.key };
  return {
    environment,
    secrets,
    targetings: flags.map((flag) => Targeting.ofNew(flag, place, means.at)),
    segmentTargetings: segments.map((segment) => SegmentTargeting.ofNew(segment, place, means.at)),
  };
}

function readId({ id }: EnvironmentInput, at: string, { root, newId }: RootMeans, found: Findings): string {
  if (id === undefined) return newId();
  if (!root) throw new RootOnly('the id of an environment');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    found.add({ pointer: `${at}/id`, code: 'VALIDATION_FAILED', detail: 'an id is a UUID: 8-4-4-4-12 hexadecimal digits' });
  }
  return id.toLowerCase();
}

function addTwice(secrets: readonly SecretDraft[], at: string, found: Findings): void {
  const seen = new Set<string>();
  secrets.forEach(({ value }, i) => {
    if (value === undefined) return;
    if (seen.has(value)) found.add(new SecretExists(`${at}/secrets/${i}/value`));
    seen.add(value);
  });
}
