import { Findings } from '../errors/findings';
import type { Means } from '../means';
import { quoted } from '../meta/quoted';
import { readMeta } from '../meta/read-meta';
import { Flag } from './flag';
import type { FlagInput } from './flag-document';
import { flagTypes } from './flag-type';
import type { FlagType } from './flag-type';
import { readNewVariations } from './read-variations';
import { Targeting } from './targeting';

export interface MadeFlag {
  readonly flag: Flag;
  readonly targetings: readonly Targeting[];
}

/** Where a flag or segment comes into being: every environment of the project, archived ones included. */
export interface ProjectPlaces {
  readonly projectId: string;
  readonly environments: readonly { readonly id: string; readonly key: string }[];
}

/** A flag and what it does, which is nothing yet, in every environment. Source: access-model C-3, C-4, F-9. */
export function createFlag(input: FlagInput, { projectId, environments }: ProjectPlaces, means: Means): MadeFlag {
  const found = new Findings();
  const named = readMeta(input, 'kept', '', found);
  const type = readType(input, found);
  const variations = readNewVariations(type, input.variations, means, found);
  found.refuse();
  const times = { rowVersion: 0, createdAt: means.at, updatedAt: means.at };
  const flag = new Flag({ id: means.newId(), ...named, projectId, type, variations, archivedAt: null, ...times }, null);
  return { flag, targetings: environments.map((one) => Targeting.ofNew(flag.state, one, means.at)) };
}

function readType({ type }: FlagInput, found: Findings): FlagType {
  const known = flagTypes.find((one) => one === type);
  if (known) return known;
  const detail = `the type of a flag is one of ${flagTypes.join(', ')}${type === undefined ? '' : `, not ${quoted(type)}`}`;
  found.add({ pointer: '/type', code: 'FLAG_TYPE_INVALID', detail });
  return 'json';
}
