import { isDeepStrictEqual } from 'node:util';
import type { Environment, Flag, Held, Segment, World } from './world';

/** What follows from an edit of the world, beside the edit itself. */
export interface Consequences {
  readonly changes: boolean;
  /** Keys of the environments that get another revision. */
  readonly raised: ReadonlySet<string>;
  /** Sets row versions and revisions. `revisionOf`: of each environment raised, as it was answered. */
  stamp(revisionOf: (environment: string) => number): void;
}

/** Row versions rise by one with the document they belong to, revisions as the commit says. Source: access-model F-30; architecture.md, "Committing". */
export function consequencesOf(before: World, after: World): Consequences {
  const raised = new Set<string>();
  const stamps: ((revisionOf: (environment: string) => number) => void)[] = [];
  const raise = (environment: string) => {
    if (after.environments.has(environment)) raised.add(environment);
  };
  const everywhere = () => [...after.environments.keys()].filter((key) => before.environments.has(key)).forEach(raise);
  let changes = false;

  const definitions = (was: Map<string, Flag | Segment>, is: Map<string, Flag | Segment>) => {
    for (const key of was.keys()) if (!is.has(key)) [(changes = true), everywhere()];
    for (const [key, item] of is) {
      const old = was.get(key);
      const defined = !old || old.id !== item.id || !isDeepStrictEqual(definitionOf(old), definitionOf(item));
      if (defined) [(changes = true), everywhere(), stamps.push(() => (item.rowVersion += 1))];
      for (const [environment, held] of item.targetings as Map<string, Held<unknown>>) {
        const written = !isDeepStrictEqual(old?.targetings.get(environment)?.document, held.document);
        if (written) stamps.push(() => (held.rowVersion += 1));
        if (written && before.environments.has(environment)) [(changes = true), raise(environment)];
        if (written || defined) stamps.push((revisionOf) => (held.revision = revisionOf(environment)));
      }
    }
  };
  definitions(before.flags, after.flags);
  definitions(before.segments, after.segments);

  for (const key of before.environments.keys()) if (!after.environments.has(key)) changes = true;
  for (const [key, environment] of after.environments) {
    const old = before.environments.get(key);
    const own = !old || !isDeepStrictEqual(ownOf(old), ownOf(environment));
    if (own) [(changes = true), raise(key), stamps.push(() => (environment.rowVersion += 1))];
    if (!isDeepStrictEqual(old?.secrets, environment.secrets)) [(changes = true), raise(key)];
    for (const [id, secret] of environment.secrets) {
      if (!isDeepStrictEqual(old?.secrets.get(id), secret)) stamps.push(() => (secret.rowVersion += 1));
    }
  }
  if (!isDeepStrictEqual(before.project, after.project)) {
    [(changes = true), stamps.push(() => (after.project.rowVersion += 1))];
    if (before.project.archived !== after.project.archived) everywhere();
  }
  return {
    changes,
    raised,
    stamp: (revisionOf) => {
      stamps.forEach((stamp) => stamp(revisionOf));
      for (const key of raised) after.environments.get(key)!.revision = revisionOf(key);
      if (changes) after.changeSets += 1;
    },
  };
}

function definitionOf({ targetings: _, ...definition }: Flag | Segment): object {
  return definition;
}

function ownOf({ secrets: _, ...environment }: Environment): object {
  return environment;
}
