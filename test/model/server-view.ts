import { ALL } from './world';
import type { Condition, Environment, Flag, Rule, Segment, Serve, World } from './world';

/** What a server SDK of an environment holds, by key (flags) and id (segments), ids of rules and conditions aside. */
export interface ServerView {
  readonly flags: Readonly<Record<string, object>>;
  readonly segments: Readonly<Record<string, object>>;
}

/** What a `full` told: its newest item carries the environment's revision, so that the cursor is there. Source: featbit-protocol §4.2. */
export interface Joined {
  /** Of a flag its key, of a segment its id; undefined: it was empty. */
  readonly newest: string | undefined;
  /** ms */
  readonly revision: number;
}

export function joiningAt(view: ServerView, revision: number): Joined {
  const items = Object.entries({ ...view.segments, ...view.flags }) as [string, { updatedAt: string }][];
  items.sort(([one, a], [other, b]) =>
    a.updatedAt === b.updatedAt ? (one < other ? -1 : 1) : a.updatedAt < b.updatedAt ? 1 : -1,
  );
  return { newest: items[0]?.[0], revision };
}

/** What is held by one who joined then: until that item changes it has the number it came with. */
export function heldSince({ newest, revision }: Joined, { flags, segments }: ServerView): ServerView {
  const updatedAt = new Date(revision).toISOString();
  const raised = (items: ServerView['flags']) =>
    Object.fromEntries(
      Object.entries(items).map(([key, item]) => {
        const older = (item as { updatedAt: string }).updatedAt < updatedAt;
        return [key, key === newest && older ? { ...item, updatedAt } : item];
      }),
    );
  return { flags: raised(flags), segments: raised(segments) };
}

/** Source: featbit-protocol §4.4, §5.1, §7.5, §7.8. */
export function serverView({ flags, segments }: World, environment: Environment): ServerView {
  const live = <T extends { archived: boolean }>(all: Map<string, T>) => [...all.values()].filter(({ archived }) => !archived);
  return {
    flags: Object.fromEntries(live(flags).map((flag) => [flag.key, flagItem(flag, environment, segments)])),
    segments: Object.fromEntries(live(segments).map((segment) => [segment.id, segmentItem(segment, environment)])),
  };
}

function flagItem(flag: Flag, environment: Environment, segments: World['segments']): object {
  const { document, revision } = flag.targetings.get(environment.key)!;
  const idOf = (variation: string) => flag.variations.find(({ key }) => key === variation)!.id;
  const rule = ({ name, conditions, serve }: Rule) => ({
    name,
    conditions: conditions.map((one) => conditionItem(one, segments)),
    ...serveItem(serve, idOf),
  });
  return {
    ...itemMeta(flag, environment, revision),
    variationType: flag.type,
    variations: flag.variations.map(({ id, name, value }) => ({ id, name, value: String(value) })),
    targetUsers: document.individualTargets.map(({ variation, endUsers }) => ({
      variationId: idOf(variation),
      keyIds: endUsers,
    })),
    rules: document.rules.map(rule),
    isEnabled: document.enabled,
    disabledVariationId: idOf(document.offVariation),
    fallthrough: serveItem(document.fallthrough, idOf),
    exptIncludeAllTargets: document.includeAllTargetsInExperiment,
  };
}

function segmentItem(segment: Segment, environment: Environment): object {
  const { document, revision } = segment.targetings.get(environment.key)!;
  const rules = document.rules.map(({ name, conditions }) => ({
    name,
    conditions: conditions.map((one) => conditionItem(one, new Map())),
  }));
  return {
    ...itemMeta(segment, environment, revision),
    included: document.included,
    excluded: document.excluded,
    rules,
  };
}

function itemMeta({ id, key, name, description, tags }: Flag | Segment, environment: Environment, revision: number): object {
  const updatedAt = new Date(revision).toISOString();
  return { id, envId: environment.id, key, name, description: description ?? '', tags, isArchived: false, updatedAt };
}

function conditionItem({ attribute, operator, value, values }: Condition, segments: World['segments']): object {
  if (attribute !== undefined) return { property: attribute, op: operator, value: values ? JSON.stringify(values) : value };
  const property = operator === 'InSegment' ? 'User is in segment' : 'User is not in segment';
  return { property, op: null, value: JSON.stringify(values!.map((key) => segments.get(key)!.id)) };
}

function serveItem({ bucketBy, includedInExperiment, weights }: Serve, idOf: (variation: string) => string): object {
  let from = 0;
  const variations = [];
  for (const { variation, weight, experimentWeight } of weights) {
    if (weight === 0) continue;
    const rollout = [from / ALL, (from + weight) / ALL];
    variations.push({ id: idOf(variation), rollout, exptRollout: experimentWeight / ALL });
    from += weight;
  }
  return { dispatchKey: bucketBy, includedInExpt: includedInExperiment, variations };
}
