import * as fc from 'fast-check';
import {
  at,
  production,
  seed,
  someMeans,
  staging,
  storedEnvironment,
  storedFlag,
  storedSegmentTargeting,
  storedTargeting,
} from '../../testing';
import { aFlagEdit, aSegmentTargetingEdit, aTargetingEdit, aTargetingEditAround, segmentIds } from '../../testing/random-edits';
import { Flag } from '../flags/flag';
import { Environment } from '../hierarchy/environment';
import { Project } from '../hierarchy/project';
import { Workspace } from '../hierarchy/workspace';
import { anAccess } from '../ports/given.contract';
import { Segment } from '../segments/segment';
import type { TargetingState } from '../flags/flag-state';
import { Targeting } from '../flags/targeting';
import type { Write } from '../ports/model-store';
import { SegmentTargeting } from '../segments/segment-targeting';
import { isOperationName } from './actions';
import { applyOperation } from './apply-operation';
import type { Operation } from './change-set';
import { documentOf } from './document-of';
import { operationsOf } from './operations-of';

const variations = ['v1', 'v2', 'v3', 'v4'];
const flag = storedFlag({ key: 'ff', type: 'string', variations: variations.map((key) => ({ key, value: key })) });

const someRecord = { id: 'id-1', key: 'k1', name: 'K', description: null, tags: [], rowVersion: 1, createdAt: at, updatedAt: at };
const access = anAccess();
const otherMeta = { name: 'Other', description: 'd', tags: ['eu'] };

/** How often each operation was reached. */
const reached = new Map<string, number>();

/** Operations as they are read from a store: plain JSON. */
function derived(...writes: readonly (Write | undefined)[]): Operation[] {
  const made = operationsOf(
    writes.filter((write) => write !== undefined),
    [],
  );
  const operations = JSON.parse(JSON.stringify(made)) as Operation[];
  for (const { operation } of operations) reached.set(operation, (reached.get(operation) ?? 0) + 1);
  return operations;
}

function applied(document: object, steps: readonly Pick<Operation, 'operation' | 'arguments'>[], environmentId?: string): object {
  return steps.reduce((one, step) => applyOperation(one, step, environmentId), document);
}

function expectThereAndBack(before: object, after: object, operations: readonly Operation[], environmentId?: string): void {
  expect(applied(before, operations, environmentId)).toEqual(after);
  expect(applied(after, operations.map(({ inverse }) => inverse!).toReversed(), environmentId)).toEqual(before);
  expect(operations.every(({ operation, inverse }) => isOperationName(operation) && isOperationName(inverse!.operation))).toBe(
    true,
  );
}

