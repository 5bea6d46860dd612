import type { TargetingState } from '../flags/flag-state';
import { followVariations } from '../flags/follow-variations';
import type { ServeDocument, TargetingDocument } from '../flags/targeting-document';
import type { WeightPlaces } from './operations';

/** The targetings of a flag while its variations go, one after the other: each says where its weights stood before the next one goes. */
export class FollowedWeights {
  private readonly documents: Map<TargetingState, TargetingDocument>;

  constructor(targetings: readonly TargetingState[]) {
    this.documents = new Map(targetings.map((state) => [state, state.document]));
  }

  /** Where the weights of the variation stood, places at the end left out: those are where it would come back. */
  remove(key: string): readonly WeightPlaces[] {
    const places: WeightPlaces[] = [];
    for (const [state, document] of this.documents) {
      const found = placesOf(key, document, state);
      if (found.fallthrough !== undefined || found.rules.length > 0) places.push(found);
      this.documents.set(
        state,
        followVariations(
          document,
          variationsOf(document).filter((one) => one !== key),
        ),
      );
    }
    return places;
  }
}

export function variationsOf({ fallthrough }: TargetingDocument): readonly string[] {
  return fallthrough.weights.map(({ variation }) => variation);
}

/** The document with its last weights, which have just been added, where they stood before. */
export function weightsBack(document: TargetingDocument, { fallthrough, rules }: WeightPlaces): TargetingDocument {
  const places = new Map(rules.map(({ key, position }) => [key, position]));
  return {
    ...document,
    rules: document.rules.map((rule) => ({ ...rule, serve: lastTo(rule.serve, places.get(rule.key)) })),
    fallthrough: lastTo(document.fallthrough, fallthrough),
  };
}

function placesOf(
  key: string,
  document: TargetingDocument,
  { environmentId, environment, ruleIds }: TargetingState,
): WeightPlaces {
  const fallthrough = placeOf(key, document.fallthrough);
  return {
    environmentId,
    environment,
    ...(fallthrough !== undefined && { fallthrough }),
    rules: document.rules.flatMap((rule) => {
      const position = placeOf(key, rule.serve);
      return position === undefined ? [] : [{ ruleId: ruleIds.get(rule.key)!, key: rule.key, position }];
    }),
  };
}

/** Undefined: at the end, or nowhere. */
function placeOf(key: string, { weights }: ServeDocument): number | undefined {
  const place = weights.findIndex(({ variation }) => variation === key);
  return place < 0 || place === weights.length - 1 ? undefined : place;
}

function lastTo(serve: ServeDocument, place: number | undefined): ServeDocument {
  const last = serve.weights.at(-1);
  if (place === undefined || last === undefined) return serve;
  return { ...serve, weights: serve.weights.slice(0, -1).toSpliced(place, 0, last) };
}
