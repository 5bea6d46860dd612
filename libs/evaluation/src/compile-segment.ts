import { compileAttributeCondition, compileConditions, type Predicate } from './conditions';
import type { SegmentDefinition } from './definitions';
import { MalformedSegment, ShapeFault } from './malformed';
import { arrayAt, objectAt, textAt, textsAt } from './shape';

/** A segment ready to ask. */
export interface CompiledSegment {
  readonly id: string;
  readonly contains: Predicate;
}

/** @throws MalformedSegment when the definition lacks what evaluating needs. */
export function compileSegment(definition: SegmentDefinition): CompiledSegment {
  try {
    return { id: textAt(definition.id, 'id'), contains: membership(definition) };
  } catch (error) {
    throw error instanceof ShapeFault ? new MalformedSegment(String(definition.id), error.message) : error;
  }
}

/** Excluded wins over included, included over rules; one rule whose conditions all hold is enough. */
function membership(definition: SegmentDefinition): Predicate {
  const excluded = new Set(textsAt(definition.excluded, 'excluded'));
  const included = new Set(textsAt(definition.included, 'included'));
  const rules = arrayAt(definition.rules, 'rules').map((rule, i) =>
    compileConditions(objectAt(rule, `rules[${i}]`).conditions, `rules[${i}]`, compileAttributeCondition),
  );
  return (endUser) => {
    if (excluded.has(endUser.keyId)) return false;
    if (included.has(endUser.keyId)) return true;
    for (const matches of rules) if (matches(endUser)) return true;
    return false;
  };
}
