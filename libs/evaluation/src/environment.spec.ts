import fc from 'fast-check';
import { aFlag, anEndUser, aRule, aSegment, aSegmentCondition, aServe, aTombstone } from '../testing';
import { specification } from '../testing/specification';
import type { FlagDefinition, SegmentDefinition, Tombstone } from './definitions';
import { EndUser, type EndUserInput } from './end-user';
import { affectedFlags, compileEnvironment, recompile, type CompiledEnvironment } from './environment';
import { evaluateAll, evaluateOne, evaluateSome } from './evaluate-environment';
import { matchReason } from './match-reason';

type Changes = Readonly<Record<string, Partial<FlagDefinition>>>;
interface Prerequisites {
  readonly flags: readonly FlagDefinition[];
  readonly endUsers: Readonly<Record<string, EndUserInput>>;
  readonly cases: readonly {
    case: number;
    state: string;
    changes: Changes;
    flag: string;
    endUser: string;
    variation: string;
    matchReason: string;
    sentIsEnabled: boolean;
  }[];
  readonly revisions: readonly {
    state: string;
    changes: Changes;
    segments?: SegmentDefinition[];
    effective: Record<string, number>;
    sent: Record<string, number>;
  }[];
}
const { flags, endUsers, cases, revisions } = specification<Prerequisites>('prerequisites');

const flagsBy = (all: readonly (FlagDefinition | Tombstone)[]): Map<string, FlagDefinition | Tombstone> =>
  new Map(all.map((one) => [one.key, one]));
const segmentsBy = (all: readonly (SegmentDefinition | Tombstone)[]): Map<string, SegmentDefinition | Tombstone> =>
  new Map(all.map((one) => [one.id, one]));
const environmentOf = (
  all: readonly (FlagDefinition | Tombstone)[],
  segments: readonly (SegmentDefinition | Tombstone)[] = [],
): CompiledEnvironment => compileEnvironment({ flags: flagsBy(all), segments: segmentsBy(segments) });
const changed = (changes: Changes): FlagDefinition[] => flags.map((flag) => aFlag({ ...flag, ...changes[flag.key] }));
const standingsOf = (environment: CompiledEnvironment, keys: readonly string[]): { effective: unknown; sent: unknown } => ({
  effective: Object.fromEntries(keys.map((key) => [key, environment.standings.get(key)!.effectiveRevision])),
  sent: Object.fromEntries(keys.map((key) => [key, environment.standings.get(key)!.sentRevision])),
});
const requires = (...keys: string[]): FlagDefinition['prerequisites'] => keys.map((key) => ({ key, variationId: 'on' }));

