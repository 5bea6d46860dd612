import type { CompiledEnvironment } from '@app/evaluation';

interface Node {
  readonly definition: { readonly version: number };
  readonly compiled?: unknown;
  readonly malformed?: unknown;
}

/**
 * The environment without what was removed up to this revision, in ms. Flags that required it keep their numbers: they only ever rise,
 * and a cursor from before is answered with everything anyway.
 */
export function withoutRemovals(environment: CompiledEnvironment, upTo: number): CompiledEnvironment {
  const { graph } = environment;
  const [flags, segments] = [kept(graph.flags, upTo), kept(graph.segments, upTo)];
  if (flags.size === graph.flags.size && segments.size === graph.segments.size) return environment;
  const order = graph.order.filter(({ keys }) => keys.every((key) => flags.has(key)));
  const standings = new Map(Array.from(environment.standings).filter(([key]) => flags.has(key)));
  return { ...environment, standings, graph: { ...graph, flags, segments, order } };
}

/** Neither compiled nor malformed: it left. */
function kept<N extends Node>(nodes: ReadonlyMap<string, N>, upTo: number): ReadonlyMap<string, N> {
  return new Map(
    Array.from(nodes).filter(([, { definition, compiled, malformed }]) => compiled || malformed || definition.version > upTo),
  );
}
