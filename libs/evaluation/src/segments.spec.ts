import { aSegment, aSegmentRule } from '../testing';
import { specification } from '../testing/specification';
import { compileSegment } from './compile-segment';
import { conditionCompiler } from './conditions';
import type { ConditionDefinition, SegmentDefinition } from './definitions';
import { EndUser, type EndUserInput } from './end-user';
import { allHold } from './evaluate';
import { MalformedSegment } from './malformed';

interface Segments {
  readonly members: readonly { why: string; segment: SegmentDefinition; endUser: EndUserInput; contains: boolean }[];
  readonly endUser: EndUserInput;
  readonly segments: readonly SegmentDefinition[];
  readonly conditions: readonly (ConditionDefinition & { holds: boolean })[];
  readonly malformed: readonly ConditionDefinition[];
}
const { members, endUser, segments, conditions, malformed } = specification<Segments>('segments');

describe('a segment', () => {
  it.each(members)('contains the end user: $contains ($why)', ({ segment, endUser: one, contains }) => {
    expect(compileSegment(aSegment(segment)).contains(new EndUser(one))).toBe(contains);
  });

  it.each([
    ['included', { included: null }],
    ['excluded', { excluded: 'u-1' }],
    ['an entry of included', { included: [1] }],
    ['rules', { rules: undefined }],
    ['rules[0].conditions', { rules: [{ id: 'r', name: 'r' }] }],
  ])('names what is malformed: %s', (place, broken) => {
    const compile = (): unknown => compileSegment({ ...aSegment({ id: 's' }), ...broken } as unknown as SegmentDefinition);
    expect(compile).toThrow(MalformedSegment);
    expect(compile).toThrow(`segment s is malformed: ${place} is not`);
  });
});

describe('a segment condition', () => {
  const compiled = new Map(
    segments.filter(({ isArchived }) => !isArchived).map((one) => [one.id, compileSegment(aSegment(one))]),
  );
  const find = (id: string): ReturnType<typeof compileSegment> | undefined => compiled.get(id);

  it.each(conditions)('$property $value is $holds', ({ holds, ...condition }) => {
    expect(allHold(conditionCompiler(find)(condition, undefined), new EndUser(endUser))).toBe(holds);
  });

  it.each(malformed)('with the value $value is malformed, in a flag and in a segment', (condition) => {
    expect(() => conditionCompiler(find)(condition, undefined)).toThrow('is not a JSON array of segment ids');
    expect(() => compileSegment(aSegment({ id: 's', rules: [aSegmentRule('r', [condition])] }))).toThrow(MalformedSegment);
  });
});
