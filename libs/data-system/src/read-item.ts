import type { EnvironmentItem, ItemKind, Tombstone } from '@app/evaluation';
import type { Flag, ItemChange, ItemDescriptor, Segment } from './data-model';
import type { ReadResult } from './interfaces';

/** What of a list of items could be read, in its order, and what could not. */
export interface ItemsRead {
  readonly changes: readonly ItemChange[];
  readonly unreadable: readonly { readonly kind: ItemKind; readonly key: string; readonly error: string }[];
}

export function readItems(items: readonly EnvironmentItem[]): ItemsRead {
  const changes: ItemChange[] = [];
  const unreadable: { kind: ItemKind; key: string; error: string }[] = [];
  for (const item of items) {
    const read = readItem(item);
    if (read.ok) changes.push(read.value);
    else unreadable.push({ kind: item.kind, key: item.key, error: read.error });
  }
  return { changes, unreadable };
}

/** The item's revision wins over a version in its text. Never throws. */
export function readItem({ kind, key, revision, json }: EnvironmentItem): ReadResult<ItemChange> {
  const read = parseDescriptor(kind, key, json, revision);
  return read.ok ? { ok: true, value: { kind, key, descriptor: read.value } as ItemChange } : read;
}

/**
 * The item or tombstone under `key` (a flag's key, a segment's id) from its text. `version`: what is known of it beside the text, and wins; 0: nothing.
 * Only what names the item is checked; whether it can be evaluated is for compiling to say. Never throws.
 */
export function parseDescriptor(
  kind: ItemKind,
  key: string,
  text: string,
  version: number,
): ReadResult<ItemDescriptor<Flag | Segment>> {
  const item = parseObject(text);
  if (!item) return { ok: false, error: `the ${kind} is not a JSON object` };
  // First of all: a tombstone carries a key as well, and would pass for a flag that is off.
  const deleted = item.deleted === true;
  if (!deleted && typeof item.key !== 'string') return { ok: false, error: `the ${kind} has no key` };
  const own = ownVersion(kind, item, deleted);
  if (own === undefined)
    return { ok: false, error: `the ${deleted ? 'tombstone' : kind} has no version that is a whole number from 0` };
  const counts = version > 0 ? version : own;
  if (deleted) return { ok: true, value: { version: counts, tombstone: tombstoneOf(item, key, counts) } };
  return {
    ok: true,
    value: {
      version: counts,
      item: (item.version === counts ? item : { ...item, version: counts }) as unknown as Flag | Segment,
    },
  };
}

/** A text from elsewhere may name less than ours do. */
function tombstoneOf(item: Readonly<Record<string, unknown>>, slot: string, version: number): Tombstone {
  const key = typeof item.key === 'string' ? item.key : slot;
  const id = typeof item.id === 'string' ? item.id : slot;
  return { key, id, version, deleted: true };
}

/** A flag without one has version 0. */
function ownVersion(kind: ItemKind, { version }: Readonly<Record<string, unknown>>, deleted: boolean): number | undefined {
  if (version === undefined && kind === 'flag' && !deleted) return 0;
  return Number.isSafeInteger(version) && (version as number) >= 0 ? (version as number) : undefined;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
