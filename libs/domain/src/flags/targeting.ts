import { Aggregate } from '../aggregate';
import { Findings } from '../errors/findings';
import type { Means } from '../means';
import { ruleIdsOf } from '../rules/read-rules';
import { same } from '../same';
import { segmentKeysIn } from '../rules/segment-keys';
import type { FlagState, TargetingState } from './flag-state';
import { newTargetingDocument, readTargeting } from './read-targeting';
import type { TargetingDocument } from './targeting-document';
import type { TargetingInput } from './targeting-input';
import { followVariations } from './follow-variations';

/** What a flag does in one environment. */
export class Targeting extends Aggregate<'targeting', TargetingState> {
  readonly kind = 'targeting';

  /** Of a flag that is new, or in an environment that is. */
  static ofNew(flag: FlagState, environment: { readonly id: string; readonly key: string }, at: Date): Targeting {
    const variationIds = idsOf(flag);
    const state: TargetingState = {
      flagId: flag.id,
      flagKey: flag.key,
      projectId: flag.projectId,
      environmentId: environment.id,
      environment: environment.key,
      document: newTargetingDocument([...variationIds.keys()]),
      variationIds,
      ruleIds: new Map(),
      segmentIds: new Map(),
      requiredIds: new Map(),
      rowVersion: 0,
      revision: 0,
      createdAt: at,
      updatedAt: at,
    };
    return new Targeting(state, null);
  }

  document(): TargetingDocument {
    return this.state.document;
  }

  /** What a PUT of the whole would make of it. `segmentIds`: of the keys that `segmentKeysIn(input.rules)` names, those that are live segments. */
  apply(input: TargetingInput, segmentIds: ReadonlyMap<string, string>, means: Means): Targeting {
    const found = new Findings();
    const { variationIds, ruleIds } = this.state;
    const document = readTargeting(input, [...variationIds.keys()], { limits: means.limits, segmentIds, found });
    found.refuse();
    if (same(document, this.state.document)) return this;
    return this.edited({
      document,
      ruleIds: ruleIdsOf(document.rules, ruleIds, means.newId),
      segmentIds: new Map(segmentKeysIn(document.rules).map((key) => [key, segmentIds.get(key)!])),
      requiredIds: new Map(),
    });
  }

  /** After the flag's variations changed: new ones have weight 0 everywhere, and those that are gone leave every list of weights. */
  follow(flag: FlagState): Targeting {
    const variationIds = idsOf(flag);
    const document = followVariations(this.state.document, [...variationIds.keys()]);
    return document === this.state.document ? this : this.edited({ document, variationIds });
  }

  private edited(changes: Partial<TargetingState>): Targeting {
    return new Targeting({ ...this.state, ...changes }, this.stored);
  }
}

function idsOf({ variations }: FlagState): ReadonlyMap<string, string> {
  return new Map(variations.map(({ key, id }) => [key, id]));
}
