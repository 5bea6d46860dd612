import { bucketOf, inRange } from './bucketing';
import type {
  Answers,
  Attribute,
  CompiledCondition,
  CompiledFlag,
  CompiledPrerequisite,
  CompiledServe,
  CompiledTest,
  Evaluation,
  Slice,
} from './compiled';
import type { EndUser } from './end-user';

// One module, and loops by index: this is the hot path, and a call into another module or an iterator costs as much as a comparison.

const NONE: Answers = new Map();

/**
 * Which variation `endUser` gets, and why. Total: every compiled flag yields one for every end user.
 * The first that applies decides: off, prerequisites, individual targets, rules in order, fallthrough. Linear in the conditions.
 * `earlier` has the prerequisites' answers: flags are evaluated in topological order, each once an answer.
 */
export function evaluate(flag: CompiledFlag, endUser: EndUser, earlier: Answers = NONE): Evaluation {
  if (!flag.enabled) return flag.off;
  for (let i = 0; i < flag.prerequisites.length; i++) {
    if (!isMet(flag.prerequisites[i]!, earlier)) return flag.prerequisiteFailed;
  }
  const target = flag.targets.size > 0 ? flag.targets.get(endUser.keyId) : undefined;
  if (target) return target;
  for (let rule = flag.firstRule; rule; rule = rule.next) {
    if (allHold(rule.firstCondition, endUser)) return serve(rule.serve, endUser);
  }
  return serve(flag.fallthrough, endUser);
}

/** A required flag that is disabled never holds, whatever its off variation; one that is not live has no answer. */
function isMet({ key, variationId }: CompiledPrerequisite, earlier: Answers): boolean {
  const answer = earlier.get(key);
  return answer !== undefined && answer.reason.kind !== 'off' && answer.variation.id === variationId;
}

/** Whether all conditions of a chain hold; of none at all: everyone's do. */
export function allHold(first: CompiledCondition | undefined, endUser: EndUser): boolean {
  for (let condition = first; condition; condition = condition.next) {
    if (!holds(condition, endUser)) return false;
  }
  return true;
}

/** On no value at all every operator is false, negative ones too. */
function holds(condition: CompiledCondition, endUser: EndUser): boolean {
  if (condition.segment) return condition.segment.contains(endUser) !== condition.negated;
  const value = valueOf(condition, endUser);
  return value !== null && passes(condition, value);
}

/** A missing custom property is the empty text. Null is "no value": a missing name. */
function valueOf(attribute: Attribute, endUser: EndUser): string | null {
  switch (attribute.from) {
    case 'properties':
      return endUser.properties.get(attribute.property) ?? '';
    case 'keyId':
      return endUser.keyId;
    case 'name':
      return endUser.name;
  }
}

function passes(test: CompiledTest, value: string): boolean {
  switch (test.kind) {
    case 'equal':
      return (value === test.operand) !== test.negated;
    case 'contains':
      return value.includes(test.operand) !== test.negated;
    case 'starts':
      return value.startsWith(test.operand);
    case 'ends':
      return value.endsWith(test.operand);
    case 'one-of':
      return test.members.has(value) !== test.negated;
    case 'accepts':
      return test.accepts(value) !== test.negated;
  }
}

/** What the end user's fixed point falls on. */
function serve(compiled: CompiledServe, endUser: EndUser): Evaluation {
  if (compiled.always) return compiled.always;
  const input = compiled.flagKey + (valueOf(compiled.dispatch, endUser) ?? ''); // nothing between; what is missing adds nothing
  const slice = compiled.slices.length === 1 ? compiled.slices[0]! : sliceAt(compiled.slices, bucketOf(input));
  return inRange(`expt${input}`, 0, slice.measured) ? slice.inside : slice.outside;
}

/** Both ends belong to a slice: where two meet, the first in order wins. */
function sliceAt(slices: readonly Slice[], bucket: number): Slice {
  for (let i = 0; i < slices.length - 1; i++) {
    if (bucket >= slices[i]!.min && bucket <= slices[i]!.max) return slices[i]!;
  }
  return slices[slices.length - 1]!; // they cover every bucket, so what none of the others holds is here
}
