/** Keys (of a secret its id) that lead to something a caller may have rights on. */
export interface NamedResource {
  readonly kind: ResourceOf;
  readonly workspace?: string;
  readonly project?: string;
  readonly environment?: string;
  readonly flag?: string;
  readonly segment?: string;
  readonly secret?: string;
}

export type ResourceOf =
  'instance' | 'workspace' | 'project' | 'environment' | 'flag' | 'segment' | 'targeting' | 'segment-targeting' | 'secret';

const w = '/workspaces/(?<workspace>[^/]+)';
const p = `${w}/projects/(?<project>[^/]+)`;
const e = `${p}/environments/(?<environment>[^/]+)`;

/** Paths of this API, without /api/v1. What a collection is in is what rights are asked for: making something asks there. */
const paths: readonly (readonly [ResourceOf, string])[] = [
  ['instance', '/workspaces'],
  ['workspace', `${w}(?:/projects|/change-sets(?:/[^/]+)?)?`],
  ['project', `${p}(?:/environments|/flags|/segments|/change-sets(?:/[^/]+)?)?`],
  ['flag', `${p}/flags/(?<flag>[^/]+)(?:/variations(?:/[^/]+)?)?`],
  ['segment', `${p}/segments/(?<segment>[^/]+)(?:/usage)?`],
  ['environment', `${e}(?:/flags|/segments|/secrets)?`],
  ['targeting', `${e}/flags/(?<flag>[^/]+)(?:/targeting)?`],
  ['segment-targeting', `${e}/segments/(?<segment>[^/]+)(?:/targeting)?`],
  ['secret', `${e}/secrets/(?<secret>[^/]+)`],
];
const patterns = paths.map(([kind, path]) => [kind, new RegExp(`^${path}$`)] as const);

/** Undefined: no path of this API. */
export function namedResource(path: string): NamedResource | undefined {
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(path);
    if (match) return { kind, ...match.groups };
  }
  return undefined;
}
