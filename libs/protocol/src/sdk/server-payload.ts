import type { FlagDefinition, SegmentDefinition } from '@app/evaluation';

export type EventType = 'full' | 'patch';

/** `data` of an answer or push to a server SDK (protocol §4.4). */
export interface ServerPayload extends CapsMembers {
  readonly eventType: EventType;
  readonly featureFlags: readonly (ServerFlag | ServerFlagTombstone)[];
  readonly segments: readonly (ServerSegment | ServerSegmentTombstone)[];
}

/** What caps add to `data` (protocol §4.6); without caps neither is there. */
export interface CapsMembers {
  /** The environment's revision these data bring the store to, and the next cursor; ms. */
  readonly revision?: number;
  /** Opaque id of this installation's data. */
  readonly instance?: string;
}

/** A flag on the wire: the definition, without `version` and `prerequisites` where there are no caps. */
export type ServerFlag = Omit<FlagDefinition, 'version' | 'prerequisites'> &
  Partial<Pick<FlagDefinition, 'version' | 'prerequisites'>>;

export type ServerSegment = Omit<SegmentDefinition, 'version'> & Partial<Pick<SegmentDefinition, 'version'>>;

/** How an archived or deleted flag leaves a server SDK's store (protocol §5.1). */
export interface ServerFlagTombstone {
  readonly id: string;
  readonly envId: string;
  readonly key: string;
  /** The key. */
  readonly name: string;
  readonly isArchived: true;
  readonly isEnabled: false;
  readonly disabledVariationId: '';
  readonly variations: readonly never[];
  readonly targetUsers: readonly never[];
  readonly rules: readonly never[];
  readonly fallthrough: { readonly includedInExpt: false; readonly variations: readonly never[] };
  /** The tombstone's revision as an instant. */
  readonly updatedAt: string;
  /** Caps only. */
  readonly version?: number;
}

export interface ServerSegmentTombstone {
  readonly id: string;
  readonly envId: string;
  readonly key: string;
  /** The key. */
  readonly name: string;
  readonly isArchived: true;
  readonly included: readonly never[];
  readonly excluded: readonly never[];
  readonly rules: readonly never[];
  /** The tombstone's revision as an instant. */
  readonly updatedAt: string;
  /** Caps only. */
  readonly version?: number;
}
