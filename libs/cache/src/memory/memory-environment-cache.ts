import type { SecretOpens } from '@app/domain';
import type { EnvironmentChange, EnvironmentItem, EnvironmentState, Tombstone } from '@app/evaluation';
import { EnvironmentCache } from '../environment-cache';

interface Kept {
  revision: number;
  purgedRevision: number;
  /** By kind and key. */
  readonly items: Map<string, EnvironmentItem>;
}

/** For tests: what the others keep in a server, in this process. */
export class MemoryEnvironmentCache implements EnvironmentCache {
  private readonly environments = new Map<string, Kept>();
  private readonly secrets = new Map<string, SecretOpens>();

  async fill({ environmentId, revision, purgedRevision, items }: EnvironmentState): Promise<void> {
    const kept = this.environments.get(environmentId);
    if (kept && kept.revision >= revision) return;
    this.environments.set(environmentId, { revision, purgedRevision, items: new Map(items.map((item) => [nameOf(item), item])) });
  }

  async follow({ environmentId, previousRevision, revision, items }: EnvironmentChange): Promise<boolean> {
    const kept = this.environments.get(environmentId);
    if (!kept) return false;
    if (kept.revision >= revision) return true;
    if (kept.revision !== previousRevision) return false;
    for (const item of items) kept.items.set(nameOf(item), item);
    kept.revision = revision;
    return true;
  }

  async purge(environmentId: string, purgedRevision: number): Promise<void> {
    const kept = this.environments.get(environmentId);
    if (!kept) return;
    kept.purgedRevision = Math.max(kept.purgedRevision, purgedRevision);
    for (const [name, item] of kept.items) if (item.revision <= purgedRevision && isTombstone(item)) kept.items.delete(name);
  }

  async changedSince(environmentId: string, since: number): Promise<EnvironmentState | undefined> {
    const kept = this.environments.get(environmentId);
    if (!kept) return undefined;
    const items = [...kept.items.values()].filter(({ revision }) => revision > since).sort((a, b) => a.revision - b.revision);
    return { environmentId, revision: kept.revision, purgedRevision: kept.purgedRevision, items };
  }

  async rememberSecret(hash: string, opens: SecretOpens | undefined): Promise<void> {
    if (opens) this.secrets.set(hash, opens);
    else this.secrets.delete(hash);
  }

  async secret(hash: string): Promise<SecretOpens | undefined> {
    return this.secrets.get(hash);
  }
}

function nameOf({ kind, key }: EnvironmentItem): string {
  return `${kind}:${key}`;
}

function isTombstone({ json }: EnvironmentItem): boolean {
  return (JSON.parse(json) as Partial<Tombstone>).deleted === true;
}
