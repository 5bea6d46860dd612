import type { Log, Metrics } from '@app/platform';

/** What became of a message that came in. `dropped`: real-time, for want of room; `malformed`: none of its topic. */
export type Outcome = 'handled' | 'failed' | 'set-aside' | 'dropped' | 'malformed';

/** What a bus says about itself: lines for the log, figures for whoever watches. */
export class BusReport {
  private readonly outcomes;

  constructor(
    readonly log: Log,
    metrics: Metrics,
  ) {
    this.outcomes = metrics.counter({
      name: 'flaghoist_messages_total',
      help: 'Messages that came in, by what became of them; one that fails and is tried again counts each time.',
      labels: ['topic', 'outcome'],
    });
  }

  count(topic: string, outcome: Outcome, messages = 1): void {
    this.outcomes.inc({ topic, outcome }, messages);
  }
}
