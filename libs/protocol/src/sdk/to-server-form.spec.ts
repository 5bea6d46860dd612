import { aFlag, aRule, aSegment, aTombstone } from '@app/evaluation/testing';
import { toInstant, toServerFlag, toServerFlagTombstone, toServerSegment, toServerSegmentTombstone } from './to-server-form';

const revision = 1_767_605_400_123;
const instant = '2026-01-05T09:30:00.123Z';
const environmentId = '7d444840-9dc0-11d1-b245-5ffdce74fad2';
const prerequisites = [{ key: 'billing', variationId: 'on' }];
const flag = aFlag({ key: 'new_nav', version: revision, prerequisites });
const segment = aSegment({ id: 'e5c', key: 'beta', version: revision });

describe('a flag for a server SDK', () => {
  it('has no version and no prerequisites without caps, and is otherwise the definition', () => {
    const { version: _version, prerequisites: _prerequisites, ...rest } = flag;
    expect(toServerFlag(flag, { caps: false })).toEqual({ ...rest, updatedAt: instant });
  });

  it('is the definition with caps', () => {
    expect(toServerFlag(flag, { caps: true })).toEqual(flag);
  });

  it('carries the number it is given in updatedAt, with caps beside its own version', () => {
    expect(toServerFlag(flag, { caps: false, updatedAt: revision + 1 })).toMatchObject({ updatedAt: '2026-01-05T09:30:00.124Z' });
    expect(toServerFlag(flag, { caps: true, updatedAt: revision + 1 })).toMatchObject({
      updatedAt: '2026-01-05T09:30:00.124Z',
      version: revision,
    });
  });

  it('is turned off on behalf of a prerequisite only without caps', () => {
    expect(toServerFlag(flag, { caps: false, isEnabled: false }).isEnabled).toBe(false);
    expect(toServerFlag(flag, { caps: true, isEnabled: false }).isEnabled).toBe(true);
  });

  it('leaves the definition as it was', () => {
    const before = structuredClone(flag);
    toServerFlag(flag, { caps: false, isEnabled: false, updatedAt: 1 });
    expect(flag).toEqual(before);
  });
});

describe('a segment for a server SDK', () => {
  it('has no version without caps', () => {
    const { version: _version, ...rest } = segment;
    expect(toServerSegment(segment, { caps: false })).toEqual(rest);
    expect(toServerSegment(segment, { caps: true, updatedAt: 0 })).toEqual({ ...segment, updatedAt: '1970-01-01T00:00:00.000Z' });
  });
});

describe('a segment condition for a server SDK', () => {
  const condition = (value: string | null) => ({ id: 'c', property: 'User is in segment', op: null, value });
  const rulesWith = (value: string | null) => [{ ...aRule('In s', [condition(value)]) }];
  const sent = (value: string | null) => [
    toServerFlag({ ...flag, rules: rulesWith(value) }, { caps: false }).rules[0]!.conditions[0]!.value,
    toServerSegment({ ...segment, rules: rulesWith(value) }, { caps: true }).rules[0]!.conditions[0]!.value,
  ];

  it.each(['e5c', '{"a":1}', '42', 'null', '["e5c"', '', null])('that is no list of segments, %j, names none', (value) => {
    expect(sent(value)).toEqual(['[]', '[]']);
  });

  it('that is one stays as it is', () => {
    expect(sent('["e5c"]')).toEqual(['["e5c"]', '["e5c"]']);
  });

  it('is no business of an ordinary condition', () => {
    const rules = [aRule('r', [{ id: 'c', property: 'plan', op: 'Equal', value: 'gold' }])];
    expect(toServerFlag({ ...flag, rules }, { caps: false }).rules).toBe(rules);
  });
});

describe('a tombstone for a server SDK', () => {
  const left = aTombstone('new_nav', revision, '0b7f5a0e-6d0f-4c55-9f0a-0d6a3a2f1c11');

  it('is a flag that nobody can evaluate', () => {
    expect(toServerFlagTombstone(left, environmentId, { caps: false })).toEqual({
      id: '0b7f5a0e-6d0f-4c55-9f0a-0d6a3a2f1c11',
      envId: environmentId,
      key: 'new_nav',
      name: 'new_nav',
      isArchived: true,
      isEnabled: false,
      disabledVariationId: '',
      variations: [],
      targetUsers: [],
      rules: [],
      fallthrough: { includedInExpt: false, variations: [] },
      updatedAt: instant,
    });
  });

  it('is a segment that holds nobody', () => {
    expect(toServerSegmentTombstone({ ...left, key: 'beta' }, environmentId, { caps: false })).toEqual({
      id: left.id,
      envId: environmentId,
      key: 'beta',
      name: 'beta',
      isArchived: true,
      included: [],
      excluded: [],
      rules: [],
      updatedAt: instant,
    });
  });

  it('has its version with caps alone', () => {
    expect(toServerFlagTombstone(left, environmentId, { caps: true }).version).toBe(revision);
    expect(toServerSegmentTombstone(left, environmentId, { caps: true }).version).toBe(revision);
    expect(toServerSegmentTombstone(left, environmentId, { caps: false })).not.toHaveProperty('version');
  });

  it('stays under 500 bytes with its envelope', () => {
    const featureFlags = [toServerFlagTombstone(left, environmentId, { caps: false })];
    const frame = JSON.stringify({ messageType: 'data-sync', data: { eventType: 'patch', featureFlags, segments: [] } });
    expect(Buffer.byteLength(frame)).toBeLessThan(500);
  });
});

it('a revision beyond the calendar is its last instant, not an error', () => {
  expect(toInstant(Number.MAX_SAFE_INTEGER)).toBe('+275760-09-13T00:00:00.000Z');
});
