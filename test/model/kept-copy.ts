import { isDeepStrictEqual } from 'node:util';
import { SdkSocket, streamingQuery } from '../support/els/sdk-socket';
import { heldSince } from './server-view';
import type { Joined, ServerView } from './server-view';

type Item = Record<string, any> & { readonly updatedAt: string; readonly isArchived: boolean };
const HUNG_MS = 10_000;

/** A connected server SDK: it keeps what it is sent by the rules of Node 1.3.0. Source: featbit-protocol §4.2, §5. */
export class KeptCopy {
  private readonly flags = new Map<string, Item>();
  private readonly segments = new Map<string, Item>();
  private readonly waiting = new Set<() => void>();
  readonly closed: Promise<number>;
  private readonly told: Promise<void>;

  private constructor(
    private readonly sdk: SdkSocket,
    private readonly joined: Joined,
  ) {
    this.closed = sdk.closed;
    this.told = new Promise((resolve) => this.waiting.add(resolve));
    sdk.socket.on('message', (bytes: Buffer) => this.hear(JSON.parse(bytes.toString())));
    sdk.send({ messageType: 'data-sync', data: { timestamp: 0 } });
  }

  /** `els`: `http://…`; `joined`: what it will be told first. */
  static async connect(els: string, secret: string, joined: Joined): Promise<KeptCopy> {
    const sdk = await SdkSocket.open(`${els.replace('http', 'ws')}/streaming?${streamingQuery('server', secret)}`);
    return new KeptCopy(sdk, joined);
  }

  /** What of it answers anything: not what is archived. */
  get view(): ServerView {
    return { flags: shown(this.flags), segments: shown(this.segments) };
  }

  /** What it is to hold when the environment's items are `live`. */
  expected(live: ServerView): ServerView {
    return heldSince(this.joined, live);
  }

  /** Whether the first it was told is that. False: not yet, or it was not let in. */
  async startsAs(live: ServerView): Promise<boolean> {
    await Promise.race([this.told, this.closed]);
    return isDeepStrictEqual(this.view, this.expected(live));
  }

  /** Resolves as soon as it is what was expected, or when that has taken far too long; either way the caller compares. */
  async becomes(expected: ServerView): Promise<void> {
    const deadline = performance.now() + HUNG_MS;
    while (!isDeepStrictEqual(this.view, expected) && performance.now() < deadline) {
      await new Promise<void>((resolve) => {
        this.waiting.add(resolve);
        setTimeout(resolve, 200).unref();
      });
    }
  }

  close(): void {
    this.sdk.close();
  }

  private hear({ messageType, data }: { messageType: string; data: any }): void {
    if (messageType !== 'data-sync') return;
    if (data.eventType === 'full') {
      this.flags.clear();
      this.segments.clear();
    }
    for (const flag of data.featureFlags as Item[]) take(this.flags, flag['key'] as string, flag);
    for (const segment of data.segments as Item[]) take(this.segments, segment['id'] as string, segment);
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}

/** Only what is newer than what it has. */
function take(items: Map<string, Item>, key: string, item: Item): void {
  const had = items.get(key);
  if (!had || Date.parse(item.updatedAt) > Date.parse(had.updatedAt)) items.set(key, item);
}

function shown(items: ReadonlyMap<string, Item>): Record<string, object> {
  const live = [...items].filter(([, { isArchived }]) => !isArchived);
  return Object.fromEntries(live.map(([key, item]) => [key, withoutOwnIds(item)]));
}

/** Ids of rules and conditions are the product's own business; so is when something was made. */
function withoutOwnIds({ createdAt: _, ...item }: Item): object {
  const rules = (item['rules'] as any[]).map(({ id: _rule, conditions, ...rule }) => ({
    ...rule,
    conditions: conditions.map(({ id: _condition, ...condition }: { id: string }) => condition),
  }));
  return { ...item, rules };
}
