import { Injectable } from '@nestjs/common';
import { matchReason, type CompiledFlag, type EndUser, type Evaluation } from '@app/evaluation';
import type { EvaluatedFlag, EvaluateFilter } from '@app/protocol';
import type { Snapshot } from '../snapshots/snapshot';
import { Evaluations } from './evaluations';

/** Answers of the evaluate endpoint. What left is no flag, as everywhere. */
@Injectable()
export class EvaluateAnswers {
  constructor(private readonly evaluations: Evaluations) {}

  of(snapshot: Snapshot, endUser: EndUser, filter: EvaluateFilter): EvaluatedFlag[] {
    const { flags } = snapshot.compiled;
    const wanted = wantedBy(filter, snapshot);
    const answers = wanted ? this.evaluations.some(snapshot, wanted, endUser) : this.evaluations.all(snapshot, endUser);
    return Array.from(answers, ([key, answer]) => evaluated(flags.get(key)!, answer));
  }
}

/** Keys of the flags that pass the filter. Undefined: all do. */
function wantedBy({ keys, tags, tagFilterMode, timestamp }: EvaluateFilter, snapshot: Snapshot): string[] | undefined {
  if (keys.length === 0 && tags.length === 0 && timestamp === 0) return undefined;
  const { flags } = snapshot.compiled;
  const named = keys.length > 0 ? new Set(keys) : undefined;
  const hasTags = tagFilterMode === 'and' ? tags.every.bind(tags) : tags.some.bind(tags);
  const newer = timestamp > 0 ? snapshot.clientFlags.above(timestamp) : [...flags.keys()];
  return newer.filter((key) => {
    if (named && !named.has(key)) return false;
    const own = flags.get(key)!.definition.tags;
    return tags.length === 0 || hasTags((tag) => own.includes(tag));
  });
}

function evaluated({ key, definition }: CompiledFlag, { variation, reason, inExperiment }: Evaluation): EvaluatedFlag {
  return {
    key,
    variation: {
      id: variation.id,
      type: definition.variationType,
      value: variation.value,
      matchReason: matchReason(reason),
      sendToExperiment: inExperiment,
    },
  };
}
