type Task = () => Promise<void>;

interface Line {
  readonly waiting: Task[];
  readonly done: Promise<void>;
}

/** Runs tasks of one key one after the other, keys side by side. What waits is bounded: the oldest of a line makes room. */
export class OneAtATime {
  private readonly lines = new Map<string, Line>();

  constructor(
    private readonly maxWaiting: number,
    private readonly onDropped: (key: string) => void,
  ) {}

  /** `task` must not reject. */
  push(key: string, task: Task): void {
    const line = this.lines.get(key);
    if (!line) {
      const waiting = [task];
      this.lines.set(key, { waiting, done: this.run(key, waiting) });
      return;
    }
    if (line.waiting.length >= this.maxWaiting) {
      line.waiting.shift();
      this.onDropped(key);
    }
    line.waiting.push(task);
  }

  /** Forgets what waits; resolves when what runs has ended. */
  async stop(): Promise<void> {
    for (const { waiting } of this.lines.values()) waiting.length = 0;
    await Promise.all([...this.lines.values()].map(({ done }) => done));
  }

  private async run(key: string, waiting: Task[]): Promise<void> {
    await Promise.resolve(); // the line stands in the map before its first task runs
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
    this.lines.delete(key);
  }
}
