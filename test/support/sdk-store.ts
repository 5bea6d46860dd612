/** What an SDK knows: the rules of featbit-protocol.md §0 rule 13, §4.2 and §5.1, as the published ones keep them. */
export interface SdkStore {
  /** What it asks with: the highest version it holds, ms. */
  readonly cursor: number;
  /** Takes the `data` of a data-sync. */
  take(data: any): void;
  /** Key to what is served, without the numbers, which a `full` may raise; what has left is not among it. */
  view(): Readonly<Record<string, unknown>>;
}

interface Versioned {
  readonly version: number;
  readonly item: any;
}

/** As Node 1.3.0: patches must be strictly newer, to the millisecond; tombstones stay and count for the cursor. */
export class ServerStore implements SdkStore {
  private items = new Map<string, Versioned>();

  get cursor(): number {
    return highest(this.items);
  }

  take({ eventType, featureFlags, segments }: any): void {
    if (eventType === 'full') this.items = new Map();
    for (const flag of featureFlags) this.put(`flag ${flag.key}`, flag);
    for (const segment of segments) this.put(`segment ${segment.id}`, segment);
  }

  view(): Record<string, unknown> {
    const live = [...this.items].filter(([, { item }]) => !item.isArchived);
    return Object.fromEntries(live.sort(byKey).map(([key, { item }]) => [key, { ...item, updatedAt: undefined }]));
  }

  private put(key: string, item: any): void {
    const version = Date.parse(item.updatedAt);
    if (version > (this.items.get(key)?.version ?? -1)) this.items.set(key, { version, item });
  }
}

/** As JS 4.2.15: what is equally new is taken, messages for somebody else are not. */
export class ClientStore implements SdkStore {
  private items = new Map<string, Versioned>();

  constructor(private readonly keyId: string) {}

  get cursor(): number {
    return highest(this.items);
  }

  take({ eventType, userKeyId, featureFlags }: any): void {
    if (userKeyId !== this.keyId) throw new Error(`told of ${userKeyId} instead of ${this.keyId}`);
    if (eventType === 'full') this.items = new Map();
    for (const flag of featureFlags) {
      if (flag.timestamp >= (this.items.get(flag.id)?.version ?? -1))
        this.items.set(flag.id, { version: flag.timestamp, item: flag });
    }
  }

  view(): Record<string, unknown> {
    return Object.fromEntries([...this.items].sort(byKey).map(([key, { item }]) => [key, { ...item, timestamp: undefined }]));
  }
}

function highest(items: ReadonlyMap<string, Versioned>): number {
  return Math.max(0, ...Array.from(items.values(), ({ version }) => version));
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
