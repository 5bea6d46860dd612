import { anAccess, Given, within } from '../../../domain/src/ports/given.contract';
import type { Kept, Place } from '../../../domain/src/ports/given.contract';

/** Each is used once, by `colours` in production; `spare` nowhere. */
export const places = ['off', 'targeted', 'split', 'ruled', 'required', 'spare'] as const;

/**
 * Two projects full of everything. In the first: `flag` (`on`, `off`), whose rule `staff` in production names the segment `beta`;
 * `colours`, whose variation `required` is what `flag` requires there.
 */
export interface Scene {
  readonly here: Place;
  readonly workspace: string;
  readonly project: string;
  readonly production: string;
  readonly staging: string;
  readonly flag: string;
  readonly on: string;
  readonly off: string;
  readonly rule: string;
  readonly segment: string;
  readonly segmentRule: string;
  readonly colours: string;
  /** The variations of `colours`, by where they are used. */
  readonly variations: Readonly<Record<(typeof places)[number], string>>;
  /** The only one of the type root: its id and its key. */
  readonly root: string;
  readonly access: string;
  readonly foreign: {
    readonly project: string;
    readonly environment: string;
    /** A third one, whose key the first project has not. */
    readonly qa: string;
    readonly flag: string;
    readonly variation: string;
    readonly segment: string;
  };
}

export async function setScene(kept: Kept): Promise<Scene> {
  const given = new Given(kept.store);
  const here = await given.project();
  const there = await given.project();
  const [flagHere, flagThere] = [await given.flag(here, { key: 'flag' }), await given.flag(there, { key: 'elsewhere' })];
  const [beta, other] = [await given.segment(here, 'beta'), await given.segment(there, 'other')];
  const production = here.environment('production');
  const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
  const rules = [{ key: 'staff', conditions: [{ operator: 'InSegment', values: ['beta'] }], serve }];
  await given.target(production, 'flag', { rules, individualTargets: [{ variation: 'on', endUsers: ['u-1'] }] });
  await given.members(production, 'beta', { included: ['u-1'], rules: [{ key: 'adults', conditions: [] }] });
  const qa = await given.environment(there, { key: 'qa' });
  const colours = await usedEverywhere(given, here);
  const root = anAccess();
  await given.access(root);
  const targeting = (await kept.reader.targeting(production.id, 'flag'))!;
  const side = (await kept.reader.segmentTargeting(production.id, 'beta'))!;
  const [on, off] = flagHere.variations;
  return {
    here,
    workspace: here.workspace.id,
    project: here.project.id,
    production: production.id,
    staging: here.environment('staging').id,
    flag: flagHere.id,
    on: on!.id,
    off: off!.id,
    rule: targeting.ruleIds.get('staff')!,
    segment: beta.id,
    segmentRule: side.ruleIds.get('adults')!,
    ...colours,
    root: root.id,
    access: root.key,
    foreign: {
      project: there.project.id,
      environment: there.environment('production').id,
      qa: qa.id,
      flag: flagThere.id,
      variation: flagThere.variations[0]!.id,
      segment: other.id,
    },
  };
}

async function usedEverywhere(given: Given, here: Place): Promise<Pick<Scene, 'colours' | 'variations'>> {
  const variations = places.map((key) => ({ key, value: key }));
  const colours = await given.flag(here, { key: 'colours', type: 'string', variations });
  const all = (variation: string) => ({ weights: [{ variation, weight: 100_000 }] });
  const ids = new Map(colours.variations.map(({ key, id }) => [key, id]));
  await given.target(here.environment('production'), 'colours', {
    offVariation: 'off',
    individualTargets: [{ variation: 'targeted', endUsers: ['u-1'] }],
    rules: [{ key: 'ruled', conditions: [], serve: all('ruled') }],
    fallthrough: all('split'),
  });
  await given.target(here.environment('staging'), 'colours', { offVariation: 'off', fallthrough: all('split') });
  await require(given, here, { flag: 'colours', variation: 'required' }, [
    ['colours', colours.id],
    ['colours/required', ids.get('required')!],
  ]);
  return { colours: colours.id, variations: Object.fromEntries(ids) as Scene['variations'] };
}

/** Written past the domain, which lets nobody write a prerequisite yet. */
async function require(
  given: Given,
  here: Place,
  prerequisite: { readonly flag: string; readonly variation: string },
  requiredIds: readonly (readonly [string, string])[],
): Promise<void> {
  const production = here.environment('production');
  await given.commit(within(production), async (model) => {
    const before = (await model.targeting(production.id, 'flag'))!;
    const document = { ...before.document, prerequisites: [prerequisite] };
    const after = { ...before, document, requiredIds: new Map(requiredIds) };
    return { writes: [{ kind: 'targeting', before, after }], raise: [production.id] };
  });
}
