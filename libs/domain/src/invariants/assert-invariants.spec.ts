import { at, production, projectId, refusals, someMeans, staging, storedEnvironment, storedFlag } from '../../testing';
import type { Refusal } from '../../testing';
import { createFlag } from '../flags/create-flag';
import { Flag } from '../flags/flag';
import { Environment } from '../hierarchy/environment';
import type { Write } from '../ports/model-store';
import { anAccess } from '../ports/given.contract';
import { createSegment } from '../segments/create-segment';
import { Segment } from '../segments/segment';
import { assertInvariants } from './assert-invariants';
import type { InvariantsReader } from './assert-invariants';
import { requireKeyFree } from './keys';

const use = { environment: 'production', flag: 'billing', rule: null };

function model(answers: Partial<InvariantsReader> = {}): InvariantsReader {
  return {
    held: { environments: [] },
    hasRootAccess: async () => true,
    keyTaken: async () => false,
    variationUses: async () => [],
    segmentUses: async () => [],
    prerequisiteUses: async () => [],
    ...answers,
  };
}

async function refused(writes: readonly (Write | undefined)[], answers: Partial<InvariantsReader>): Promise<Refusal | undefined> {
  const all = writes.filter((write) => write !== undefined);
  await assertInvariants(model(), all);
  return assertInvariants(model(answers), all).then(
    () => undefined,
    (error: unknown) => error as Refusal,
  );
}

describe('the invariants of a change', () => {
  it('ask for each new key in its parent', async () => {
    const { flag, targetings } = createFlag(
      { key: 'Checkout', type: 'boolean' },
      { projectId, environments: [production] },
      someMeans(),
    );
    const asked: unknown[] = [];
    const keyTaken: InvariantsReader['keyTaken'] = async (...key) => Boolean(asked.push(key));
    const error = await refused([flag.write(), ...targetings.map((one) => one.write())], { keyTaken });
    expect(asked).toEqual([['flag', projectId, 'Checkout']]);
    expect(error).toMatchObject({ kind: 'conflict', code: 'KEY_EXISTS' });
    expect(refusals(error!)).toEqual(['KEY_EXISTS /key']);
  });

  it('never ask the store for what is no key', async () => {
    const keyTaken = () => Promise.reject(new Error('asked'));
    for (const key of [undefined, '', 'a\0b', 'x'.repeat(1_000_000)]) {
      await expect(requireKeyFree({ keyTaken }, 'flag', projectId, key)).resolves.toBeUndefined();
    }
  });

  it('keep a variation that is in use, and say where', async () => {
    const flag = storedFlag().addVariation({ key: 'maybe', value: true }, { ...someMeans(), newId: () => 'id-9' });
    const stored = new Flag(flag.state);
    const inUse: InvariantsReader['variationUses'] = async (id) => (id === 'id-9' ? [use] : []);
    expect(await refused([stored.removeVariation('maybe').write()], { variationUses: inUse })).toMatchObject({
      kind: 'conflict',
      code: 'VARIATION_IN_USE',
      facts: { usedBy: [use] },
    });
    expect(await refused([stored.removeVariation('on').write()], { variationUses: inUse })).toBeUndefined();
  });

  it('keep a flag that others require, but let it be archived', async () => {
    const required = { prerequisiteUses: async () => [use] };
    const archived = storedFlag().archive(at);
    expect(await refused([archived.remove()], required)).toMatchObject({
      code: 'FLAG_IS_PREREQUISITE',
      facts: { usedBy: [use] },
    });
    expect(await refused([archived.write()], required)).toBeUndefined();
  });

  it('keep a segment that rules name from being archived and deleted, not from being renamed', async () => {
    const segment = new Segment(createSegment({ key: 'beta' }, { projectId, environments: [] }, someMeans()).segment.state);
    const used = { segmentUses: async () => [use] };
    const archived = new Segment(segment.archive(at).state);
    expect(await refused([segment.archive(at).write()], used)).toMatchObject({
      kind: 'conflict',
      code: 'SEGMENT_IN_USE',
      facts: { usedBy: [use] },
    });
    expect(await refused([archived.remove()], used)).toMatchObject({ code: 'SEGMENT_IN_USE' });
    expect(await refused([segment.apply({ name: 'Beta' }).write(), archived.restore().write()], used)).toBeUndefined();
  });

  it('leave a project an environment that is not archived', async () => {
    const [live, archived] = [storedEnvironment(), storedEnvironment({ ...staging, archivedAt: at })];
    const leaving = new Environment(live).archive(at).write()!;
    const other = storedEnvironment(staging);
    const refusedWith = (environments: (typeof live)[], ...writes: Write[]) =>
      assertInvariants(model({ held: { environments } }), writes).then(
        () => 'fine',
        (error: Refusal) => error.code,
      );
    expect(await refusedWith([live, archived], leaving)).toBe('PROJECT_NEEDS_ENVIRONMENT');
    expect(await refusedWith([live, other], leaving)).toBe('fine');
    const both = [leaving, { kind: 'environment', before: other } as const];
    expect(await refusedWith([live, other], ...both)).toBe('PROJECT_NEEDS_ENVIRONMENT');
    const restored = new Environment(archived).restore().write()!;
    expect(await refusedWith([live, archived], leaving, restored)).toBe('fine');
    expect(await refusedWith([live, archived], new Environment(archived).remove())).toBe('fine');
    expect(await refusedWith([live, archived], new Environment(live).apply({ name: 'Live' }).write()!)).toBe('fine');
  });

  it('keep the last enabled root access without expiry', async () => {
    const root = anAccess();
    const asked: unknown[] = [];
    const alone = { hasRootAccess: async (except?: readonly string[]) => asked.push(except) < 0 };
    const ways = [
      undefined,
      { ...root, enabled: false },
      { ...root, expiresAt: 4_000_000_000 },
      { ...root, type: 'admin' as const, scope: 'workspace' as const },
    ];
    for (const after of ways) {
      expect(await refused([{ kind: 'access', before: root, ...(after && { after }) }], alone)).toMatchObject({
        kind: 'conflict',
        code: 'LAST_ROOT',
      });
    }
    expect(asked).toEqual(ways.map(() => [root.id]));
    const other = anAccess();
    const both: Write[] = [root, other].map((before) => ({ kind: 'access', before }));
    expect(await refused(both, { hasRootAccess: async (except = []) => except.length < 2 })).toMatchObject({ code: 'LAST_ROOT' });
    expect(await refused([...both, { kind: 'access', after: anAccess() }], alone)).toBeUndefined();
    const harmless: Write[] = [
      { kind: 'access', before: root, after: { ...root, name: 'Root', secretHash: 'cd'.repeat(32) } },
      { kind: 'access', before: anAccess({ type: 'user', scope: 'workspace' }) },
      { kind: 'access', before: anAccess({ enabled: false }) },
      { kind: 'access', before: anAccess({ expiresAt: 4_000_000_000 }) },
      { kind: 'access', after: root },
    ];
    expect(await refused(harmless, alone)).toBeUndefined();
  });

  it('are told all at once', async () => {
    const { flag } = createFlag({ key: 'Checkout', type: 'boolean' }, { projectId, environments: [] }, someMeans());
    const archived = storedFlag().archive(at);
    const error = await refused([flag.write(), archived.remove()], {
      keyTaken: async () => true,
      prerequisiteUses: async () => [use],
    });
    expect(refusals(error!)).toEqual(['KEY_EXISTS /key', 'FLAG_IS_PREREQUISITE -']);
  });
});
