/** Does something again and again, each time after the one before has ended, until it is stopped. */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private underWay: Promise<void> = Promise.resolve();
  private stopped = false;

  /** `work` must not reject. The first time is after `everyMs`, give or take a fifth, so that replicas started at once spread. */
  constructor(
    private readonly work: () => Promise<void>,
    private readonly everyMs: number,
  ) {
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.underWay;
  }

  private schedule(): void {
    if (this.stopped) return;
    const spread = 0.8 + Math.random() * 0.4;
    this.timer = setTimeout(() => {
      this.underWay = this.work().then(() => this.schedule());
    }, this.everyMs * spread);
  }
}
