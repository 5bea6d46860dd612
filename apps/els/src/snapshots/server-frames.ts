import type { CompiledEnvironment } from '@app/evaluation';
import { MessageType, type EventType, type ServerPayload, type ServerSyncFrame } from '@app/protocol';
import { NewestFirst } from './newest-first';
import { serverItems, type ServerItem } from './server-items';

export interface ServerFramesOf {
  readonly environmentId: string;
  readonly instance: string;
  readonly revision: number;
  readonly compiled: CompiledEnvironment;
}

/** Patches that are kept ready: connections of one environment are nearly all equally far behind. */
const MAX_PATCHES = 8;

/** Ready bytes of one snapshot for server SDKs, with or without caps. Each is serialised once, however many get it. */
export class ServerFrames {
  private readonly items: NewestFirst<ServerItem>;
  private whole?: Buffer;
  /** By the number of items in them. */
  private readonly patches = new Map<number, Buffer>();

  constructor(
    private readonly of: ServerFramesOf,
    private readonly caps: boolean,
  ) {
    this.items = new NewestFirst(serverItems(of.environmentId, of.compiled, caps));
  }

  /** Everything that is there. */
  full(): Buffer {
    return (this.whole ??= this.frame(
      'full',
      this.items.all().filter(({ gone }) => !gone),
    ));
  }

  /** All above the cursor, in ms, what was removed included. Undefined: nothing is. */
  above(cursor: number): Buffer | undefined {
    const count = this.items.countAbove(cursor);
    return count === 0 ? undefined : this.patch(count);
  }

  /** A patch without anything in it, for a socket that asks is always answered. */
  empty(): Buffer {
    return this.patch(0);
  }

  private patch(count: number): Buffer {
    const ready = this.patches.get(count);
    if (ready) return ready;
    const frame = this.frame('patch', this.items.first(count));
    const [oldest] = this.patches.keys();
    if (oldest !== undefined && this.patches.size >= MAX_PATCHES) this.patches.delete(oldest);
    this.patches.set(count, frame);
    return frame;
  }

  /**
   * The newest item of everything carries the environment's revision: an SDK that has lost its newest one would otherwise keep an old
   * cursor and ask for everything again and again (featbit-protocol.md §4.2).
   */
  private frame(eventType: EventType, items: readonly ServerItem[]): Buffer {
    const { revision, instance } = this.of;
    const newest = eventType === 'full' ? items[0] : undefined;
    const formed = items.map((item) => ({
      ...item,
      sent: item === newest ? item.form(Math.max(revision, item.number)) : item.form(),
    }));
    const ofList = (list: ServerItem['list']) => formed.filter((item) => item.list === list).map(({ sent }) => sent);
    const data = {
      eventType,
      featureFlags: ofList('featureFlags') as ServerPayload['featureFlags'],
      segments: ofList('segments') as ServerPayload['segments'],
      ...(this.caps && { revision, instance }),
    };
    const frame: ServerSyncFrame = { messageType: MessageType.dataSync, data };
    return Buffer.from(JSON.stringify(frame));
  }
}
