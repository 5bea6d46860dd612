import * as fc from 'fast-check';
import { at, seed, someMeans, storedEnvironment, storedFlag, storedSegmentTargeting, storedTargeting } from '../../testing';
import { aFlagEdit, aSegmentTargetingEdit, aTargetingEdit, segmentIds } from '../../testing/random-edits';
import { Flag } from '../flags/flag';
import { Environment } from '../hierarchy/environment';
import { Targeting } from '../flags/targeting';
import type { Write } from '../ports/model-store';
import { SegmentTargeting } from '../segments/segment-targeting';
import { isOperationName } from './actions';
import { applyOperation } from './apply-operation';
import type { Operation } from './change-set';
import { documentOf } from './document-of';
import { operationsOf } from './operations-of';

const variations = ['v1', 'v2', 'v3'];
const flag = storedFlag({ key: 'ff', type: 'string', variations: variations.map((key) => ({ key, value: key })) });

/** How often each operation was reached. */
const reached = new Map<string, number>();

/** Operations as they are read from a store: plain JSON. */
function derived(write: Write | undefined): Operation[] {
  const operations = JSON.parse(JSON.stringify(write ? operationsOf([write], []) : [])) as Operation[];
  for (const { operation } of operations) reached.set(operation, (reached.get(operation) ?? 0) + 1);
  return operations;
}

function expectThereAndBack(before: object, after: object, operations: readonly Operation[]): void {
  expect(operations.reduce(applyOperation, before)).toEqual(after);
  expect(
    operations
      .map(({ inverse }) => inverse!)
      .toReversed()
      .reduce(applyOperation, after),
  ).toEqual(before);
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

  it(`on a flag's variations have their effect on its targetings too (seed ${seed})`, () => {
    fc.assert(
      fc.property(aFlagEdit, (edit) => {
        const edited = flag.apply(
          { ...edit, variations: [...flag.document().variations, ...added(edit.variations)] },
          someMeans(),
        );
        const operations = derived(edited.write());
        const targeting = storedTargeting(flag);
        const followed = targeting.follow(edited.state);
        const applied = operations.reduce(applyOperation, targeting.document());
        expect(applied).toEqual(followed.document());
        expect(derived(followed.write())).toEqual([]);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('an operation', () => {
  it('leads from one record to another, its inverse back', () => {
    const before = new Environment(storedEnvironment());
    const after = before.apply({ name: 'Live', description: 'd', tags: ['eu'], settings: { requireComment: true } }).archive(at);
    const record = (one: Environment) => documentOf('environment', one.state)!;
    expectThereAndBack(record(before), record(after), derived(after.write()));
  });

  it('that is not about a document leaves it as it is', () => {
    const document = storedTargeting(flag).document();
    for (const operation of ['RenameFlag', 'DeleteFlag', 'toString', '']) {
      expect(applyOperation(document, { operation, arguments: { name: 'x' } })).toBe(document);
    }
  });
});

function added(list: readonly { readonly key?: string }[] = []) {
  return list.filter(({ key }) => !variations.includes(key!));
}
