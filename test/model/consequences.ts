import { isDeepStrictEqual } from 'node:util';
import type { Environment, Flag, Held, Segment, World } from './world';

type RevisionOf = (environment: string) => number;

/** Row versions rise by one with the document they belong to, revisions as the commit says. Source: access-model F-30; architecture.md, "Committing". */
export class Consequences {
  changes = false;
  /** Keys of the environments that get another revision. */
  readonly raised = new Set<string>();
  private readonly stamps: ((revisionOf: RevisionOf) => void)[] = [];

  /** What follows from an edit of the world, beside the edit itself. */
  constructor(
    private readonly before: World,
    private readonly after: World,
  ) {
    this.ofItems(before.flags, after.flags);
    this.ofItems(before.segments, after.segments);
    this.ofEnvironments();
    this.ofProject();
  }

  /** Sets row versions and revisions. `revisionOf`: of each environment raised, as it was answered. */
  stamp(revisionOf: RevisionOf): void {
    for (const stamp of this.stamps) stamp(revisionOf);
    for (const key of this.raised) this.after.environments.get(key)!.revision = revisionOf(key);
    if (this.changes) this.after.changeSets += 1;
  }

  private ofItems(before: Map<string, Flag | Segment>, after: Map<string, Flag | Segment>): void {
    for (const key of before.keys()) if (!after.has(key)) this.raiseAll();
    for (const [key, item] of after) this.ofItem(before.get(key), item);
  }

  /** A definition is in every environment; what it does belongs to its own. The item has changed with either. */
  private ofItem(before: Flag | Segment | undefined, item: Flag | Segment): void {
    const isDefined = !before || !isDeepStrictEqual(definitionOf(before), definitionOf(item));
    if (isDefined) {
      this.raiseAll();
      this.rowVersion(item);
    }
    for (const [environment, held] of item.targetings as Map<string, Held<unknown>>) {
      const isWritten = !isDeepStrictEqual(before?.targetings.get(environment)?.document, held.document);
      if (isWritten) this.rowVersion(held);
      if (isWritten && this.before.environments.has(environment)) this.raise(environment);
      if (isWritten || isDefined) this.stamps.push((revisionOf) => (held.revision = revisionOf(environment)));
    }
  }

  private ofEnvironments(): void {
    const { before, after } = this;
    for (const key of before.environments.keys()) if (!after.environments.has(key)) this.changes = true;
    for (const [key, environment] of after.environments) {
      const old = before.environments.get(key);
      if (!old || !isDeepStrictEqual(ownOf(old), ownOf(environment))) {
        this.raise(key);
        this.rowVersion(environment);
      }
      if (!isDeepStrictEqual(old?.secrets, environment.secrets)) this.raise(key);
      for (const [id, secret] of environment.secrets) {
        if (!isDeepStrictEqual(old?.secrets.get(id), secret)) this.rowVersion(secret);
      }
    }
  }

  /** Its own name, description and tags are of no environment. */
  private ofProject(): void {
    const [before, after] = [this.before.project, this.after.project];
    if (isDeepStrictEqual(before, after)) return;
    this.changes = true;
    this.rowVersion(after);
    if (before.archived !== after.archived) this.raiseAll();
  }

  private rowVersion(resource: { rowVersion: number }): void {
    this.stamps.push(() => (resource.rowVersion += 1));
  }

  private raise(environment: string): void {
    this.changes = true;
    this.raised.add(environment);
  }

  private raiseAll(): void {
    this.changes = true;
    for (const key of this.after.environments.keys()) if (this.before.environments.has(key)) this.raise(key);
  }
}

function definitionOf({ targetings: _, ...definition }: Flag | Segment): object {
  return definition;
}

function ownOf({ secrets: _, ...environment }: Environment): object {
  return environment;
}
