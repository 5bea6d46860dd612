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
  /** Undefined: there are none. */
  readonly firstRule: CompiledRule | undefined;
  readonly fallthrough: CompiledServe;
  /** Ids of the variations its non-empty targets, its rules and its fallthrough can serve; the off variation is not counted. */
  readonly servable: ReadonlySet<string>;
}

export interface CompiledPrerequisite {
  /** Flag key. */
  readonly key: string;
  readonly variationId: string;
}

export interface CompiledRule {
  /** Undefined: there are none, so it is everyone's. */
  readonly firstCondition: CompiledCondition | undefined;
  readonly serve: CompiledServe;
  /** The rule that is asked after this one. */
  readonly next: CompiledRule | undefined;
}

/**
 * Of an attribute, unless `segment` is there: then of being in it, or of not being in it when negated.
 * Flat, and chains instead of arrays: of many flags few are in the processor's cache, and each object on the way is waited for.
 */
export interface CompiledCondition extends Attribute, CompiledTest {
  readonly segment: Membership | undefined;
  /** The condition that must hold as well. */
  readonly next: CompiledCondition | undefined;
}

/** Where the value of an attribute is found. */
export interface Attribute {
  readonly from: 'keyId' | 'name' | 'properties';
  readonly property: string;
}

/**
 * An operator with its operand, parsed once. Data where it can be, twins as one kind: calling a function that differs from
 * condition to condition takes longer than most comparisons.
 */
export interface CompiledTest {
  readonly kind: 'equal' | 'contains' | 'starts' | 'ends' | 'one-of' | 'accepts';
  readonly negated: boolean;
  readonly operand: string;
  readonly members: ReadonlySet<string>;
  readonly accepts: (value: string) => boolean;
}

/** Anything that end users are in or not. */
export interface Membership {
  contains(endUser: EndUser): boolean;
}

/** What a rule or the fallthrough serves, ready to pick from. Its slices leave nobody out. */
export interface CompiledServe {
  /** There where everyone gets the same, so that nothing needs hashing. */
  readonly always: Evaluation | undefined;
  readonly flagKey: string;
  /** Whose value is hashed, after the flag's key. */
  readonly dispatch: Attribute;
  readonly slices: readonly Slice[];
  /** Ids of the variations with a weight. */
  readonly servable: readonly string[];
}

/** One variation's part of a roll-out, both ends included, with both answers it can give. */
export interface Slice {
  readonly min: number;
  readonly max: number;
  /** Share of the slice that is measured, 0..1. */
  readonly measured: number;
  readonly inside: Evaluation;
  readonly outside: Evaluation;
}
