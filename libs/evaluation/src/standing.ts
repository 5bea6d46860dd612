import type { FlagNode, SegmentNode } from './environment-node';
import type { CompiledFlag, CompiledPrerequisite } from './compiled';
import type { Component } from './graph';
import { MalformedFlag } from './malformed';

/** Where a flag stands among the others of its environment. */
export interface Standing {
  /** The largest item revision of the flag, its segments and its prerequisites, transitively (their segments included), in ms. */
  readonly effectiveRevision: number;
  /** The largest of the flag and its prerequisites, transitively, without segments: what an SDK without caps sees change. */
  readonly sentRevision: number;
  /** `isEnabled` for an SDK that knows no prerequisites: false too when one of them cannot hold for anybody. */
  readonly sentEnabled: boolean;
}

/** What standings are made from; flags are added to it in topological order. */
export interface StandingSources {
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  readonly standings: ReadonlyMap<string, Standing>;
  readonly graph: { readonly flags: ReadonlyMap<string, FlagNode>; readonly segments: ReadonlyMap<string, SegmentNode> };
}

export function standingOf(key: string, component: Component, sources: StandingSources): Standing {
  const flag = sources.flags.get(key);
  return {
    ...revisionsOf(component, sources),
    sentEnabled: flag !== undefined && flag.enabled && flag.prerequisites.every((one) => canHold(one, sources)),
  };
}

/** Flags on one cycle require each other, so they share their revisions. */
function revisionsOf({ keys }: Component, { standings, graph }: StandingSources): Omit<Standing, 'sentEnabled'> {
  let effectiveRevision = 0;
  let sentRevision = 0;
  for (const key of keys) {
    const { definition, requires, uses } = graph.flags.get(key)!;
    sentRevision = Math.max(sentRevision, definition.version);
    for (const id of uses) effectiveRevision = Math.max(effectiveRevision, graph.segments.get(id)?.definition.version ?? 0);
    for (const required of requires) {
      const standing = standings.get(required);
      if (!standing) continue;
      sentRevision = Math.max(sentRevision, standing.sentRevision);
      effectiveRevision = Math.max(effectiveRevision, standing.effectiveRevision);
    }
  }
  return { effectiveRevision: Math.max(effectiveRevision, sentRevision), sentRevision };
}

/** Whether some end user could exist for whom it holds. A flag that is gone or malformed serves nothing. */
function canHold({ key, variationId }: CompiledPrerequisite, { flags, standings }: StandingSources): boolean {
  const flag = flags.get(key);
  if (!flag?.enabled) return false;
  const isOff = flag.off.variation.id === variationId;
  if (!standings.get(key)!.sentEnabled) return isOff; // one of its own prerequisites never holds: it can serve nothing else
  return flag.servable.has(variationId) || (isOff && flag.prerequisites.length > 0);
}

/** What stands in the place of a flag that requires itself over others. */
export function onCycle(key: string, { keys }: Component): { readonly compiled?: undefined; readonly malformed: MalformedFlag } {
  const others = keys.filter((one) => one !== key);
  const circle = others.length > 0 ? `over ${others.join(', ')}` : 'directly';
  return { malformed: new MalformedFlag(key, `its prerequisites lead back to it, ${circle}`) };
}
