import type { WebSocket } from 'ws';
import type { EndUser } from '@app/evaluation';
import { CloseCode } from '@app/protocol';
import type { Opened } from '../secrets/secrets';
import type { Snapshot } from '../snapshots/snapshot';
import { holdReading, resumeReading } from './reading';
import type { StreamingMetrics } from './streaming-metrics';

export interface ConnectionFacts {
  readonly opens: Opened;
  readonly caps: boolean;
  /** ms since the epoch. */
  readonly connectedAt: number;
  /** What it may leave unread beside its last sync answer, in bytes. */
  readonly maxUnreadBytes: number;
}

/** A socket whose secret was good, and what it was sent. */
export class Connection {
  /** The cursor of its last sync, in ms; undefined: it has not asked. */
  askedCursor?: number;
  /** The revision it was brought to, in ms; it rises too when a change held nothing for it. Undefined: no sync was answered yet. */
  sentRevision?: number;
  /** The run of revisions it belongs to. */
  sentHistory?: number;
  /** Of a client connection, from its last sync. */
  endUser?: EndUser;
  /** Undefined: nobody's. */
  private turn: Promise<void> | undefined;
  private answerBytes = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly facts: ConnectionFacts,
    private readonly metrics: StreamingMetrics,
  ) {}

  get environmentId(): string {
    return this.facts.opens.environmentId;
  }

  get type(): Opened['type'] {
    return this.facts.opens.type;
  }

  get secretHash(): string {
    return this.facts.opens.secretHash;
  }

  get caps(): boolean {
    return this.facts.caps;
  }

  get connectedAt(): number {
    return this.facts.connectedAt;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** Works one after the other, in the order they came; the socket is not read while one is under way. */
  inTurn(work: () => void | Promise<void>): Promise<void> {
    const done = this.turn ? this.turn.then(() => this.unread(work)) : this.unread(work);
    const turn = done
      .catch(() => {}) // whoever called hears of it; the next has its turn all the same
      .then(() => {
        if (this.turn === turn) this.turn = undefined;
      });
    this.turn = turn;
    return done;
  }

  /** Answers a sync from this snapshot: from here on pushes count from it. */
  answer(frame: Buffer | string, { revision, history }: Snapshot): void {
    const bytes = typeof frame === 'string' ? Buffer.from(frame) : frame;
    this.answerBytes = bytes.length;
    this.send(bytes);
    this.sentRevision = revision;
    this.sentHistory = history;
    this.metrics.syncs.inc({ type: this.type });
  }

  private async unread(work: () => void | Promise<void>): Promise<void> {
    const waiting = work();
    if (!waiting) return;
    holdReading(this.socket);
    try {
      await waiting;
    } finally {
      resumeReading(this.socket);
    }
  }

  /** Brings it to this snapshot. `frame` undefined: the changes hold nothing for it. */
  push(frame: Buffer | string | undefined, { revision, history }: Snapshot): void {
    if (frame !== undefined) this.send(frame);
    this.sentRevision = revision;
    this.sentHistory = history;
  }

  /** As a text frame. A socket that does not read is closed, and is to sync again: it never grows our memory. */
  send(frame: Buffer | string): void {
    if (!this.isOpen) return;
    if (this.socket.bufferedAmount > this.facts.maxUnreadBytes + this.answerBytes) this.close(CloseCode.tooSlow, 'too slow');
    else this.socket.send(frame, { binary: false });
  }

  close(code: CloseCode, reason: string): void {
    if (!this.isOpen) return;
    this.metrics.closed.inc({ code });
    this.socket.close(code, reason);
  }
}
