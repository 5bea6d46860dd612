import type { ConditionDocument, RuleDocument, RuleHead, ServeDocument, WeightDocument } from '../flags/targeting-document';

/** Parts of documents as operations hold them: what they name stands there by key, and beside it by id. */
export interface NamedWeight extends WeightDocument {
  readonly variationId: string;
}
export interface NamedServe extends ServeDocument {
  readonly weights: readonly NamedWeight[];
}
export interface NamedCondition extends ConditionDocument {
  /** Beside the keys in `values`, of a segment condition alone. */
  readonly segmentIds?: readonly string[];
}
export interface NamedRuleHead extends RuleHead {
  readonly conditions: readonly NamedCondition[];
}
export interface NamedRule extends NamedRuleHead {
  readonly serve: NamedServe;
}

/** Keys to ids, of the moment before and after. */
export interface Ids {
  readonly variations: ReadonlyMap<string, string>;
  readonly segments: ReadonlyMap<string, string>;
}

export function namedServe(serve: ServeDocument, { variations }: Ids): NamedServe {
  return { ...serve, weights: serve.weights.map((weight) => ({ ...weight, variationId: variations.get(weight.variation)! })) };
}

export function namedRule({ serve, ...head }: RuleDocument, ids: Ids): NamedRule {
  return { ...namedRuleHead(head, ids), serve: namedServe(serve, ids) };
}

export function namedRuleHead(head: RuleHead, { segments }: Pick<Ids, 'segments'>): NamedRuleHead {
  return { ...head, conditions: head.conditions.map((condition) => namedCondition(condition, segments)) };
}

function namedCondition(condition: ConditionDocument, segments: ReadonlyMap<string, string>): NamedCondition {
  if (condition.attribute !== undefined || !condition.values) return condition;
  return { ...condition, segmentIds: condition.values.map((key) => segments.get(key)!) };
}

export function plainServe(serve: NamedServe): ServeDocument {
  return { ...serve, weights: serve.weights.map(({ variationId: _, ...weight }) => weight) };
}

export function plainRule({ serve, ...head }: NamedRule): RuleDocument {
  return { ...plainRuleHead(head), serve: plainServe(serve) };
}

export function plainRuleHead(head: NamedRuleHead): RuleHead {
  return { ...head, conditions: head.conditions.map(({ segmentIds: _, ...condition }) => condition) };
}
