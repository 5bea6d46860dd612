import type { VariationType } from '@app/evaluation';
import type { CapsMembers, EventType } from './server-payload';

/** `data` of an answer or push to a client SDK (protocol §4.5): results for one end user. */
export interface ClientPayload extends CapsMembers {
  readonly eventType: EventType;
  /** The `keyId` the client last sent, byte for byte: with another one the message is ignored without a word. */
  readonly userKeyId: string;
  readonly featureFlags: readonly ClientFlag[];
}

export interface ClientFlag {
  /** The flag's key, not its id. */
  readonly id: string;
  /** The value served, always text. */
  readonly variation: string;
  readonly variationType: VariationType;
  readonly variationId: string;
  /** `flag disabled`, `prerequisite failed`, `targeted`, the matched rule's name or `default`. */
  readonly matchReason: string;
  readonly variationOptions: readonly { readonly id: string; readonly value: string }[];
  readonly sendToExperiment: boolean;
  /** The effective revision, ms. */
  readonly timestamp: number;
}
