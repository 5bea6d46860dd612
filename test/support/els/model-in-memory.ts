import type { EnvironmentItem, EnvironmentState, FlagDefinition, ItemKind, SegmentDefinition, Tombstone } from '@app/evaluation';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { EnvironmentReader, type SecretOpens } from '@app/domain';
import { makeSecretValue, toInstant, type EnvironmentChanged } from '@app/protocol';

/** What `els` knows of the model, where a database is not what is tested: its reader, and a way to change what it reads. */
export class ModelInMemory extends EnvironmentReader {
  readonly environments = new Map<string, ModelEnvironment>();
  private readonly secrets = new Map<string, SecretOpens>();
  id = 'instance-1';
  /** Every read fails. */
  away = false;
  /** Every read waits for it. */
  slow: Promise<unknown> = Promise.resolve();
  /** Reads so far, by method. */
  readonly reads = { instance: 0, secret: 0, changedSince: 0 };

  async instance(): Promise<string> {
    return this.read('instance', () => this.id);
  }

  async secret(hash: string): Promise<SecretOpens | undefined> {
    return this.read('secret', () => this.secrets.get(hash));
  }

  async changedSince(environmentId: string, since: number): Promise<EnvironmentState | undefined> {
    return this.read('changedSince', () => this.environments.get(environmentId)?.since(since));
  }

  /** `revision`: of the empty environment, in ms. */
  add(revision = 1_767_225_600_000): ModelEnvironment {
    const environment = new ModelEnvironment(this, randomUUID(), revision);
    this.environments.set(environment.id, environment);
    return environment;
  }

  allow(value: string, opens: SecretOpens | undefined): void {
    const hash = createHash('sha256').update(value).digest('hex');
    if (opens) this.secrets.set(hash, opens);
    else this.secrets.delete(hash);
  }

  private async read<T>(what: keyof ModelInMemory['reads'], answer: () => T): Promise<T> {
    this.reads[what] += 1;
    await this.slow;
    if (this.away) throw new Error('the database is away');
    return answer();
  }
}

export interface EnvironmentDump {
  readonly revision: number;
  readonly purgedRevision: number;
  readonly items: readonly (readonly [string, EnvironmentItem])[];
}

/** One environment of it. Each change raises the revision and answers the hint that announces it. */
export class ModelEnvironment {
  readonly secrets: { readonly server: string; readonly client: string };
  private readonly items = new Map<string, EnvironmentItem>();
  /** What readers see: behind the truth where a replica lags. */
  private shown: { revision: number; items: readonly EnvironmentItem[] } | undefined;
  purgedRevision = 0;

  constructor(
    private readonly model: ModelInMemory,
    readonly id: string,
    public revision: number,
  ) {
    const secretOf = (type: SecretOpens['type']): string => {
      const value = makeSecretValue(randomBytes(16), id);
      model.allow(value, { environmentId: id, type, expiresAt: null });
      return value;
    };
    this.secrets = { server: secretOf('server'), client: secretOf('client') };
  }

  since(since: number): EnvironmentState {
    const { revision, items } = this.shown ?? { revision: this.revision, items: [...this.items.values()] };
    const newer = items.filter((item) => item.revision > since).sort((one, other) => one.revision - other.revision);
    return { environmentId: this.id, revision, purgedRevision: this.purgedRevision, items: newer };
  }

  flag(definition: FlagDefinition): EnvironmentChanged {
    return this.commit([['flag', definition.key, definition]]);
  }

  segment(definition: SegmentDefinition): EnvironmentChanged {
    return this.commit([['segment', definition.id, definition]]);
  }

  remove(kind: ItemKind, key: string, id = `${kind}-${key}`): EnvironmentChanged {
    return this.commit([[kind, key, { key, id, version: 0, deleted: true }]]);
  }

  /** Something that is no flag and no segment: a secret, a name. */
  touch(secrets?: true): EnvironmentChanged {
    return { ...this.commit([]), ...(secrets && { secrets }) };
  }

  /** One change set; the revision it brings is the items' own. */
  commit(changed: readonly (readonly [ItemKind, string, object])[], by = 1): EnvironmentChanged {
    const previousRevision = this.revision;
    this.revision += by;
    const items = changed.map(([kind, key, definition]) => this.put(kind, key, JSON.stringify(this.stamped(definition))));
    return { instance: this.model.id, environmentId: this.id, previousRevision, revision: this.revision, items };
  }

  /** As it stands, whatever it is. */
  put(kind: ItemKind, key: string, json: string): EnvironmentItem {
    const item: EnvironmentItem = { kind, key, revision: this.revision, json };
    this.items.set(`${kind}:${key}`, item);
    return item;
  }

  /** From now on readers see what there is now, until `catchUp`. */
  lag(): void {
    const { revision } = this;
    this.shown = { revision, items: [...this.items.values()] };
  }

  catchUp(): void {
    this.shown = undefined;
  }

  dump(): EnvironmentDump {
    return { revision: this.revision, purgedRevision: this.purgedRevision, items: [...this.items] };
  }

  /** What a restored backup does. */
  restore({ revision, purgedRevision, items }: EnvironmentDump): void {
    this.revision = revision;
    this.purgedRevision = purgedRevision;
    this.items.clear();
    for (const [at, item] of items) this.items.set(at, item);
  }

  /** Forgets the tombstones up to this revision, in ms. */
  purge(upTo = Infinity): void {
    for (const [at, item] of this.items) {
      if (item.revision > upTo || !(JSON.parse(item.json) as Partial<Tombstone>).deleted) continue;
      this.items.delete(at);
      this.purgedRevision = Math.max(this.purgedRevision, item.revision);
    }
  }

  private stamped(definition: object): object {
    const version = this.revision;
    return 'deleted' in definition
      ? { ...definition, version }
      : { ...definition, envId: this.id, version, updatedAt: toInstant(version) };
  }
}
