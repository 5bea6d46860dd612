import type { DataSet, ItemChange } from './data-model';
import type { IDataDestination } from './interfaces';
import type { Log } from './log';

/**
 * Passes on to a slower place what memory holds: one write at a time, in order. What waits is at most one write an item, for a newer
 * one takes the place of the older; a whole environment takes the place of all that waits.
 */
export class Mirror {
  private whole?: DataSet;
  private readonly single = new Map<string, ItemChange>();
  private working?: Promise<void>;
  private failing = false;

  /** `onFailure` hears of every write that failed; the log only of the first since one succeeded. */
  constructor(
    private readonly destination: IDataDestination,
    private readonly onFailure: (message: string) => void,
    private readonly log: Log,
  ) {}

  init(data: DataSet): void {
    this.whole = data;
    this.single.clear();
    this.work();
  }

  upsert(change: ItemChange): void {
    const slot = `${change.kind}:${change.key}`;
    this.single.delete(slot);
    this.single.set(slot, change);
    this.work();
  }

  /** Resolves when nothing waits; never rejects. */
  async settled(): Promise<void> {
    await this.working;
  }

  private work(): void {
    this.working ??= this.drain();
  }

  private async drain(): Promise<void> {
    for (let write = this.next(); write; write = this.next()) {
      try {
        await write();
        this.failing = false;
      } catch (error) {
        this.failed(error);
      }
    }
    this.working = undefined;
  }

  private next(): (() => void | Promise<void>) | undefined {
    const { whole } = this;
    if (whole) {
      this.whole = undefined;
      return () => this.destination.init(whole);
    }
    for (const [slot, change] of this.single) {
      this.single.delete(slot);
      return () => this.destination.upsert(change.kind, change.key, change.descriptor);
    }
    return undefined;
  }

  private failed(error: unknown): void {
    const message = `${this.destination.identity} could not be written: ${error instanceof Error ? error.message : String(error)}`;
    if (!this.failing) this.log.error({ err: error, destination: this.destination.identity }, message);
    this.failing = true;
    this.onFailure(message);
  }
}
