import { compileFlag } from './compile-flag';
import { compileSegment, type CompiledSegment } from './compile-segment';
import type { FlagDefinition, SegmentDefinition, Tombstone } from './definitions';
import { flagDependencies } from './dependencies';
import type { CompiledFlag } from './compiled';
import { MalformedFlag, MalformedSegment, ShapeFault } from './malformed';

/** Items of an environment: flags by key, segments by id. Tombstones count: what left moves the revisions of what required it. */
export interface EnvironmentDefinitions {
  readonly flags: ReadonlyMap<string, FlagDefinition | Tombstone>;
  readonly segments: ReadonlyMap<string, SegmentDefinition | Tombstone>;
}

/** A flag in the graph. Neither compiled nor malformed: archived or deleted. */
export interface FlagNode {
  readonly definition: FlagDefinition | Tombstone;
  /** Keys of the flags it requires. */
  readonly requires: readonly string[];
  /** Ids of the segments it uses. */
  readonly uses: readonly string[];
  readonly compiled?: CompiledFlag;
  readonly malformed?: MalformedFlag;
}

export interface SegmentNode {
  readonly definition: SegmentDefinition | Tombstone;
  readonly compiled?: CompiledSegment;
  readonly malformed?: MalformedSegment;
}

export function flagNode(definition: FlagDefinition | Tombstone, segments: ReadonlyMap<string, SegmentNode>): FlagNode {
  if (isGone(definition)) return { definition, requires: [], uses: [] };
  const { flags: requires, segments: uses } = flagDependencies(definition);
  try {
    return { definition, requires, uses, compiled: compileFlag(definition, (id) => lookUp(id, segments)) };
  } catch (error) {
    if (error instanceof MalformedFlag) return { definition, requires, uses, malformed: error };
    throw error;
  }
}

export function segmentNode(definition: SegmentDefinition | Tombstone): SegmentNode {
  if (isGone(definition)) return { definition };
  try {
    return { definition, compiled: compileSegment(definition) };
  } catch (error) {
    if (error instanceof MalformedSegment) return { definition, malformed: error };
    throw error;
  }
}

function lookUp(id: string, segments: ReadonlyMap<string, SegmentNode>): CompiledSegment | undefined {
  const node = segments.get(id);
  if (node?.malformed) throw new ShapeFault(`it uses a segment that is malformed itself, ${id}: ${node.malformed.reason}`);
  return node?.compiled;
}

function isGone<T extends FlagDefinition | SegmentDefinition>(definition: T | Tombstone): definition is Tombstone {
  return 'deleted' in definition || definition.isArchived === true;
}
