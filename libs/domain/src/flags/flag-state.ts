import type { Named, Stored } from '../stored';
import type { FlagType } from './flag-type';
import type { TargetingDocument } from './targeting-document';

export interface VariationState extends Named {
  readonly id: string;
  /** Text: strings as they are, everything else as compact JSON. */
  readonly value: string;
}

export interface FlagState extends Stored, Named {
  readonly projectId: string;
  readonly type: FlagType;
  /** In order: the first is served by a new fallthrough, the last is the off variation. */
  readonly variations: readonly VariationState[];
  readonly archivedAt: Date | null;
}

export interface TargetingState {
  readonly flagId: string;
  readonly flagKey: string;
  readonly projectId: string;
  readonly environmentId: string;
  readonly environment: string;
  readonly document: TargetingDocument;
  /** The flag's variations, key to id, in their order. */
  readonly variationIds: ReadonlyMap<string, string>;
  /** The document's rules, key to id: a rule keeps its id across writes. */
  readonly ruleIds: ReadonlyMap<string, string>;
  /** Segments the document names, key to id. */
  readonly segmentIds: ReadonlyMap<string, string>;
  /** Flags the document requires, key to id, and those flags' variations as `<flag key>/<variation key>` to id. */
  readonly requiredIds: ReadonlyMap<string, string>;
  readonly rowVersion: number;
  /** Item revision in ms. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