describe('the operations of a write', () => {
  it(`lead from one targeting to another, their inverses back (seed ${seed})`, () => {
    const edit = aTargetingEdit(variations);
    fc.assert(
      fc.property(edit, edit, (first, second) => {
        const before = new Targeting(storedTargeting(flag).apply(first, segmentIds, someMeans()).state);
        const after = before.apply(second, segmentIds, someMeans());
        expectThereAndBack(before.document(), after.document(), derived(after.write()));
      }),
      { seed, numRuns: 500 },
    );
  });

  it(`lead from one segment targeting to another, their inverses back (seed ${seed})`, () => {
    fc.assert(
      fc.property(aSegmentTargetingEdit, aSegmentTargetingEdit, (first, second) => {
        const before = new SegmentTargeting(storedSegmentTargeting().apply(first, someMeans()).state);
        const after = before.apply(second, someMeans());
        expectThereAndBack(before.document(), after.document(), derived(after.write()));
      }),
      { seed, numRuns: 500 },
    );
  });

  it(`lead from one definition of a flag to another, their inverses back (seed ${seed})`, () => {
    fc.assert(
      fc.property(aFlagEdit, aFlagEdit, (first, second) => {
        const before = new Flag(flag.apply(first, someMeans()).state);
        const after = before.apply(second, someMeans());
        expectThereAndBack(before.document(), after.document(), derived(after.write()));
      }),
      { seed, numRuns: 500 },
    );
  });

  it('were all reached', () => {
    const wanted = [
      ...['RenameFlag', 'DescribeFlag', 'TagFlag', 'AddVariation', 'UpdateVariation', 'RemoveVariation'],
      ...['SetEnabled', 'SetOffVariation', 'SetIndividualTargets', 'SetFallthrough', 'SetExperimentInclusion'],
      ...['AddRule', 'UpdateRule', 'MoveRule', 'RemoveRule'],
      ...['SetSegmentMembers', 'AddSegmentRule', 'UpdateSegmentRule', 'MoveSegmentRule', 'RemoveSegmentRule'],
    ];
    expect(wanted.filter((operation) => (reached.get(operation) ?? 0) < 100)).toEqual([]);
  });

  it(`on a flag's variations have their effect on its targetings too, there and back (seed ${seed})`, () => {
    const [used, unused] = [variations.slice(0, 2), variations.slice(2)];
    const edit = aTargetingEditAround(used, unused);
    let placed = 0;
    fc.assert(
      fc.property(aFlagEdit, edit, edit, fc.nat(), (flagEdit, first, second, place) => {
        const kept = flag.document().variations.filter(({ key }) => used.includes(key));
        const others = flagEdit.variations!.filter(({ key }) => !used.includes(key!));
        const edited = flag.apply(
          { ...flagEdit, variations: others.toSpliced(place % (others.length + 1), 0, ...kept) },
          someMeans(),
        );
        const targetings = [
          targetingIn(production).apply(first, segmentIds, someMeans()),
          targetingIn(staging).apply(second, segmentIds, someMeans()),
        ].map(({ state }) => new Targeting(state));
        const followed = targetings.map((one) => one.follow(edited.state));
        const operations = derived(edited.write(), ...followed.map((one) => one.write()));
        expect(operations.every(({ resource }) => resource.kind === 'flag')).toBe(true);
        for (const [i, { state }] of targetings.entries()) {
          expectThereAndBack(state.document, followed[i]!.document(), operations, state.environmentId);
        }
        expectThereAndBack(flag.document(), edited.document(), operations);
        placed += operations.filter(({ inverse }) => 'weights' in inverse!.arguments).length;
      }),
      { seed, numRuns: 500 },
    );
    expect(placed).toBeGreaterThan(100);
  });
});

describe('an operation', () => {
  it.each<readonly [Write['kind'], Write]>([
    [
      'environment',
      new Environment(storedEnvironment())
        .apply({ name: 'Live', description: 'd', tags: ['eu'], settings: { requireComment: true } })
        .archive(at)
        .write()!,
    ],
    ['project', new Project({ ...someRecord, workspaceId: 'w-1', archivedAt: null }).apply(otherMeta).archive(at).write()!],
    ['workspace', new Workspace({ ...someRecord, policyRevision: 0 }).apply(otherMeta).write()!],
    ['segment', new Segment({ ...someRecord, projectId: 'p-1', archivedAt: at }).apply(otherMeta).restore().write()!],
    [
      'access',
      {
        kind: 'access',
        before: access,
        after: {
          ...access,
          ...otherMeta,
          type: 'user',
          scope: 'workspace',
          workspaceId: 'w-1',
          enabled: false,
          expiresAt: 4_000_000_000,
        },
      },
    ],
  ])('leads from one record to another, its inverse back: %s', (kind, write) => {
    const record = (state: unknown) => documentOf(kind, state as never)!;
    const operations = derived(write);
    expect(operations.length).toBeGreaterThanOrEqual(3);
    expectThereAndBack(record(write.before), record(write.after), operations);
  });

  it('sets prerequisites, its inverse sets those before', () => {
    const { state } = storedTargeting(flag);
    const required = (variation: string): TargetingState => ({
      ...state,
      document: { ...state.document, prerequisites: [{ flag: 'billing', variation }] },
      requiredIds: new Map([
        ['billing', 'flag-1'],
        [`billing/${variation}`, `variation-${variation}`],
      ]),
    });
    const [before, after] = [required('on'), required('off')];
    expectThereAndBack(before.document, after.document, derived({ kind: 'targeting', before, after }));
    expectThereAndBack(state.document, after.document, derived({ kind: 'targeting', before: state, after }));
  });

  it('that is not about a document leaves it as it is', () => {
    const document = storedTargeting(flag).document();
    for (const operation of ['RenameFlag', 'DeleteFlag', 'toString', '']) {
      expect(applyOperation(document, { operation, arguments: { name: 'x' } })).toBe(document);
    }
  });
});

function targetingIn(environment: { readonly id: string; readonly key: string }): Targeting {
  return new Targeting({ ...Targeting.ofNew(flag.state, environment, at).state, rowVersion: 1 });
}
