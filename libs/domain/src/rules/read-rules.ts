import { LimitExceeded } from '../errors/refused';
import type { ConditionDocument, RuleHead } from '../flags/targeting-document';
import { readEditedMeta } from '../meta/read-meta';
import { readCondition } from './read-condition';
import type { RuleContext } from './read-condition';
import { readRuleKeys } from './rule-keys';
import type { ConditionInput, RuleHeadInput } from './rule-input';

/** The rules of a document but for what they serve. */
export function readRuleHeads(rules: readonly RuleHeadInput[], context: RuleContext): RuleHead[] {
  const { rulesPerFlag } = context.limits;
  if (rules.length > rulesPerFlag) {
    context.found.add(new LimitExceeded('/rules', 'rules', rulesPerFlag, rules.length));
    return []; // reading on could take as long as whoever sent them likes
  }
  const keys = readRuleKeys(rules, context.found);
  return rules.map((rule, i) => readRuleHead(rule, keys[i]!, `/rules/${i}`, context));
}

function readRuleHead(
  { name, description, tags, conditions = [] }: RuleHeadInput,
  key: string,
  at: string,
  context: RuleContext,
): RuleHead {
  return {
    ...readEditedMeta({ key, name: key, description: null, tags: [] }, { name, description, tags }, 'lowered', at, context.found),
    conditions: readConditions(conditions, at, context),
  };
}

function readConditions(conditions: readonly ConditionInput[], at: string, context: RuleContext): ConditionDocument[] {
  const { conditionsPerRule } = context.limits;
  if (conditions.length > conditionsPerRule) {
    context.found.add(new LimitExceeded(`${at}/conditions`, 'conditions of a rule', conditionsPerRule, conditions.length));
    return [];
  }
  return conditions.map((condition, i) => readCondition(condition, `${at}/conditions/${i}`, context));
}

/** The ids of a document's rules: a known key keeps its own. */
export function ruleIdsOf(
  rules: readonly RuleHead[],
  kept: ReadonlyMap<string, string>,
  newId: () => string,
): ReadonlyMap<string, string> {
  return new Map(rules.map(({ key }) => [key, kept.get(key) ?? newId()]));
}
