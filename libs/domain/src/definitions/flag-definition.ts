import { rolloutOf } from '@app/evaluation';
import type { FlagDefinition, ServeDefinition } from '@app/evaluation';
import type { FlagState, TargetingState } from '../flags/flag-state';
import type { PrerequisiteDocument, ServeDocument } from '../flags/targeting-document';
import { toConditions } from './condition-definition';

/** A flag as one environment's SDKs get it. Source: featbit-protocol §4.4, §4.6, §7.5. */
export function toFlagDefinition(flag: FlagState, targeting: TargetingState): FlagDefinition {
  const { document, variationIds, ruleIds, segmentIds, revision } = targeting;
  return {
    id: flag.id,
    envId: targeting.environmentId,
    key: flag.key,
    name: flag.name,
    description: flag.description ?? '',
    variationType: flag.type,
    variations: flag.variations.map(({ id, name, value }) => ({ id, name, value })),
    targetUsers: document.individualTargets.map(({ variation, endUsers }) => ({
      variationId: variationIds.get(variation)!,
      keyIds: endUsers,
    })),
    rules: document.rules.map(({ key, name, conditions, serve }) => {
      const id = ruleIds.get(key)!;
      return { id, name: name || key, conditions: toConditions(conditions, id, segmentIds), ...toServe(serve, variationIds) };
    }),
    isEnabled: document.enabled,
    disabledVariationId: variationIds.get(document.offVariation)!,
    fallthrough: toServe(document.fallthrough, variationIds),
    exptIncludeAllTargets: document.includeAllTargetsInExperiment,
    tags: flag.tags,
    isArchived: flag.archivedAt !== null,
    createdAt: flag.createdAt.toISOString(),
    updatedAt: new Date(revision).toISOString(),
    version: revision,
    prerequisites: document.prerequisites.map((required) => toPrerequisite(required, targeting.requiredIds)),
  };
}

function toServe(
  { bucketBy, includedInExperiment, weights }: ServeDocument,
  variationIds: ReadonlyMap<string, string>,
): ServeDefinition {
  const byId = weights.map(({ variation, ...parts }) => ({ variationId: variationIds.get(variation)!, ...parts }));
  return { dispatchKey: bucketBy, includedInExpt: includedInExperiment, variations: rolloutOf(byId) };
}

function toPrerequisite({ flag, variation }: PrerequisiteDocument, requiredIds: ReadonlyMap<string, string>) {
  return { key: flag, variationId: requiredIds.get(`${flag}/${variation}`)! };
}
