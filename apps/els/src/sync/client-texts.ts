import { matchReason, type CompiledFlag, type Evaluation } from '@app/evaluation';
import type { ClientFlag } from '@app/protocol';

/** Answers are made once a compile and shared between end users, so their text is, too. */
const texts = new WeakMap<Evaluation, string>();

/** A flag in a client payload (featbit-protocol.md §4.5) as JSON. `timestamp`: ms. */
export function clientFlagText(flag: CompiledFlag, evaluation: Evaluation, timestamp: number): string {
  return `${textUpToTimestamp(flag, evaluation)}${timestamp}}`;
}

function textUpToTimestamp(flag: CompiledFlag, evaluation: Evaluation): string {
  const known = texts.get(evaluation);
  if (known !== undefined) return known;
  const text = makeText(flag, evaluation);
  texts.set(evaluation, text);
  return text;
}

function makeText({ key, definition }: CompiledFlag, { variation, reason, inExperiment }: Evaluation): string {
  const flag: Omit<ClientFlag, 'timestamp'> = {
    id: key,
    variation: variation.value,
    variationType: definition.variationType,
    variationId: variation.id,
    matchReason: matchReason(reason),
    variationOptions: definition.variations.map(({ id, value }) => ({ id, value })),
    sendToExperiment: inExperiment,
  };
  return `${JSON.stringify(flag).slice(0, -1)},"timestamp":`;
}
