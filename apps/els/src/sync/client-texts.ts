import { matchReason, type CompiledFlag, type Evaluation } from '@app/evaluation';
import type { ClientFlag } from '@app/protocol';

interface KnownText {
  readonly timestamp: number;
  readonly text: string;
}

/** Answers are made once a compile and shared between end users, so their text is, too. */
const texts = new WeakMap<Evaluation, KnownText>();

/** A flag in a client payload (featbit-protocol.md §4.5) as JSON. `timestamp`: ms; the same again and again costs nothing. */
export function clientFlagText(flag: CompiledFlag, evaluation: Evaluation, timestamp: number): string {
  const known = texts.get(evaluation);
  if (known?.timestamp === timestamp) return known.text;
  const text = makeText(flag, evaluation, timestamp);
  texts.set(evaluation, { timestamp, text });
  return text;
}

function makeText({ key, definition }: CompiledFlag, { variation, reason, inExperiment }: Evaluation, timestamp: number): string {
  const flag: ClientFlag = {
    id: key,
    variation: variation.value,
    variationType: definition.variationType,
    variationId: variation.id,
    matchReason: matchReason(reason),
    variationOptions: definition.variations.map(({ id, value }) => ({ id, value })),
    sendToExperiment: inExperiment,
    timestamp,
  };
  return JSON.stringify(flag);
}