describe('prerequisites', () => {
  it.each(cases)('case $case: $state, $flag gives $endUser $variation ($matchReason)', (one) => {
    const environment = environmentOf(changed(one.changes));
    const endUser = new EndUser(endUsers[one.endUser]!);
    for (const evaluation of [
      evaluateOne(environment, one.flag, endUser),
      evaluateSome(environment, [one.flag], endUser).get(one.flag),
      evaluateAll(environment, endUser).get(one.flag),
    ]) {
      expect([evaluation?.variation.id, evaluation && matchReason(evaluation.reason)]).toEqual([one.variation, one.matchReason]);
      if (one.matchReason === 'prerequisite failed') expect(evaluation?.inExperiment).toBe(false);
    }
    expect(environment.standings.get(one.flag)!.sentEnabled).toBe(one.sentIsEnabled);
  });

  it.each(revisions)('revisions: $state', ({ changes, segments = [], effective, sent }) => {
    const definitions = segments.map((segment) => aSegment(segment));
    expect(standingsOf(environmentOf(changed(changes), definitions), Object.keys(effective))).toEqual({ effective, sent });
    const stepwise = recompile(environmentOf(changed({})), {
      flags: flagsBy(changed(changes)),
      segments: segmentsBy(definitions),
    });
    expect(standingsOf(stepwise, Object.keys(effective))).toEqual({ effective, sent });
  });

  it('that are not there, or leave as a tombstone, hold for nobody and move the revision of who requires them', () => {
    const environment = environmentOf([
      aFlag({ key: 'one', version: 10, prerequisites: requires('unknown') }),
      aFlag({ key: 'two', version: 20, prerequisites: requires('gone') }),
      aTombstone('gone', 30),
    ]);
    const reasons = [...evaluateAll(environment, anEndUser()).values()].map(({ reason }) => reason.kind);
    expect(reasons).toEqual(['prerequisite-failed', 'prerequisite-failed']);
    expect(environment.standings.get('one')).toEqual({ effectiveRevision: 10, sentRevision: 10, sentEnabled: false });
    expect(environment.standings.get('two')).toEqual({ effectiveRevision: 30, sentRevision: 30, sentEnabled: false });
  });

  it('can hold for somebody only when the variation is served: by a target with end users, a rule or the fallthrough', () => {
    const sentEnabled = (required: Partial<FlagDefinition>): boolean => {
      const environment = environmentOf([
        aFlag({ key: 'required', fallthrough: aServe('off'), ...required }),
        aFlag({ key: 'flag', prerequisites: requires('required') }),
      ]);
      return environment.standings.get('flag')!.sentEnabled;
    };
    expect(sentEnabled({})).toBe(false);
    expect(sentEnabled({ disabledVariationId: 'on' })).toBe(false); // served while it is off, and then it holds for nobody
    expect(sentEnabled({ targetUsers: [{ variationId: 'on', keyIds: [] }] })).toBe(false);
    expect(sentEnabled({ targetUsers: [{ variationId: 'on', keyIds: ['u-1'] }] })).toBe(true);
    expect(sentEnabled({ rules: [aRule('r', [], aServe('on'))] })).toBe(true);
    expect(sentEnabled({ fallthrough: aServe('on') })).toBe(true);
    expect(sentEnabled({ fallthrough: aServe('on'), isEnabled: false })).toBe(false);
    const split = [
      { id: 'off', rollout: [0, 1] as const, exptRollout: 1 },
      { id: 'on', rollout: [1, 1] as const, exptRollout: 0 },
    ];
    expect(sentEnabled({ fallthrough: aServe(split) })).toBe(false);
  });

  it('evaluate each flag once an answer, however often it is required', () => {
    let evaluated = 0;
    const layers = Array.from({ length: 30 }, (_, layer) =>
      ['a', 'b'].map((side) =>
        aFlag({ key: `${side}${layer}`, prerequisites: layer === 0 ? [] : requires(`a${layer - 1}`, `b${layer - 1}`) }),
      ),
    );
    const environment = environmentOf(layers.flat());
    const counted = new Map(
      [...environment.flags].map(([key, flag]) => {
        const counting = { ...flag, get enabled() { return ++evaluated > 0; } }; // prettier-ignore
        return [key, counting];
      }),
    );
    const answers = evaluateSome({ ...environment, flags: counted }, ['a29', 'b29', 'a29'], anEndUser());
    expect([...answers].map(([key, { variation }]) => [key, variation.id])).toEqual([
      ['a29', 'on'],
      ['b29', 'on'],
    ]);
    expect(evaluated).toBe(60);
  });

  it('may form a chain of 20,000', () => {
    const chain = Array.from({ length: 20_000 }, (_, i) =>
      aFlag({ key: `f${i}`, version: i, prerequisites: i === 0 ? [] : requires(`f${i - 1}`) }),
    );
    const environment = environmentOf(chain.reverse());
    expect(evaluateOne(environment, 'f19999', anEndUser())?.variation.id).toBe('on');
    expect(evaluateAll(environment, anEndUser()).get('f19999')?.variation.id).toBe('on');
    const broken = recompile(environment, {
      flags: flagsBy([aFlag({ key: 'f0', version: 50_000, isEnabled: false })]),
      segments: new Map(),
    });
    expect(evaluateOne(broken, 'f19999', anEndUser())?.reason.kind).toBe('prerequisite-failed');
    expect(broken.standings.get('f19999')).toEqual({ effectiveRevision: 50_000, sentRevision: 50_000, sentEnabled: false });
  });

  it('in a circle make every flag on it malformed, and fail whoever requires one of them', () => {
    const environment = environmentOf([
      aFlag({ key: 'a', version: 1, prerequisites: requires('b') }),
      aFlag({ key: 'b', version: 2, prerequisites: requires('c') }),
      aFlag({ key: 'c', version: 9, prerequisites: requires('a') }),
      aFlag({ key: 'self', prerequisites: requires('self') }),
      aFlag({ key: 'outside', version: 3, prerequisites: requires('b') }),
      aFlag({ key: 'other', version: 4 }),
    ]);
    expect([...environment.malformed.keys()].sort()).toEqual(['a', 'b', 'c', 'self']);
    expect(environment.malformed.get('a')!.reason).toMatch(/^its prerequisites lead back to it, over (b, c|c, b)$/);
    expect(environment.malformed.get('self')!.reason).toBe('its prerequisites lead back to it, directly');
    const answers = evaluateAll(environment, anEndUser());
    expect([...answers].map(([key, { reason }]) => [key, reason.kind]).sort()).toEqual([
      ['other', 'fallthrough'],
      ['outside', 'prerequisite-failed'],
    ]);
    expect(environment.standings.get('outside')).toEqual({ effectiveRevision: 9, sentRevision: 9, sentEnabled: false });
  });
});

