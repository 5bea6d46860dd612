import fc from 'fast-check';
import { archived, command, notFound, nth, oneOf, preferring, stale } from '../step';
import type { Refusal, Step } from '../step';
import { flagBody } from '../documents';
import { variationInUse } from '../uses';
import { ALL } from '../world';
import type { Flag, Targeting, Variation, World } from '../world';

const keys = ['alpha', 'beta.v2', 'gamma', 'Delta', 'search_ranker', 'ALPHA'];
const names = fc.constantFrom('New navigation', 'Größe', 'x', 'beta.v2', 'Long '.repeat(20).trim());
const tagLists = fc.constantFrom<string[]>([], ['ui'], ['ops', 'ui'], ['owner.team-a']);
const descriptions = fc.constantFrom(null, '', 'What it is for');
const texts = fc.constantFrom('blue', 'green', '', '{"a":1}', 'true');

export const flagPath = (key: string) => `/flags/${encodeURIComponent(key)}`;
const etagOf = (key: string) => (world: World) => world.flags.get(key)!.rowVersion;

const anyFlag = (_: Flag) => true;
const isArchived = (flag: Flag) => flag.archived;

/** A flag to be written, or the answer to writing one that is not there. */
export function onFlag(n: number, world: World, plan: (flag: Flag) => Omit<Step, 'touches'>, wanted = anyFlag): Step {
  const flag = oneOf(preferring(world.flags.values(), wanted, n), n);
  if (!flag) return { method: 'POST', path: `${flagPath('nobody')}/archive`, refusal: notFound, touches: { flag: 'nobody' } };
  return { ...plan(flag), touches: { flag: flag.key } };
}

export const createFlag = command(
  'create a flag',
  { key: fc.constantFrom(...keys), type: fc.constantFrom('boolean', 'string'), name: fc.option(names), tags: tagLists },
  ({ key, type, name, tags }, world) => {
    const taken = [...world.flags.keys()].some((one) => one.toLowerCase() === key.toLowerCase());
    const given = [
      { key: 'blue', value: 'blue' },
      { key: 'grey', value: '' },
      { key: 'Green', name: 'Green one', value: 'green' },
    ];
    const body = { key, type, tags, ...(name !== null && { name }), ...(type === 'string' && { variations: given }) };
    return {
      method: 'POST',
      path: '/flags',
      body,
      status: 201,
      ...(taken && { refusal: { status: 409, code: 'KEY_EXISTS', pointer: '/key' } }),
      edit: (after, answer) => void after.flags.set(key, newFlag(body, answer, after)),
      etag: etagOf(key),
      touches: { flag: key },
    };
  },
);

/** C-3, C-4, F-9, F-37. */
function newFlag(body: { key: string; type: string; name?: string; tags: string[] }, answer: any, world: World): Flag {
  const id = (i: number) => answer?.variations?.[i]?.id as string;
  const made = { description: null, tags: [] as string[] };
  const variations: Variation[] =
    body.type === 'boolean'
      ? [
          { ...made, id: id(0), key: 'on', name: 'On', tags: ['generated'], value: true },
          { ...made, id: id(1), key: 'off', name: 'Off', tags: ['generated'], value: false },
        ]
      : [
          { ...made, id: id(0), key: 'blue', name: 'blue', value: 'blue' },
          { ...made, id: id(1), key: 'grey', name: 'grey', value: '' },
          { ...made, id: id(2), key: 'green', name: 'Green one', value: 'green' },
        ];
  const flag: Flag = {
    id: answer?.id,
    key: body.key,
    name: body.name ?? body.key,
    description: null,
    tags: body.tags,
    rowVersion: 0,
    archived: false,
    type: body.type as Flag['type'],
    variations,
    targetings: new Map(),
  };
  for (const key of world.environments.keys())
    flag.targetings.set(key, { document: newTargeting(flag), rowVersion: 0, revision: 0 });
  return flag;
}

export function newTargeting({ variations }: Flag): Targeting {
  return {
    enabled: false,
    offVariation: variations.at(-1)!.key,
    prerequisites: [],
    individualTargets: [],
    rules: [],
    fallthrough: {
      bucketBy: 'keyId',
      includedInExperiment: true,
      weights: variations.map(({ key }, i) => weightOf(key, i === 0 ? ALL : 0)),
    },
    includeAllTargetsInExperiment: true,
  };
}

export const weightOf = (variation: string, weight: number, experimentWeight = weight) => ({
  variation,
  weight,
  experimentWeight,
});

const rename = command(
  'edit a flag',
  { n: nth, what: fc.oneof(fc.record({ name: names }), fc.record({ tags: tagLists, description: descriptions })) },
  ({ n, what }, world) =>
    onFlag(n, world, (flag) => ({
      method: 'PATCH',
      path: flagPath(flag.key),
      body: what,
      ...(flag.archived && { refusal: archived }),
      edit: (after) => void Object.assign(after.flags.get(flag.key)!, what),
      etag: etagOf(flag.key),
    })),
);

