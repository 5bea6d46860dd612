import type { AccessState, Model } from '@app/domain';
import type { Log } from '@app/platform';
import { Given, within } from '../../../domain/src/ports/given.contract';
import type { Place, Plan } from '../../../domain/src/ports/given.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';
import { setScene } from '../../testing/sql/scene';

/** A change by the port, past the invariants: what would be written if the domain forgot to look. */
type Forgetful = (place: Place, model: Model) => Promise<Plan>;

const archivedAll: Forgetful = async (_, { held }) => ({
  writes: held.environments.map((before) => ({ kind: 'environment', before, after: { ...before, archivedAt: new Date() } })),
});

const withoutOff: Forgetful = async ({ project }, model) => {
  const before = (await model.flag(project.id, 'flag'))!;
  return { writes: [{ kind: 'flag', before, after: { ...before, variations: before.variations.slice(0, 1) } }] };
};

const elsewhere = '7d444840-9dc0-41d1-b245-5ffdce74fad2';

const withoutVariations: Forgetful = async ({ project }, model) => {
  const before = (await model.flag(project.id, 'flag'))!;
  return { writes: [{ kind: 'flag', after: { ...before, id: elsewhere, key: 'new', variations: [] } }] };
};

const withoutRequired: Forgetful = async ({ project }, model) => {
  const before = (await model.flag(project.id, 'colours'))!;
  return { writes: [{ kind: 'flag', before }] };
};

const halfServed: Forgetful = async (place, model) => {
  const before = (await model.targeting(place.environment('production').id, 'flag'))!;
  const { fallthrough } = before.document;
  const weights = fallthrough.weights.map((one) => ({ ...one, weight: one.weight / 2, experimentWeight: 0 }));
  const document = { ...before.document, fallthrough: { ...fallthrough, weights } };
  return { writes: [{ kind: 'targeting', before, after: { ...before, document } }], raise: [before.environmentId] };
};

const nobodyAsked: Forgetful = async (place, model) => {
  const before = (await model.targeting(place.environment('production').id, 'flag'))!;
  const rules = before.document.rules.map((rule) => ({
    ...rule,
    conditions: [{ operator: 'InSegment', values: [], negate: false }],
  }));
  const after = { ...before, document: { ...before.document, rules } };
  return { writes: [{ kind: 'targeting', before, after }], raise: [before.environmentId] };
};

const withoutSegment: Forgetful = async ({ project }, model) => {
  const before = (await model.segment(project.id, 'beta'))!;
  return { writes: [{ kind: 'segment', before }] };
};

const segmentOfNowhere: Forgetful = async ({ project }, model) => {
  const before = (await model.segment(project.id, 'beta'))!;
  return { writes: [{ kind: 'segment', after: { ...before, id: elsewhere, key: 'new' } }] };
};

describe('a rule of the model that only the database finds broken', () => {
  const errors: object[] = [];
  let kept: FreshPostgres;
  let given: Given;
  let place: Place;
  let root: AccessState;
  beforeAll(async () => {
    const line = () => {};
    const log = { error: (facts: object) => errors.push(facts), warn: line, info: line, debug: line } as unknown as Log;
    kept = await freshPostgres(log);
    given = new Given(kept.store);
    const scene = await setScene(kept);
    place = scene.here;
    root = (await kept.principals.access(scene.root))!;
  });
  beforeEach(() => {
    errors.length = 0;
  });
  afterAll(() => kept.close());

  it.each<readonly [code: string, kind: string, change: Forgetful]>([
    ['PROJECT_NEEDS_ENVIRONMENT', 'conflict', archivedAll],
    ['WEIGHTS_MUST_SUM', 'invalid', halfServed],
    ['RULE_SHAPE_INVALID', 'invalid', nobodyAsked],
    ['FLAG_NEEDS_TWO_VARIATIONS', 'conflict', withoutVariations],
    ['VARIATION_IN_USE', 'conflict', withoutOff],
    ['SEGMENT_IN_USE', 'conflict', withoutSegment],
    ['FLAG_IS_PREREQUISITE', 'conflict', withoutRequired],
    ['LAST_ROOT', 'conflict', async () => ({ writes: [{ kind: 'access', before: root }] })],
  ])('is refused as the rule says, %s (%s), and logged as a bug of ours', async (code, kind, change) => {
    await expect(given.commit(place.lock, (model) => change(place, model))).rejects.toMatchObject({
      code,
      kind,
      violations: [{ pointer: null, code }],
    });
    expect(errors).toMatchObject([{ lock: place.lock, err: { message: expect.stringMatching(/^D-\d\d: /) } }]);
  });

  it('is a bug and nothing else where nothing that was asked for is wrong: a missing targeting', async () => {
    const failed = given.commit(place.lock, (model) => segmentOfNowhere(place, model));
    await expect(failed).rejects.toThrow(/^D-42: .*segment 7d444840/);
    expect(errors).toHaveLength(1);
  });

  it('leaves nothing behind', async () => {
    const history = async () => (await kept.reader.changeSets({ workspaceId: place.workspace.id }, { limit: 200 })).items.length;
    const before = await history();
    await expect(given.commit(place.lock, (model) => archivedAll(place, model))).rejects.toThrow();
    expect(await history()).toBe(before);
    await given.target(place.environment('production'), 'flag', { enabled: true });
  });

  it('is not what a rule inside the domain refuses', async () => {
    await expect(given.target(place.environment('production'), 'flag', { offVariation: 'none' })).rejects.toMatchObject({
      code: 'UNKNOWN_VARIATION',
    });
    await expect(
      kept.store.transaction(within(place.environment('production')), () => Promise.reject(new Error('P0A01'))),
    ).rejects.toThrow('P0A01');
    expect(errors).toEqual([]);
  });
});
