import { IN_SEGMENT } from '../src/conditions';
import type {
  ConditionDefinition,
  FlagDefinition,
  RolloutDefinition,
  RuleDefinition,
  SegmentDefinition,
  SegmentRuleDefinition,
  ServeDefinition,
  Tombstone,
  VariationDefinition,
} from '../src/definitions';

const ENVIRONMENT_ID = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const CREATED_AT = '2026-01-01T00:00:00.000Z';
const FIRST_REVISION = 1_767_225_600_000; // CREATED_AT

export const on: VariationDefinition = { id: 'on', name: 'On', value: 'true' };
export const off: VariationDefinition = { id: 'off', name: 'Off', value: 'false' };

/** Everyone gets `to`: one variation id, or a roll-out of several. */
export function aServe(to: string | readonly RolloutDefinition[] = 'on', more: Partial<ServeDefinition> = {}): ServeDefinition {
  const variations = typeof to === 'string' ? [{ id: to, rollout: [0, 1] as const, exptRollout: 1 }] : to;
  return { dispatchKey: null, includedInExpt: true, variations, ...more };
}

export function aCondition(property: string, op: string | null, value: string | null): ConditionDefinition {
  return { id: `${property} ${op ?? ''}`, property, op, value };
}

export function aSegmentCondition(...segmentIds: string[]): ConditionDefinition {
  return aCondition(IN_SEGMENT, null, JSON.stringify(segmentIds));
}

export function aRule(
  name: string,
  conditions: readonly ConditionDefinition[],
  serve: ServeDefinition = aServe(),
): RuleDefinition {
  return { id: `rule-${name}`, name, conditions, ...serve };
}

export function aSegmentRule(name: string, conditions: readonly ConditionDefinition[]): SegmentRuleDefinition {
  return { id: `rule-${name}`, name, conditions };
}

/** A boolean flag, enabled, `on` to everyone, without targets, rules and prerequisites. `updatedAt` follows `version`. */
export function aFlag(given: Partial<FlagDefinition> & { readonly key: string }): FlagDefinition {
  const version = given.version ?? FIRST_REVISION;
  return {
    id: `flag-${given.key}`,
    envId: ENVIRONMENT_ID,
    name: given.key,
    description: '',
    variationType: 'boolean',
    variations: [on, off],
    targetUsers: [],
    rules: [],
    isEnabled: true,
    disabledVariationId: 'off',
    fallthrough: aServe(),
    exptIncludeAllTargets: true,
    tags: [],
    isArchived: false,
    createdAt: CREATED_AT,
    updatedAt: new Date(version).toISOString(),
    version,
    prerequisites: [],
    ...given,
  };
}

/** A segment with nobody in it. `updatedAt` follows `version`. */
export function aSegment(given: Partial<SegmentDefinition> & { readonly id: string }): SegmentDefinition {
  const version = given.version ?? FIRST_REVISION;
  return {
    envId: ENVIRONMENT_ID,
    key: given.id,
    name: given.id,
    description: '',
    included: [],
    excluded: [],
    rules: [],
    tags: [],
    isArchived: false,
    createdAt: CREATED_AT,
    updatedAt: new Date(version).toISOString(),
    version,
    ...given,
  };
}

/** What stands in the place of a flag (`key`) or a segment that left at `version`. */
export function aTombstone(key: string, version: number, id = `flag-${key}`): Tombstone {
  return { key, id, version, deleted: true };
}
