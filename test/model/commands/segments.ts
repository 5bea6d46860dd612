import fc from 'fast-check';
import { copy } from '../copy';
import { membersBody, segmentBody } from '../documents';
import { archived, command, notFound, nth, oneOf, preferring, parentNotFound, pick, stale } from '../step';
import type { Step } from '../step';
import { segmentInUse } from '../uses';
import type { Environment, Held, Members, Segment, World } from '../world';
import { ruleHeads } from './targeting';

const segmentPath = (key: string) => `/segments/${key}`;
const etagOf = (key: string) => (world: World) => world.segments.get(key)!.rowVersion;

const anySegment = (_: Segment) => true;
const isArchived = (segment: Segment) => segment.archived;

function onSegment(n: number, world: World, plan: (segment: Segment) => Omit<Step, 'touches'>, wanted = anySegment): Step {
  const segment = oneOf(preferring(world.segments.values(), wanted, n), n);
  if (!segment)
    return { method: 'POST', path: `${segmentPath('nobody')}/archive`, refusal: notFound, touches: { segment: 'nobody' } };
  return { ...plan(segment), touches: { segment: segment.key } };
}

export const createSegment = command(
  'create a segment',
  { key: fc.constantFrom('beta', 'Staff', 'staff', 'eu-users'), tags: fc.constantFrom<string[]>([], ['ops']) },
  ({ key: given, tags }, world) => {
    const key = given.toLowerCase();
    return {
      method: 'POST',
      path: '/segments',
      body: { key: given, tags },
      status: 201,
      ...(world.segments.has(key) && { refusal: { status: 409, code: 'KEY_EXISTS', pointer: '/key' } }),
      edit: (after, answer) => {
        const targetings = new Map<string, Held<Members>>();
        for (const environment of after.environments.keys()) targetings.set(environment, nobody());
        const named = { id: answer?.id, key, name: key, description: null, tags };
        after.segments.set(key, { ...named, rowVersion: 0, archived: false, targetings });
      },
      etag: etagOf(key),
      touches: { segment: key },
    };
  },
);

export const nobody = (): Held<Members> => ({ document: { included: [], excluded: [], rules: [] }, rowVersion: 0, revision: 0 });

const edit = command(
  'edit a segment',
  { n: nth, what: fc.constantFrom({ name: 'Beta testers' }, { tags: ['ui'] }, { description: 'Who asked' }), put: fc.boolean() },
  ({ n, what, put }, world) =>
    onSegment(n, world, (segment) => ({
      method: put ? 'PUT' : 'PATCH',
      path: segmentPath(segment.key),
      body: put ? { ...segmentBody(segment), ...what } : what,
      ...(put && { ifMatch: segment.rowVersion }),
      ...(segment.archived && { refusal: archived }),
      edit: (after) => void Object.assign(after.segments.get(segment.key)!, what),
      etag: etagOf(segment.key),
    })),
);

const inUse = { status: 409, code: 'SEGMENT_IN_USE' };

const archive = command('archive a segment', { n: nth }, ({ n }, world) =>
  onSegment(n, world, ({ key, archived: already }) => ({
    method: 'POST',
    path: `${segmentPath(key)}/archive`,
    changesNothing: already,
    ...(!already && segmentInUse(world, key) && { refusal: inUse }),
    edit: (after) => void (after.segments.get(key)!.archived = true),
    etag: etagOf(key),
  })),
);

const restore = command('restore a segment', { n: nth }, ({ n }, world) =>
  onSegment(
    n,
    world,
    ({ key }) => ({
      method: 'POST',
      path: `${segmentPath(key)}/restore`,
      open: true,
      edit: (after) => void (after.segments.get(key)!.archived = false),
      etag: etagOf(key),
    }),
    isArchived,
  ),
);

const remove = command('delete a segment', { n: nth }, ({ n }, world) =>
  onSegment(
    n,
    world,
    (segment) => ({
      method: 'DELETE',
      path: segmentPath(segment.key),
      status: 204,
      open: true,
      ...(!segment.archived && { refusal: { status: 409, code: 'NOT_ARCHIVED' } }),
      edit: (after) => void after.segments.delete(segment.key),
    }),
    isArchived,
  ),
);

