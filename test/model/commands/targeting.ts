import fc from 'fast-check';
import { copy } from '../copy';
import { targetingBody } from '../documents';
import { archived, command, nth, oneOf, parentNotFound, pick, stale } from '../step';
import type { Refusal, Step } from '../step';
import { ALL } from '../world';
import type { Condition, Environment, Flag, Held, Rule, Serve, Targeting, World } from '../world';
import { flagPath, weightOf } from './flags';

interface Place {
  readonly flag: Flag;
  readonly environment: Environment;
  readonly held: Held<Targeting>;
}

const targetingPath = (flag: string, environment: string) => `/environments/${environment}${flagPath(flag)}/targeting`;

function onTargeting(n: number, world: World, plan: (place: Place) => Pick<Step, 'method' | 'body'> & Partial<Step>): Step {
  const flag = oneOf(world.flags.values(), n);
  const environment = pick(world.environments.values(), Math.floor(n / 7))!;
  const key = flag?.key ?? 'nobody';
  const at = { path: targetingPath(key, environment.key), touches: { flag: key } };
  if (!flag) return { ...at, method: 'PATCH', body: { enabled: true }, refusal: parentNotFound };
  const closed = flag.archived || environment.archived;
  const step = plan({ flag, environment, held: flag.targetings.get(environment.key)! });
  const early = step.refusal && [412, 428].includes(step.refusal.status);
  return {
    ...at,
    ...step,
    refusal: closed && !early ? archived : step.refusal,
    etag: (after) => after.flags.get(key)!.targetings.get(environment.key)!.rowVersion,
  };
}

const inPlace = ({ flag, environment }: Place, world: World): Held<Targeting> =>
  world.flags.get(flag.key)!.targetings.get(environment.key)!;

const serves = fc.record({
  first: nth,
  second: nth,
  cut: fc.constantFrom(ALL, 20_000, 99_999, 33_333),
  bucketBy: fc.option(fc.constant('country')),
});
type ServeRecipe = { first: number; second: number; cut: number; bucketBy: string | null };

/** What is sent, and what is stored of it. */
function serveFrom({ first, second, cut, bucketBy }: ServeRecipe, { variations }: Flag): { sent: object; stored: Serve } {
  const one = pick(variations, first)!.key;
  const rest = variations.filter(({ key }) => key !== one);
  const other = pick(rest, second)!.key;
  const weights =
    cut === ALL
      ? [{ variation: one, weight: ALL }]
      : [
          { variation: one, weight: cut, experimentWeight: Math.floor(cut / 2) },
          { variation: other, weight: ALL - cut },
        ];
  const given: Serve['weights'] = weights.map((w) =>
    weightOf(w.variation, w.weight, 'experimentWeight' in w ? w.experimentWeight : undefined),
  );
  const missing = variations.filter(({ key }) => !weights.some(({ variation }) => variation === key));
  return {
    sent: { weights, ...(bucketBy !== null && { bucketBy }) },
    stored: {
      bucketBy: bucketBy ?? 'keyId',
      includedInExperiment: true,
      weights: [...given, ...missing.map(({ key }) => weightOf(key, 0))],
    },
  };
}

const conditions = fc.constantFrom<Condition>(
  { attribute: 'email', operator: 'EndsWith', value: '@corp.example', negate: false },
  { attribute: 'age', operator: 'BiggerThan', value: '17.5', negate: false },
  { attribute: 'country', operator: 'IsOneOf', values: ['no', 'se'], negate: false },
  { attribute: 'keyId', operator: 'MatchRegex', value: '^u-[0-9]+$', negate: false },
  { attribute: 'name', operator: 'NotEqual', value: '', negate: false },
);
export const ruleHeads = fc.uniqueArray(
  fc.record({
    key: fc.constantFrom('staff', 'adults', 'nordic'),
    name: fc.constantFrom('Staff', 'Adults'),
    conditions: fc.array(conditions, { maxLength: 2 }),
  }),
  { selector: ({ key }) => key, maxLength: 3 },
);
type RuleHead = { key: string; name: string; conditions: Condition[] };

