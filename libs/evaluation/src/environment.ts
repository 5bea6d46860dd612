import type { MalformedFlag, MalformedSegment } from './malformed';
import type { CompiledFlag } from './compiled';
import type { EnvironmentDefinitions, FlagNode, SegmentNode } from './environment-node';
import { flagNode, segmentNode } from './environment-node';
import { reachedFrom, topologicalOrder, type Component } from './graph';
import { onCycle, standingOf, type Standing } from './standing';

/** An environment ready to evaluate. Never changed: `recompile` makes the next one and shares what stayed. */
export interface CompiledEnvironment {
  /** Flags that can be evaluated, in topological order: what is required before what requires it. */
  readonly flags: ReadonlyMap<string, CompiledFlag>;
  /** Flags that are left out: those that did not compile and those on a cycle of prerequisites. */
  readonly malformed: ReadonlyMap<string, MalformedFlag>;
  /** Segments by id that no SDK can be sent. The flags that use them are among `malformed`. */
  readonly malformedSegments: ReadonlyMap<string, MalformedSegment>;
  /** By flag key: of every flag, also of those left out and of those that are gone. */
  readonly standings: ReadonlyMap<string, Standing>;
  readonly graph: EnvironmentGraph;
}

/** All items of an environment, tombstones too, and the edges between them. */
interface EnvironmentGraph extends EnvironmentEdges {
  readonly flags: ReadonlyMap<string, FlagNode>;
  readonly segments: ReadonlyMap<string, SegmentNode>;
}

interface EnvironmentEdges {
  readonly order: readonly Component[];
  /** Flag keys by the flag they require. */
  readonly requiredBy: ReadonlyMap<string, ReadonlySet<string>>;
  /** Flag keys by the segment their rules name. */
  readonly usedBy: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Keys of changed items: a set of them, or a map by them. */
export interface ChangedKeys {
  readonly flags: { keys(): Iterable<string> };
  readonly segments: { keys(): Iterable<string> };
}

const EMPTY: CompiledEnvironment = {
  flags: new Map(),
  malformed: new Map(),
  malformedSegments: new Map(),
  standings: new Map(),
  graph: { flags: new Map(), segments: new Map(), order: [], requiredBy: new Map(), usedBy: new Map() },
};

export function compileEnvironment(definitions: EnvironmentDefinitions): CompiledEnvironment {
  return recompile(EMPTY, definitions);
}

/**
 * The environment after a change. Only the changed flags and those that use a changed segment are compiled; what else depends on
 * them gets new revisions alone. `changed` has new definitions, and tombstones for what left.
 */
export function recompile(previous: CompiledEnvironment, changed: EnvironmentDefinitions): CompiledEnvironment {
  const segments = new Map(previous.graph.segments);
  for (const [id, definition] of changed.segments) segments.set(id, segmentNode(definition));
  const flags = new Map(previous.graph.flags);
  for (const [key, definition] of changed.flags) flags.set(key, flagNode(definition, segments));
  for (const key of usersOf(previous.graph, changed)) {
    if (!changed.flags.has(key)) flags.set(key, flagNode(flags.get(key)!.definition, segments));
  }
  const edges = [...changed.flags.keys()].every((key) => sameEdges(previous.graph.flags.get(key), flags.get(key)!))
    ? previous.graph
    : edgesOf(flags);
  const { order, requiredBy, usedBy } = edges;
  return assemble({ flags, segments, order, requiredBy, usedBy }, previous, changed);
}

/** The flags whose answers may differ when these items change: those named, those that use or require them, and so on. */
export function affectedFlags(environment: CompiledEnvironment, changed: ChangedKeys): Set<string> {
  const { requiredBy } = environment.graph;
  return reachedFrom([...changed.flags.keys(), ...usersOf(environment.graph, changed)], (key) => requiredBy.get(key));
}

function usersOf({ usedBy }: EnvironmentEdges, { segments }: ChangedKeys): string[] {
  return [...segments.keys()].flatMap((id) => [...(usedBy.get(id) ?? [])]);
}

function sameEdges(one: FlagNode | undefined, other: FlagNode): boolean {
  return one !== undefined && sameTexts(one.requires, other.requires) && sameTexts(one.uses, other.uses);
}

function sameTexts(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, i) => text === other[i]);
}

function edgesOf(flags: ReadonlyMap<string, FlagNode>): EnvironmentEdges {
  const requiredBy = new Map<string, Set<string>>();
  const usedBy = new Map<string, Set<string>>();
  for (const [key, { requires, uses }] of flags) {
    for (const required of requires) addTo(requiredBy, required, key);
    for (const segmentId of uses) addTo(usedBy, segmentId, key);
  }
  return { order: topologicalOrder(flags.keys(), (key) => flags.get(key)?.requires), requiredBy, usedBy };
}

function addTo(sets: Map<string, Set<string>>, at: string, member: string): void {
  const set = sets.get(at);
  if (set) set.add(member);
  else sets.set(at, new Set([member]));
}

function assemble(graph: EnvironmentGraph, previous: CompiledEnvironment, changed: ChangedKeys): CompiledEnvironment {
  const flags = new Map<string, CompiledFlag>();
  const malformed = new Map<string, MalformedFlag>();
  const malformedSegments = new Map<string, MalformedSegment>();
  const standings = new Map<string, Standing>();
  const environment = { flags, malformed, malformedSegments, standings, graph };
  const affected = affectedFlags(environment, changed);
  for (const component of graph.order) {
    for (const key of component.keys) {
      const { compiled, malformed: fault } = component.cyclic ? onCycle(key, component) : graph.flags.get(key)!;
      if (compiled) flags.set(key, compiled);
      if (fault) malformed.set(key, fault);
      const kept = affected.has(key) ? undefined : previous.standings.get(key);
      standings.set(key, kept ?? standingOf(key, component, environment));
    }
  }
  for (const [id, { malformed: fault }] of graph.segments) if (fault) malformedSegments.set(id, fault);
  return environment;
}
