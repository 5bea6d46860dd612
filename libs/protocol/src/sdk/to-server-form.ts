import type { FlagDefinition, SegmentDefinition, Tombstone } from '@app/evaluation';
import { withSafeConditions } from './safe-conditions';
import type { ServerFlag, ServerFlagTombstone, ServerSegment, ServerSegmentTombstone } from './server-payload';

/** How a server SDK is to see an item. */
export interface ServerForm {
  /** Without them nothing is sent that FeatBit's SDKs do not know. */
  readonly caps: boolean;
  /** The number that `updatedAt` carries, ms (protocol §4.2). Absent: the item's own. */
  readonly updatedAt?: number;
}

export interface ServerFlagForm extends ServerForm {
  /** False where a prerequisite can hold for nobody (protocol §7.11). Absent, and with caps always: as stored. */
  readonly isEnabled?: boolean;
}

export function toServerFlag(flag: FlagDefinition, form: ServerFlagForm): ServerFlag {
  const { version, prerequisites, ...rest } = flag;
  const shared = { ...rest, rules: withSafeConditions(flag.rules) };
  const updatedAt = updatedAtOf(flag, form);
  return form.caps
    ? { ...shared, updatedAt, version, prerequisites }
    : { ...shared, updatedAt, isEnabled: form.isEnabled ?? flag.isEnabled };
}

export function toServerSegment(segment: SegmentDefinition, form: ServerForm): ServerSegment {
  const { version, ...rest } = segment;
  const shared = { ...rest, rules: withSafeConditions(segment.rules) };
  const updatedAt = updatedAtOf(segment, form);
  return form.caps ? { ...shared, updatedAt, version } : { ...shared, updatedAt };
}

/** A flag that nobody can evaluate: Node's SDK then answers the caller's default (protocol §5.1). */
export function toServerFlagTombstone(tombstone: Tombstone, environmentId: string, form: ServerForm): ServerFlagTombstone {
  return {
    id: tombstone.id,
    envId: environmentId,
    key: tombstone.key,
    name: tombstone.key,
    isArchived: true,
    isEnabled: false,
    disabledVariationId: '',
    variations: [],
    targetUsers: [],
    rules: [],
    fallthrough: { includedInExpt: false, variations: [] },
    updatedAt: toInstant(form.updatedAt ?? tombstone.version),
    ...(form.caps && { version: tombstone.version }),
  };
}

/** A segment that holds nobody. */
export function toServerSegmentTombstone(tombstone: Tombstone, environmentId: string, form: ServerForm): ServerSegmentTombstone {
  return {
    id: tombstone.id,
    envId: environmentId,
    key: tombstone.key,
    name: tombstone.key,
    isArchived: true,
    included: [],
    excluded: [],
    rules: [],
    updatedAt: toInstant(form.updatedAt ?? tombstone.version),
    ...(form.caps && { version: tombstone.version }),
  };
}

function updatedAtOf(item: { readonly updatedAt: string }, form: ServerForm): string {
  return form.updatedAt === undefined ? item.updatedAt : toInstant(form.updatedAt);
}

/** The last instant that a `Date` can hold. Source: ECMA-262 §21.4.1.1. */
const LAST_INSTANT = 8_640_000_000_000_000;

/** A revision as RFC 3339 UTC with 3 digits of milliseconds. */
export function toInstant(revision: number): string {
  return new Date(Math.min(revision, LAST_INSTANT)).toISOString();
}