function ruleFrom(head: RuleHead, recipe: ServeRecipe, flag: Flag): { sent: object; stored: Rule } {
  const { sent, stored } = serveFrom(recipe, flag);
  return { sent: { ...head, serve: sent }, stored: { ...head, description: null, tags: [], serve: stored } };
}

const switching = command('switch a flag', { n: nth, enabled: fc.boolean() }, ({ n, enabled }, world) =>
  onTargeting(n, world, (place) => ({
    method: 'PATCH',
    body: { enabled },
    edit: (after) => void (inPlace(place, after).document.enabled = enabled),
  })),
);

const setFallthrough = command(
  'serve something else to everybody',
  { n: nth, recipe: serves, off: nth },
  ({ n, recipe, off }, world) =>
    onTargeting(n, world, (place) => {
      // A merge patch: what it does not name of an object stays.
      const bucketBy = recipe.bucketBy ?? place.held.document.fallthrough.bucketBy;
      const { sent } = serveFrom(recipe, place.flag);
      const { stored } = serveFrom({ ...recipe, bucketBy }, place.flag);
      const offVariation = pick(place.flag.variations, off)!.key;
      return {
        method: 'PATCH',
        body: { fallthrough: sent, offVariation },
        edit: (after) => void Object.assign(inPlace(place, after).document, { fallthrough: stored, offVariation }),
      };
    }),
);

const endUsers = fc.array(fc.nat(3), { minLength: 5, maxLength: 5 });

/** `assigned[i]`: who gets which variation by name; 3 is nobody. */
function targetsFrom(assigned: readonly number[], { variations }: Flag): Targeting['individualTargets'] {
  const users = (v: number) => assigned.flatMap((to, i) => (to === v && to < 3 ? [`u-${i}`] : []));
  const targets = variations.map(({ key }, v) => ({ variation: key, endUsers: users(v) }));
  return targets.filter(({ endUsers }) => endUsers.length > 0);
}

const setTargets = command('name end users', { n: nth, assigned: endUsers }, ({ n, assigned }, world) =>
  onTargeting(n, world, (place) => {
    const individualTargets = targetsFrom(assigned, place.flag);
    return {
      method: 'PATCH',
      body: { individualTargets },
      edit: (after) => void (inPlace(place, after).document.individualTargets = individualTargets),
    };
  }),
);

const setRules = command('write rules', { n: nth, heads: ruleHeads, recipe: serves }, ({ n, heads, recipe }, world) =>
  onTargeting(n, world, (place) => {
    const rules = heads.map((head) => ruleFrom(head, recipe, place.flag));
    return {
      method: 'PATCH',
      body: { rules: rules.map(({ sent }) => sent) },
      edit: (after) => void (inPlace(place, after).document.rules = copy(rules.map(({ stored }) => stored))),
    };
  }),
);

const useSegment = command(
  'use a segment',
  { n: nth, which: nth, recipe: serves, negative: fc.boolean() },
  ({ n, which, recipe, negative }, world) =>
    onTargeting(n, world, (place) => {
      const segment = pick(world.segments.values(), which);
      const operator = negative ? 'NotInSegment' : 'InSegment';
      const condition: Condition = { operator, values: [segment?.key ?? 'nobody'], negate: false };
      const { sent, stored } = ruleFrom({ key: 'members', name: 'Members', conditions: [condition] }, recipe, place.flag);
      const unknown: Refusal = { status: 422, code: 'UNKNOWN_SEGMENT', pointer: '/rules/0/conditions/0/values/0' };
      return {
        method: 'PATCH',
        body: { rules: [sent] },
        ...((!segment || segment.archived) && { refusal: unknown }),
        edit: (after) => void (inPlace(place, after).document.rules = [stored]),
      };
    }),
);

