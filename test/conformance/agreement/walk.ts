import {
  EndUser,
  type ConditionDefinition,
  type FlagDefinition,
  IN_SEGMENT,
  isSegmentCondition,
  type SegmentDefinition,
  segmentIdsOf,
  type ServeDefinition,
} from '@app/evaluation';
import { compileAttributeCondition } from '../../../libs/evaluation/src/conditions';
import { allHold } from '../../../libs/evaluation/src/evaluate';
import { bucketFor } from './random-serve';
import type { World } from './world';

/** What one evaluation comes across, and which known defect of the Node SDK 1.3.0 (protocol §6.6) it meets on its way, if any. */
export interface Walk {
  /** Facts for the tally: operators, missing attributes, edges of roll-outs. */
  readonly seen: readonly string[];
  /** The result as a whole cannot agree. */
  readonly defect?: string;
  /** The variation agrees, `sendToExperiment` cannot. */
  readonly experimentDefect?: string;
}

class Defect extends Error {}

const throwsWhenMissing = ['Contains', 'NotContain', 'StartsWith', 'EndsWith', 'MatchRegex', 'NotMatchRegex'];

/** Goes the way an evaluation goes: off, targets, rules in order, fallthrough; conditions until the first that does not hold. */
export class Walker {
  private readonly seen: string[] = [];
  private readonly endUser: EndUser;

  constructor(
    private readonly world: World,
    private readonly flag: FlagDefinition,
    private readonly input: World['endUsers'][number],
  ) {
    this.endUser = new EndUser(input);
  }

  walk(): Walk {
    try {
      const experimentDefect = this.walkFlag();
      return { seen: this.seen, ...(experimentDefect === undefined ? {} : { experimentDefect }) };
    } catch (error) {
      if (error instanceof Defect) return { seen: this.seen, defect: error.message };
      throw error;
    }
  }

  private walkFlag(): string | undefined {
    const { isEnabled, targetUsers, rules, fallthrough, exptIncludeAllTargets } = this.flag;
    if (!isEnabled || targetUsers.some(({ keyIds }) => keyIds.includes(this.endUser.keyId))) return undefined;
    const rule = rules.find(({ conditions }) => conditions.every((one) => this.holds(one)));
    this.serve(rule ?? fallthrough);
    const usesOthers = rule && !exptIncludeAllTargets && rule.includedInExpt !== fallthrough.includedInExpt;
    return usesOthers ? 'a rule’s own includedInExpt is ignored' : undefined;
  }

  private holds(condition: ConditionDefinition): boolean {
    return isSegmentCondition(condition) ? this.holdsSegment(condition) : this.holdsAttribute(condition);
  }

  private holdsSegment(condition: ConditionDefinition): boolean {
    const isIn = segmentIdsOf(condition).some((id) => this.contains(this.world.segments.find((one) => one.id === id)));
    const holds = isIn === (condition.property === IN_SEGMENT);
    this.seen.push(`${condition.property}: ${holds}`);
    return holds;
  }

  private contains(segment: SegmentDefinition | undefined): boolean {
    const [how, isIn] = this.membership(segment);
    this.seen.push(`segment: ${how}`);
    return isIn;
  }

  private membership(segment: SegmentDefinition | undefined): readonly [string, boolean] {
    if (!segment) return ['unknown', false];
    if (segment.excluded.includes(this.endUser.keyId)) return ['excluded', false];
    if (segment.included.includes(this.endUser.keyId)) return ['included', true];
    return segment.rules.some(({ conditions }) => conditions.every((one) => this.holdsAttribute(one)))
      ? ['rule', true]
      : ['no rule', false];
  }

  private holdsAttribute(condition: ConditionDefinition): boolean {
    const { property, op } = condition;
    const isMissing =
      property !== 'keyId' && (property === 'name' ? this.endUser.name === null : !this.endUser.properties.has(property));
    if (isMissing) {
      refuseMissing(condition);
      this.seen.push(`missing: ${op}`);
    }
    const holds = allHold(compileAttributeCondition(condition, undefined), this.endUser);
    this.seen.push(`${op}: ${holds}`);
    return holds;
  }

  private serve({ dispatchKey, variations }: ServeDefinition): void {
    const live = variations.filter(({ rollout: [, max] }) => max > 0);
    const isWhole = live[0]!.rollout[0] === 0 && 1 - live[0]!.rollout[1] < 0.00001;
    const property = dispatchKey || 'keyId';
    const value =
      property === 'name' ? this.endUser.name : property === 'keyId' ? this.endUser.keyId : this.endUser.properties.get(property);
    if (value == null && !(isWhole && this.flag.exptIncludeAllTargets))
      throw new Defect('a missing dispatch property is hashed as "undefined"');
    if (!isWhole) this.seen.push(`dispatch: ${property === 'keyId' || property === 'name' ? property : 'attribute'}`);
    this.seen.push(...edgesOf(variations, bucketFor(this.flag.key, dispatchKey, this.input)));
  }
}

/** A missing property is `undefined` there and the empty text here; a missing name is no value at all here. */
function refuseMissing({ property, op, value }: ConditionDefinition): void {
  if (value === null) return; // false on both sides
  if (throwsWhenMissing.includes(op!)) throw new Defect(`${op} throws on a missing property`);
  const isNegative = op === 'NotEqual' || op === 'NotOneOf';
  if (property === 'name' && isNegative) throw new Defect('a missing name is undefined, not "no value"');
  if (property !== 'name' && meansEmpty(op!, value)) throw new Defect('a missing property is undefined, not empty');
}

function meansEmpty(op: string, value: string): boolean {
  if (op === 'Equal' || op === 'NotEqual') return value === '';
  return (op === 'IsOneOf' || op === 'NotOneOf') && value.includes('""');
}

function edgesOf(variations: ServeDefinition['variations'], bucket: number): string[] {
  const edges: string[] = [];
  for (const {
    rollout: [min, max],
    exptRollout,
  } of variations) {
    const weight = Math.round((max - min) * 100_000);
    if (max === 0) edges.push('weight: [0, 0]');
    else if (weight === 1 || weight === 99_999 || weight === 100_000) edges.push(`weight: ${weight}`);
    else edges.push('weight: other');
    if (bucket === max && max < 1) edges.push('weight: cut on the end user');
    if (max > 0) edges.push(exptRollout === 0 ? 'measured: none' : exptRollout >= max - min ? 'measured: all' : 'measured: some');
  }
  return edges;
}
