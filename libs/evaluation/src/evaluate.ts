import type { FlagDefinition, VariationDefinition } from './definitions';
import type { EndUser } from './end-user';

/** Why an end user got a variation. */
export type Reason =
  | { readonly kind: 'off' }
  | { readonly kind: 'prerequisite-failed' }
  | { readonly kind: 'target' }
  | { readonly kind: 'rule'; readonly rule: { readonly id: string; readonly name: string } }
  | { readonly kind: 'fallthrough' };

/** Shared between end users and never changed: whoever sends one copies what it needs. */
export interface Evaluation {
  readonly variation: VariationDefinition;
  readonly reason: Reason;
  /** `sendToExperiment` on the wire: this end user is measured. */
  readonly inExperiment: boolean;
}

/** What one end user got so far, by flag key. */
export type Answers = ReadonlyMap<string, Evaluation>;

export interface CompiledPrerequisite {
  /** Flag key. */
  readonly key: string;
  readonly variationId: string;
}

export interface CompiledRule {
  matches(endUser: EndUser): boolean;
  serve(endUser: EndUser): Evaluation;
}

/** A flag ready to evaluate: every id resolved, every pattern compiled, every answer that can be given made beforehand. */
export interface CompiledFlag {
  readonly key: string;
  /** What it was compiled from; `variations`, `variationType` and the like are read there. */
  readonly definition: FlagDefinition;
  readonly enabled: boolean;
  readonly off: Evaluation;
  readonly prerequisiteFailed: Evaluation;
  readonly prerequisites: readonly CompiledPrerequisite[];
  /** By end user key. */
  readonly targets: ReadonlyMap<string, Evaluation>;
  readonly rules: readonly CompiledRule[];
  readonly fallthrough: (endUser: EndUser) => Evaluation;
  /** Ids of the variations its non-empty targets, its rules and its fallthrough can serve; the off variation is not counted. */
  readonly servable: ReadonlySet<string>;
}

const NONE: Answers = new Map();

/**
 * Which variation `endUser` gets, and why. Total: every compiled flag yields one for every end user.
 * The first that applies decides: off, prerequisites, individual targets, rules in order, fallthrough. Linear in the conditions.
 * `earlier` has the prerequisites' answers: flags are evaluated in topological order, each once an answer.
 */
export function evaluate(flag: CompiledFlag, endUser: EndUser, earlier: Answers = NONE): Evaluation {
  if (!flag.enabled) return flag.off;
  for (const prerequisite of flag.prerequisites) {
    if (!holds(prerequisite, earlier)) return flag.prerequisiteFailed;
  }
  const target = flag.targets.get(endUser.keyId);
  if (target) return target;
  for (const rule of flag.rules) {
    if (rule.matches(endUser)) return rule.serve(endUser);
  }
  return flag.fallthrough(endUser);
}

/** A required flag that is disabled never holds, whatever its off variation; one that is not live has no answer. */
function holds({ key, variationId }: CompiledPrerequisite, earlier: Answers): boolean {
  const answer = earlier.get(key);
  return answer !== undefined && answer.reason.kind !== 'off' && answer.variation.id === variationId;
}
