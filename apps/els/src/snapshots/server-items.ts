import type { CompiledEnvironment, CompiledFlag, FlagDefinition, SegmentDefinition, Tombstone } from '@app/evaluation';
import {
  toServerFlag,
  toServerFlagTombstone,
  toServerSegment,
  toServerSegmentTombstone,
  type ServerPayload,
} from '@app/protocol';

type Sent = ServerPayload['featureFlags'][number] | ServerPayload['segments'][number];

/** Something a server SDK is sent, or told to forget. */
export interface ServerItem {
  readonly list: 'featureFlags' | 'segments';
  readonly key: string;
  /** What a cursor is compared with, in ms (featbit-protocol.md §4.2). */
  readonly number: number;
  readonly gone: boolean;
  /** `updatedAt`: in place of its own, in ms. */
  form(updatedAt?: number): Sent;
}

/** What of an environment server SDKs see. Flags and segments that are malformed are left out. */
export function serverItems(environmentId: string, compiled: CompiledEnvironment, caps: boolean): ServerItem[] {
  const items: ServerItem[] = [];
  for (const flag of compiled.flags.values()) items.push(liveFlag(flag, compiled, caps));
  for (const { definition, compiled: live, malformed } of compiled.graph.flags.values()) {
    if (!live && !malformed) items.push(goneFlag(definition, environmentId, caps));
  }
  for (const { definition, compiled: live, malformed } of compiled.graph.segments.values()) {
    if (live) items.push(liveSegment(definition as SegmentDefinition, caps));
    else if (!malformed) items.push(goneSegment(definition, environmentId, caps));
  }
  return items;
}

/** Without caps the form of a flag depends on its prerequisites, and its number with it (featbit-protocol.md §7.11). */
function liveFlag({ key, definition }: CompiledFlag, { standings }: CompiledEnvironment, caps: boolean): ServerItem {
  const { sentRevision, sentEnabled } = standings.get(key)!;
  const number = caps ? definition.version : sentRevision;
  const own = number === definition.version ? undefined : number;
  const form = (updatedAt = own) => toServerFlag(definition, { caps, isEnabled: sentEnabled, updatedAt });
  return { list: 'featureFlags', key, number, gone: false, form };
}

function goneFlag(definition: FlagDefinition | Tombstone, environmentId: string, caps: boolean): ServerItem {
  const tombstone = tombstoneOf(definition);
  const form = (updatedAt?: number) => toServerFlagTombstone(tombstone, environmentId, { caps, updatedAt });
  return { list: 'featureFlags', key: tombstone.key, number: tombstone.version, gone: true, form };
}

function liveSegment(definition: SegmentDefinition, caps: boolean): ServerItem {
  const form = (updatedAt?: number) => toServerSegment(definition, { caps, updatedAt });
  return { list: 'segments', key: definition.id, number: definition.version, gone: false, form };
}

function goneSegment(definition: SegmentDefinition | Tombstone, environmentId: string, caps: boolean): ServerItem {
  const tombstone = tombstoneOf(definition);
  const form = (updatedAt?: number) => toServerSegmentTombstone(tombstone, environmentId, { caps, updatedAt });
  return { list: 'segments', key: tombstone.id, number: tombstone.version, gone: true, form };
}

function tombstoneOf({ key, id, version }: Omit<Tombstone, 'deleted'>): Tombstone {
  return { key, id, version, deleted: true };
}