describe('an environment', () => {
  const beta = aSegment({ id: 'beta', version: 5, included: ['u-1'] });
  const usesBeta = aFlag({
    key: 'uses',
    version: 1,
    fallthrough: aServe('off'),
    rules: [aRule('Beta', [aSegmentCondition('beta')])],
  });
  const requiresIt = aFlag({ key: 'requires', version: 2, prerequisites: requires('uses') });
  const apart = aFlag({ key: 'apart', version: 3 });

  it('leaves out what is malformed, archived or gone, and keeps the rest', () => {
    const broken = { ...aFlag({ key: 'broken' }), variations: null } as unknown as FlagDefinition;
    const environment = environmentOf([broken, apart, aFlag({ key: 'archived', isArchived: true }), aTombstone('gone', 9)]);
    expect([...environment.flags.keys()]).toEqual(['apart']);
    expect([...environment.malformed].map(([key, { reason }]) => [key, reason])).toEqual([
      ['broken', 'variations is not an array'],
    ]);
    expect(evaluateOne(environment, 'archived', anEndUser())).toBeUndefined();
    expect([...evaluateSome(environment, ['gone', 'apart', 'unknown'], anEndUser()).keys()]).toEqual(['apart']);
  });

  it('makes a flag malformed whose segment is, and whole again with it', () => {
    const broken = { ...beta, included: null } as unknown as SegmentDefinition;
    const environment = environmentOf([usesBeta, apart], [broken]);
    expect([...environment.malformedSegments.keys()]).toEqual(['beta']);
    expect(environment.malformed.get('uses')!.reason).toBe(
      'it uses a segment that is malformed itself, beta: included is not an array',
    );
    const repaired = recompile(environment, { flags: new Map(), segments: segmentsBy([beta]) });
    expect([repaired.malformed.size, repaired.malformedSegments.size, [...repaired.flags.keys()]]).toEqual([
      0,
      0,
      ['uses', 'apart'],
    ]);
  });

  it('is compiled anew only where a segment changed, and shares everything else', () => {
    const before = environmentOf([usesBeta, requiresIt, apart], [beta]);
    const change = { flags: new Map(), segments: segmentsBy([aSegment({ ...beta, included: [], version: 7 })]) };
    const after = recompile(before, change);
    expect(after.flags.get('uses')).not.toBe(before.flags.get('uses'));
    expect(after.flags.get('requires')).toBe(before.flags.get('requires'));
    expect(after.flags.get('apart')).toBe(before.flags.get('apart'));
    expect([...affectedFlags(after, change)].sort()).toEqual(['requires', 'uses']);
    expect(standingsOf(after, ['uses', 'requires', 'apart'])).toEqual({
      effective: { uses: 7, requires: 7, apart: 3 },
      sent: { uses: 1, requires: 2, apart: 3 },
    });
    expect(evaluateOne(before, 'requires', anEndUser('u-1'))!.reason.kind).toBe('fallthrough');
    expect(evaluateOne(after, 'requires', anEndUser('u-1'))!.reason.kind).toBe('prerequisite-failed');
  });

  it('forgets an edge with the rule that made it', () => {
    const before = environmentOf([usesBeta, requiresIt], [beta]);
    const after = recompile(before, { flags: flagsBy([aFlag({ key: 'uses', version: 8 })]), segments: new Map() });
    expect(affectedFlags(after, { flags: new Set(), segments: new Set(['beta']) }).size).toBe(0);
    expect(after.standings.get('uses')!.effectiveRevision).toBe(8);
  });
});

