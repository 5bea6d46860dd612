import type { EnvironmentItem } from '@app/evaluation';
import type { Log } from '@app/platform';
import type { Snapshot } from './snapshot';
import type { SnapshotMetrics } from './snapshot-metrics';

/** Counts and tells what of an environment cannot be evaluated: once for each fault, however often it changes around it. */
export class LeftOut {
  constructor(
    private readonly environmentId: string,
    private readonly metrics: SnapshotMetrics,
    private readonly log: Log,
  ) {}

  unreadable({ kind, key }: EnvironmentItem, error: string): void {
    this.tell(kind, key, error);
  }

  /** What is malformed now and was not before, or otherwise. */
  compare(before: Snapshot | undefined, { compiled }: Snapshot): void {
    const [flags, segments] = [before?.compiled.malformed, before?.compiled.malformedSegments];
    for (const [key, fault] of compiled.malformed) {
      if (flags?.get(key)?.message !== fault.message) this.tell('flag', key, fault.reason);
    }
    for (const [id, fault] of compiled.malformedSegments) {
      if (segments?.get(id)?.message !== fault.message) this.tell('segment', id, fault.reason);
    }
  }

  private tell(kind: EnvironmentItem['kind'], key: string, reason: string): void {
    this.metrics.leftOut.inc({ kind });
    this.log.warn({ environmentId: this.environmentId, kind, key, reason }, 'left out: it cannot be evaluated');
  }
}
