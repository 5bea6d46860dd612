import { TOTAL_WEIGHT } from '@app/evaluation';
import { LimitExceeded } from '../errors/refused';
import type { RuleContext } from '../rules/read-condition';
import { readRuleHeads } from '../rules/read-rules';
import { readIndividualTargets } from './read-individual-targets';
import { readServe, unknownVariation, withoutWeight } from './read-serve';
import type { ServeDocument, TargetingDocument } from './targeting-document';
import type { TargetingInput } from './targeting-input';

/** The document a body stands for, every default filled in. `variations`: the flag's keys, in their order. Source: access-model F-37. */
export function readTargeting(input: TargetingInput, variations: readonly string[], context: RuleContext): TargetingDocument {
  const { limits, found } = context;
  const base = newTargetingDocument(variations);
  const {
    enabled = base.enabled,
    offVariation = base.offVariation,
    prerequisites = [],
    rules = [],
    individualTargets = [],
  } = input;
  if (!variations.includes(offVariation)) found.add(unknownVariation(offVariation, '/offVariation', variations));
  if (prerequisites.length > limits.prerequisitesPerFlag) {
    found.add(new LimitExceeded('/prerequisites', 'prerequisites of a flag', limits.prerequisitesPerFlag, prerequisites.length));
  }
  const heads = readRuleHeads(rules, context);
  return {
    enabled,
    offVariation,
    prerequisites: [],
    individualTargets: readIndividualTargets(individualTargets, variations, limits, found),
    rules: heads.map((head, i) => ({ ...head, serve: readServe(rules[i]!.serve ?? {}, `/rules/${i}/serve`, variations, found) })),
    fallthrough: input.fallthrough ? readServe(input.fallthrough, '/fallthrough', variations, found) : base.fallthrough,
    includeAllTargetsInExperiment: input.includeAllTargetsInExperiment ?? base.includeAllTargetsInExperiment,
  };
}

/** What a new flag does in every environment: it is off, and everybody would get the first variation. */
export function newTargetingDocument(variations: readonly string[]): TargetingDocument {
  return {
    enabled: false,
    offVariation: variations.at(-1)!,
    prerequisites: [],
    individualTargets: [],
    rules: [],
    fallthrough: allTo(variations),
    includeAllTargetsInExperiment: true,
  };
}

function allTo([first, ...others]: readonly string[]): ServeDocument {
  const whole = { variation: first!, weight: TOTAL_WEIGHT, experimentWeight: TOTAL_WEIGHT };
  return { bucketBy: 'keyId', includedInExperiment: true, weights: [whole, ...others.map(withoutWeight)] };
}
