import type { CompiledCondition, Membership } from './compiled';
import { compileAttributeCondition, compileConditions } from './conditions';
import type { SegmentDefinition } from './definitions';
import type { EndUser } from './end-user';
import { allHold } from './evaluate';
import { MalformedSegment, ShapeFault } from './malformed';
import { arrayAt, objectAt, textAt, textsAt } from './shape';

/** A segment ready to ask. Excluded wins over included, included over rules; one rule whose conditions all hold is enough. */
export class CompiledSegment implements Membership {
  constructor(
    readonly id: string,
    private readonly included: ReadonlySet<string>,
    private readonly excluded: ReadonlySet<string>,
    /** The first condition of each. */
    private readonly rules: readonly (CompiledCondition | undefined)[],
  ) {}

  contains(endUser: EndUser): boolean {
    if (this.excluded.size > 0 && this.excluded.has(endUser.keyId)) return false; // most exclude nobody
    if (this.included.has(endUser.keyId)) return true;
    for (const first of this.rules) if (allHold(first, endUser)) return true;
    return false;
  }
}

/** @throws MalformedSegment when the definition lacks what evaluating needs. */
export function compileSegment(definition: SegmentDefinition): CompiledSegment {
  try {
    return compile(definition);
  } catch (error) {
    throw error instanceof ShapeFault ? new MalformedSegment(String(definition.id), error.message) : error;
  }
}

function compile({ id, included, excluded, rules }: SegmentDefinition): CompiledSegment {
  const compiledRules = arrayAt(rules, 'rules').map((rule, i) =>
    compileConditions(objectAt(rule, `rules[${i}]`).conditions, `rules[${i}]`, compileAttributeCondition),
  );
  return new CompiledSegment(
    textAt(id, 'id'),
    new Set(textsAt(included, 'included')),
    new Set(textsAt(excluded, 'excluded')),
    compiledRules,
  );
}