const late = command('edit a segment that changed meanwhile', { n: nth }, ({ n }, world) =>
  onSegment(n, world, (segment) => ({
    method: 'PATCH',
    path: segmentPath(segment.key),
    ifMatch: segment.rowVersion + 1,
    body: { name: 'Too late' },
    refusal: stale,
  })),
);

interface Place {
  readonly segment: Segment;
  readonly environment: Environment;
  readonly held: Held<Members>;
}

function onMembers(n: number, world: World, plan: (place: Place) => Pick<Step, 'method' | 'body'> & Partial<Step>): Step {
  const segment = oneOf(world.segments.values(), n);
  const environment = pick(world.environments.values(), Math.floor(n / 7))!;
  const key = segment?.key ?? 'nobody';
  const at = { path: `/environments/${environment.key}${segmentPath(key)}/targeting`, touches: { segment: key } };
  if (!segment) return { ...at, method: 'PATCH', body: { included: ['u-1'] }, refusal: parentNotFound };
  const step = plan({ segment, environment, held: segment.targetings.get(environment.key)! });
  const closed = segment.archived || environment.archived;
  const early = step.refusal?.status === 412;
  return {
    ...at,
    ...step,
    refusal: closed && !early ? archived : step.refusal,
    etag: (after) => after.segments.get(key)!.targetings.get(environment.key)!.rowVersion,
  };
}

const inPlace = ({ segment, environment }: Place, world: World): Held<Members> =>
  world.segments.get(segment.key)!.targetings.get(environment.key)!;

const members = fc.uniqueArray(fc.constantFrom('u-1', 'u-2', 'u-3', 'Zoë', 'a@b.example'), { maxLength: 4 });
const sorted = (list: readonly string[]) => [...list].sort();

const setMembers = command('change members', { n: nth, list: members, excluded: fc.boolean() }, ({ n, list, excluded }, world) =>
  onMembers(n, world, (place) => {
    const side = excluded ? 'excluded' : 'included';
    return {
      method: 'PATCH',
      body: { [side]: list },
      edit: (after) => void (inPlace(place, after).document[side] = sorted(list)),
    };
  }),
);

const replace = command(
  'replace who is in a segment',
  { n: nth, included: members, excluded: members, heads: ruleHeads },
  (args, world) =>
    onMembers(args.n, world, (place) => {
      const { included, excluded, heads } = args;
      const rules = heads.map((head) => ({ ...head, description: null, tags: [] }));
      return {
        method: 'PUT',
        ifMatch: place.held.rowVersion,
        body: { included, excluded, rules: heads },
        edit: (after) =>
          void (inPlace(place, after).document = {
            included: sorted(included),
            excluded: sorted(excluded),
            rules: copy(rules),
          }),
      };
    }),
);

const writeBack = command('write members back as they were read', { n: nth }, ({ n }, world) =>
  onMembers(n, world, ({ segment, environment, held }) => ({
    method: 'PUT',
    ifMatch: held.rowVersion,
    body: membersBody(segment.key, environment.key, held),
  })),
);

const lateMembers = command('change members that changed meanwhile', { n: nth }, ({ n }, world) =>
  onMembers(n, world, ({ held }) => ({
    method: 'PATCH',
    ifMatch: held.rowVersion + 1,
    body: { included: ['too-late'] },
    refusal: stale,
  })),
);

const wrong = command('change members wrongly', { n: nth, kind: fc.nat(2) }, ({ n, kind }, world) =>
  onMembers(n, world, () => {
    const nested = { key: 'nested', conditions: [{ operator: 'InSegment', values: ['beta'] }] };
    const kinds: [object, string, string, number][] = [
      [{ rules: [nested] }, 'SEGMENT_IN_SEGMENT', '/rules/0/conditions/0', 422],
      [{ included: 'u-1' }, 'WRONG_TYPE', '/included', 400],
      [{ rules: [{ key: 'x y', conditions: [] }] }, 'KEY_INVALID', '/rules/0/key', 422],
    ];
    const [body, code, pointer, status] = kinds[kind]!;
    return { method: 'PATCH', body, refusal: { status, code, pointer } };
  }),
);

export const segmentCommands = [
  createSegment,
  edit,
  archive,
  restore,
  remove,
  late,
  setMembers,
  replace,
  writeBack,
  lateMembers,
  wrong,
];