describe('random changes', () => {
  const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
  const flagKey = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const segmentId = fc.constantFrom('s', 't', 'a');
  const flag = fc.record({
    key: flagKey,
    prerequisites: fc.uniqueArray(fc.record({ key: flagKey, variationId: fc.constantFrom('on', 'off') }), {
      maxLength: 2,
      selector: ({ key }) => key,
    }),
    uses: fc.array(segmentId, { maxLength: 2 }),
    isEnabled: fc.boolean(),
    fate: fc.constantFrom('live', 'live', 'live', 'gone', 'archived', 'broken'),
  });
  const segment = fc.record({
    id: segmentId,
    included: fc.subarray(['u-1', 'u-2']),
    fate: fc.constantFrom('live', 'live', 'gone', 'broken'),
  });
  const steps = fc.array(fc.record({ flags: fc.array(flag, { maxLength: 3 }), segments: fc.array(segment, { maxLength: 2 }) }), {
    maxLength: 12,
  });

  it(`give step by step what compiling all of it gives, and touch none but the affected (seed ${seed})`, () => {
    fc.assert(
      fc.property(steps, (changes) => {
        const all = {
          flags: new Map<string, FlagDefinition | Tombstone>(),
          segments: new Map<string, SegmentDefinition | Tombstone>(),
        };
        let environment = compileEnvironment(all);
        changes.forEach((step, i) => {
          const change = {
            flags: flagsBy(step.flags.map((one) => flagDefinition(one, i + 1))),
            segments: segmentsBy(step.segments.map((one) => segmentDefinition(one, i + 1))),
          };
          change.flags.forEach((one, key) => all.flags.set(key, one));
          change.segments.forEach((one, id) => all.segments.set(id, one));
          const next = recompile(environment, change);
          const affected = affectedFlags(next, change);
          for (const keyId of ['u-1', 'u-2', 'u-3']) {
            const answers = evaluateAll(next, anEndUser(keyId));
            expect(summary(next, keyId)).toEqual(summary(compileEnvironment(all), keyId));
            for (const [key, answer] of evaluateAll(environment, anEndUser(keyId))) {
              if (!affected.has(key)) expect(answers.get(key)).toEqual(answer);
            }
          }
          environment = next;
        });
      }),
      { seed, numRuns: 300 },
    );
  });

  function flagDefinition(
    { fate, uses, ...given }: typeof flag extends fc.Arbitrary<infer T> ? T : never,
    version: number,
  ): FlagDefinition | Tombstone {
    if (fate === 'gone') return aTombstone(given.key, version);
    const rules = [aRule('r', [aSegmentCondition(...uses)], aServe('off'))];
    const definition = aFlag({ ...given, version, rules, isArchived: fate === 'archived' });
    return fate === 'broken' ? { ...definition, disabledVariationId: 'unknown' } : definition;
  }

  function segmentDefinition(
    { fate, ...given }: typeof segment extends fc.Arbitrary<infer T> ? T : never,
    version: number,
  ): SegmentDefinition | Tombstone {
    if (fate === 'gone') return aTombstone(given.id, version, given.id);
    const definition = aSegment({ ...given, version });
    return fate === 'broken' ? ({ ...definition, rules: null } as unknown as SegmentDefinition) : definition;
  }

  function summary(environment: CompiledEnvironment, keyId: string): unknown {
    const answers = [...evaluateAll(environment, anEndUser(keyId))].sort(([one], [other]) => (one < other ? -1 : 1));
    const standings = [...environment.standings].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      answers,
      standings,
      malformed: [...environment.malformed.keys()].sort(),
      segments: [...environment.malformedSegments.keys()].sort(),
    };
  }
});