const replace = command(
  'replace a flag',
  {
    n: nth,
    name: names,
    tags: tagLists,
    rotate: fc.nat(2),
    value: texts,
    drop: fc.boolean(),
    add: fc.option(fc.constantFrom('spare', 'extra')),
  },
  ({ n, name, tags, rotate, value, drop, add }, world) =>
    onFlag(n, world, (flag) => {
      const list = flag.variations.map((one) => ({ ...one }));
      if (flag.type === 'string') list[0]!.value = value;
      const dropped = drop ? [list.pop()!] : [];
      list.unshift(...list.splice(rotate % list.length));
      if (add !== null && !flag.variations.some(({ key }) => key === add)) {
        list.push({ id: '', key: add, name: add, description: null, tags: [], value: flag.type === 'boolean' ? true : 'more' });
      }
      const used = dropped.some(({ key }) => variationInUse(flag, key));
      const refusal = flag.archived ? archived : listRefused(list.length < 2, used);
      return {
        method: 'PUT',
        path: flagPath(flag.key),
        ifMatch: flag.rowVersion,
        body: { ...flagBody(flag), name, tags, variations: list },
        refusal,
        edit: (after, answer) => {
          const variations = list.map((one) => ({
            ...one,
            id: one.id || (answer?.variations?.find(({ key }: Variation) => key === one.key)?.id as string),
          }));
          Object.assign(after.flags.get(flag.key)!, { name, tags, variations });
          followVariations(after.flags.get(flag.key)!);
        },
        etag: etagOf(flag.key),
      };
    }),
);

/** Rules of both kinds broken at once: 422, and all of them. Source: management-api 1.3. */
function listRefused(tooShort: boolean, dropsUsed: boolean): Refusal | undefined {
  if (tooShort && dropsUsed) return { status: 422, code: 'VALIDATION_FAILED' };
  if (tooShort) return { status: 422, code: 'FLAG_NEEDS_TWO_VARIATIONS', pointer: '/variations' };
  return dropsUsed ? { status: 409, code: 'VARIATION_IN_USE', pointer: '/variations' } : undefined;
}

/** C-5: what came has weight 0 everywhere, what went leaves every list. */
export function followVariations({ variations, targetings }: Flag): void {
  for (const { document } of targetings.values()) {
    for (const serve of [document.fallthrough, ...document.rules.map((rule) => rule.serve)]) {
      const kept = serve.weights.filter(({ variation }) => variations.some(({ key }) => key === variation));
      const come = variations.filter(({ key }) => !kept.some(({ variation }) => variation === key));
      serve.weights = [...kept, ...come.map(({ key }) => weightOf(key, 0))];
    }
  }
}

const writeBack = command('write a flag back as it was read', { n: nth }, ({ n }, world) =>
  onFlag(n, world, (flag) => ({
    method: 'PUT',
    path: flagPath(flag.key),
    ifMatch: flag.rowVersion,
    body: { ...flagBody(flag), archivedAt: null, createdAt: '2026-01-05T09:31:00.000Z' },
    ...(flag.archived && { refusal: archived }),
    etag: etagOf(flag.key),
  })),
);

const late = command('edit a flag that changed meanwhile', { n: nth, off: fc.constantFrom(-1, 1) }, ({ n, off }, world) =>
  onFlag(n, world, (flag) => ({
    method: 'PATCH',
    path: flagPath(flag.key),
    ifMatch: flag.rowVersion + off,
    body: { name: 'Too late' },
    refusal: stale,
  })),
);

const unconditional = command('replace a flag without If-Match', { n: nth }, ({ n }, world) =>
  onFlag(n, world, (flag) => ({
    method: 'PUT',
    path: flagPath(flag.key),
    body: flagBody(flag),
    refusal: { status: 428, code: 'PRECONDITION_REQUIRED' },
  })),
);

const wrong = command('edit a flag wrongly', { n: nth, kind: fc.nat(4) }, ({ n, kind }, world) =>
  onFlag(n, world, (flag) => {
    const [body, refusal] = wrongEdits(flag)[kind]!;
    return {
      method: 'PATCH',
      path: flagPath(flag.key),
      body,
      refusal: flag.archived ? archived : refusal,
    };
  }),
);

const wrongEdits = (flag: Flag): [object, Refusal][] => [
  [{ key: 'another' }, { status: 409, code: 'KEY_IMMUTABLE', pointer: '/key' }],
  [{ type: flag.type === 'boolean' ? 'string' : 'boolean' }, { status: 409, code: 'TYPE_IMMUTABLE', pointer: '/type' }],
  [{ name: 'x'.repeat(129) }, { status: 422, code: 'NAME_TOO_LONG', pointer: '/name' }],
  [{ tags: ['fine', 'not,fine'] }, { status: 422, code: 'TAG_INVALID', pointer: '/tags/1' }],
  [{ nmae: 'Typing error' }, { status: 400, code: 'UNKNOWN_MEMBER', pointer: '/nmae' }],
];

const archive = command('archive a flag', { n: nth }, ({ n }, world) =>
  onFlag(n, world, ({ key, archived: already }) => ({
    method: 'POST',
    path: `${flagPath(key)}/archive`,
    changesNothing: already,
    edit: (after) => void (after.flags.get(key)!.archived = true),
    etag: etagOf(key),
  })),
);

const restore = command('restore a flag', { n: nth }, ({ n }, world) =>
  onFlag(
    n,
    world,
    ({ key }) => ({
      method: 'POST',
      path: `${flagPath(key)}/restore`,
      open: true,
      edit: (after) => void (after.flags.get(key)!.archived = false),
      etag: etagOf(key),
    }),
    isArchived,
  ),
);

const remove = command('delete a flag', { n: nth }, ({ n }, world) =>
  onFlag(
    n,
    world,
    (flag) => ({
      method: 'DELETE',
      path: flagPath(flag.key),
      status: 204,
      open: true,
      ...(!flag.archived && { refusal: { status: 409, code: 'NOT_ARCHIVED' } }),
      edit: (after) => void after.flags.delete(flag.key),
    }),
    isArchived,
  ),
);

export const flagCommands = [createFlag, rename, replace, writeBack, late, unconditional, wrong, archive, restore, remove];
