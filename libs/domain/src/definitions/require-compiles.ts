import { compileFlag, compileSegment, MalformedFlag, MalformedSegment } from '@app/evaluation';
import { Invalid } from '../errors/refused';
import type { FlagState, TargetingState } from '../flags/flag-state';
import type { SegmentState, SegmentTargetingState } from '../segments/segment-state';
import { toFlagDefinition } from './flag-definition';
import { toSegmentDefinition } from './segment-definition';

/**
 * Refuses what the evaluation server would have to leave out. Whatever reaches it was read member by member before: this is the
 * last look, with the evaluation server's own eyes.
 * @throws Invalid
 */
export function requireFlagCompiles(flag: FlagState, targeting: TargetingState): void {
  attempt(() => compileFlag(toFlagDefinition(flag, targeting), () => undefined));
}

/** @throws Invalid */
export function requireSegmentCompiles(segment: SegmentState, targeting: SegmentTargetingState): void {
  attempt(() => compileSegment(toSegmentDefinition(segment, targeting)));
}

function attempt(compile: () => unknown): void {
  try {
    compile();
  } catch (error) {
    if (!(error instanceof MalformedFlag || error instanceof MalformedSegment)) throw error;
    throw new Invalid([{ pointer: '', code: 'VALIDATION_FAILED', detail: error.message }]);
  }
}
