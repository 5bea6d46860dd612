import { Injectable } from '@nestjs/common';
import {
  evaluateAll,
  evaluateOne,
  evaluateSome,
  type Answers,
  type CompiledFlag,
  type EndUser,
  type Evaluation,
} from '@app/evaluation';
import { Log, Metrics } from '@app/platform';
import type { Snapshot } from '../snapshots/snapshot';

/** Evaluates flags for one end user so that one which fails is missing, and never spoils the others. */
@Injectable()
export class Evaluations {
  private readonly failures;
  /** Flags that were told of already: everyone who is served would tell it again. */
  private readonly told = new WeakSet<CompiledFlag>();

  constructor(
    metrics: Metrics,
    private readonly log: Log,
  ) {
    this.failures = metrics.counter({
      name: 'flaghoist_els_evaluation_failures_total',
      help: 'Flags that could not be evaluated.',
    });
  }

  all(snapshot: Snapshot, endUser: EndUser): Answers {
    return this.guarded(snapshot, snapshot.compiled.flags.keys(), endUser, () => evaluateAll(snapshot.compiled, endUser));
  }

  some(snapshot: Snapshot, keys: readonly string[], endUser: EndUser): Answers {
    return this.guarded(snapshot, keys, endUser, () => evaluateSome(snapshot.compiled, keys, endUser));
  }

  private guarded(snapshot: Snapshot, keys: Iterable<string>, endUser: EndUser, together: () => Answers): Answers {
    try {
      return together();
    } catch {
      return this.oneByOne(snapshot, keys, endUser);
    }
  }

  private oneByOne(snapshot: Snapshot, keys: Iterable<string>, endUser: EndUser): Answers {
    const answers = new Map<string, Evaluation>();
    for (const flagKey of keys) {
      try {
        const answer = evaluateOne(snapshot.compiled, flagKey, endUser);
        if (answer) answers.set(flagKey, answer);
      } catch (error) {
        this.failed(snapshot, flagKey, error);
      }
    }
    return answers;
  }
  private failed({ compiled, environmentId }: Snapshot, flagKey: string, error: unknown): void {
    this.failures.inc();
    const flag = compiled.flags.get(flagKey)!;
    if (this.told.has(flag)) return;
    this.told.add(flag);
    this.log.warn({ err: error, environmentId, flagKey }, 'a flag could not be evaluated, it is left out');
  }
}