const replace = command(
  'replace a targeting',
  { n: nth, enabled: fc.boolean(), assigned: endUsers, heads: ruleHeads, recipe: serves, experiment: fc.boolean() },
  ({ n, enabled, assigned, heads, recipe, experiment }, world) =>
    onTargeting(n, world, (place) => {
      const { sent, stored } = serveFrom(recipe, place.flag);
      const rules = heads.map((head) => ruleFrom(head, recipe, place.flag));
      const individualTargets = targetsFrom(assigned, place.flag);
      const same = { enabled, individualTargets, includeAllTargetsInExperiment: experiment };
      const document: Targeting = {
        ...same,
        offVariation: place.flag.variations.at(-1)!.key,
        prerequisites: [],
        rules: rules.map((rule) => rule.stored),
        fallthrough: stored,
      };
      return {
        method: 'PUT',
        ifMatch: place.held.rowVersion,
        body: { ...same, rules: rules.map((rule) => rule.sent), fallthrough: sent },
        edit: (after) => void (inPlace(place, after).document = copy(document)),
      };
    }),
);

const writeBack = command('write a targeting back as it was read', { n: nth }, ({ n }, world) =>
  onTargeting(n, world, ({ flag, environment, held }) => ({
    method: 'PUT',
    ifMatch: held.rowVersion,
    body: targetingBody(flag.key, environment.key, held),
  })),
);

const late = command('edit a targeting that changed meanwhile', { n: nth, off: fc.constantFrom(-1, 1) }, ({ n, off }, world) =>
  onTargeting(n, world, ({ held }) => ({
    method: 'PATCH',
    ifMatch: held.rowVersion + off,
    body: { enabled: !held.document.enabled },
    refusal: stale,
  })),
);

const wrong = command('edit a targeting wrongly', { n: nth, kind: fc.nat(9) }, ({ n, kind }, world) =>
  onTargeting(n, world, ({ flag }) => {
    const [body, code, pointer, status = 422] = wrongEdits(flag.variations[0]!.key)[kind]!;
    return { method: 'PATCH', body, refusal: { status, code, pointer } };
  }),
);

const wrongEdits = (known: string): [object, string, string, number?][] => {
  const serve = { weights: [{ variation: known, weight: ALL }] };
  const ruleOf = (condition: object, key = 'wrong') => ({ key, conditions: [condition], serve });
  const weights = (...each: [string, number][]) => ({ weights: each.map(([variation, weight]) => ({ variation, weight })) });
  return [
    [{ fallthrough: weights([known, 90_000]) }, 'WEIGHTS_MUST_SUM', '/fallthrough/weights'],
    [{ fallthrough: weights([known, -1]) }, 'WEIGHT_INVALID', '/fallthrough/weights/0/weight'],
    [{ fallthrough: weights([known, 50_000], [known, 50_000]) }, 'VARIATION_TWICE', '/fallthrough/weights/1/variation'],
    [{ offVariation: 'nobody' }, 'UNKNOWN_VARIATION', '/offVariation'],
    [{ individualTargets: [{ variation: known, endUsers: ['u-1', 'u-1'] }] }, 'TARGET_TWICE', '/individualTargets/0/endUsers/1'],
    [
      { rules: [ruleOf({ attribute: 'age', operator: 'About', value: '1' })] },
      'OPERATOR_INVALID',
      '/rules/0/conditions/0/operator',
    ],
    [
      { rules: [ruleOf({ attribute: 'x', operator: 'MatchRegex', value: '(' })] },
      'RULE_VALUE_INVALID',
      '/rules/0/conditions/0/value',
    ],
    [
      {
        rules: [
          { key: 'twice', serve },
          { key: 'TWICE', serve },
        ],
      },
      'KEY_EXISTS',
      '/rules/1/key',
    ],
    [{ enabled: 'yes' }, 'WRONG_TYPE', '/enabled', 400],
    [{ enabld: true }, 'UNKNOWN_MEMBER', '/enabld', 400],
  ];
};

export const targetingCommands = [switching, setFallthrough, setTargets, setRules, useSegment, replace, writeBack, late, wrong];
