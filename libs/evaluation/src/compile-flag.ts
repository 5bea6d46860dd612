import { compileConditions, conditionCompiler, type SegmentLookup } from './conditions';
import type { FlagDefinition, RuleDefinition, VariationDefinition } from './definitions';
import type { CompiledFlag, CompiledPrerequisite, CompiledRule, Evaluation, Reason } from './compiled';
import { MalformedFlag, ShapeFault } from './malformed';
import { compileServe, type ServeContext } from './compile-serve';
import { arrayAt, objectAt, textAt, textsAt } from './shape';

/** Shared by the many flags that have none: what all of them read stays in the processor's cache. */
const NO_TARGETS: ReadonlyMap<string, Evaluation> = new Map();
const NO_PREREQUISITES: readonly CompiledPrerequisite[] = [];

/**
 * A flag with its sets and patterns built and its ids resolved, once per change of it or of a segment it uses.
 * A segment that `segments` does not know matches nobody.
 * @throws MalformedFlag when some end user could not be given a variation.
 */
export function compileFlag(definition: FlagDefinition, segments: SegmentLookup): CompiledFlag {
  try {
    return compile(definition, segments);
  } catch (error) {
    throw error instanceof ShapeFault ? new MalformedFlag(String(definition.key), error.message) : error;
  }
}

function compile(definition: FlagDefinition, segments: SegmentLookup): CompiledFlag {
  const variations = variationsById(definition);
  const context: ServeContext = {
    flagKey: textAt(definition.key, 'key'),
    measuresAll: definition.exptIncludeAllTargets === true,
    variation: (id, place) => variationIn(variations, id, place),
  };
  const off = context.variation(definition.disabledVariationId, 'disabledVariationId');
  const targets = compileTargets(definition, context);
  const rules = arrayAt(definition.rules, 'rules').map((rule, i) =>
    compileRule(objectAt(rule, `rules[${i}]`), `rules[${i}]`, context, segments),
  );
  const firstRule = rules.reduceRight<CompiledRule | undefined>(
    (next, { firstCondition, serve }) => ({ firstCondition, serve, next }),
    undefined,
  );
  const fallthrough = compileServe(definition.fallthrough, 'fallthrough', { kind: 'fallthrough' }, context);
  return {
    key: context.flagKey,
    definition,
    enabled: definition.isEnabled === true,
    off: { variation: off, reason: { kind: 'off' }, inExperiment: false },
    prerequisiteFailed: { variation: off, reason: { kind: 'prerequisite-failed' }, inExperiment: false },
    prerequisites: compilePrerequisites(definition),
    targets: targets.size > 0 ? targets : NO_TARGETS,
    firstRule,
    fallthrough,
    servable: new Set([
      ...[...targets.values()].map(({ variation }) => variation.id),
      ...[...rules.map((rule) => rule.serve), fallthrough].flatMap(({ servable }) => servable),
    ]),
  };
}

function variationsById(definition: FlagDefinition): ReadonlyMap<string, VariationDefinition> {
  return new Map(
    arrayAt(definition.variations, 'variations').map((variation, i) => {
      const place = `variations[${i}]`;
      textAt(objectAt(variation, place).value, `${place}.value`);
      return [textAt(variation.id, `${place}.id`), variation];
    }),
  );
}

function variationIn(variations: ReadonlyMap<string, VariationDefinition>, id: string, place: string): VariationDefinition {
  const variation = variations.get(id);
  if (!variation) throw new ShapeFault(`${place} names the variation ${JSON.stringify(id)}, which the flag does not have`);
  return variation;
}

/** An end user named twice belongs to the first; a target without end users may name anything. */
function compileTargets(definition: FlagDefinition, context: ServeContext): ReadonlyMap<string, Evaluation> {
  const targets = new Map<string, Evaluation>();
  arrayAt(definition.targetUsers, 'targetUsers').forEach((target, i) => {
    const place = `targetUsers[${i}]`;
    const keyIds = textsAt(objectAt(target, place).keyIds, `${place}.keyIds`);
    if (keyIds.length === 0) return;
    const variation = context.variation(target.variationId, place);
    const evaluation: Evaluation = { variation, reason: { kind: 'target' }, inExperiment: context.measuresAll };
    for (const keyId of keyIds) if (!targets.has(keyId)) targets.set(keyId, evaluation);
  });
  return targets;
}

function compileRule(
  rule: RuleDefinition,
  place: string,
  context: ServeContext,
  segments: SegmentLookup,
): Omit<CompiledRule, 'next'> {
  const reason: Reason = { kind: 'rule', rule: { id: String(rule.id), name: typeof rule.name === 'string' ? rule.name : '' } };
  const firstCondition = compileConditions(rule.conditions, place, conditionCompiler(segments));
  return { firstCondition, serve: compileServe(rule, place, reason, context) };
}

/** A definition that came from elsewhere may lack the member: FeatBit knows no prerequisites. */
function compilePrerequisites(definition: FlagDefinition): readonly CompiledPrerequisite[] {
  const prerequisites = arrayAt(definition.prerequisites ?? [], 'prerequisites').map((one, i) => {
    const place = `prerequisites[${i}]`;
    return {
      key: textAt(objectAt(one, place).key, `${place}.key`),
      variationId: textAt(one.variationId, `${place}.variationId`),
    };
  });
  return prerequisites.length > 0 ? prerequisites : NO_PREREQUISITES;
}
