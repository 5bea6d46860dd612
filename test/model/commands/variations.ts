import fc from 'fast-check';
import { archived, command, nth, pick, preferring } from '../step';
import type { Refusal } from '../step';
import { variationInUse } from '../uses';
import type { Flag, Variation, World } from '../world';
import { flagPath, followVariations, onFlag } from './flags';

const variationsPath = (flag: Flag, variation = '') => `${flagPath(flag.key)}/variations${variation && `/${variation}`}`;
const etagOf = (key: string) => (world: World) => world.flags.get(key)!.rowVersion;
const valueFor = ({ type }: Flag, n: number): unknown => (type === 'boolean' ? n % 2 === 0 : `value ${n % 3}`);

const add = command(
  'add a variation',
  { n: nth, key: fc.constantFrom('spare', 'extra', 'Third', 'on'), position: fc.option(fc.nat(4), { nil: undefined }) },
  ({ n, key, position }, world) =>
    onFlag(n, world, (flag) => {
      const own = key.toLowerCase();
      const taken = flag.variations.some((one) => one.key === own);
      const refusal: Refusal = { status: 409, code: 'KEY_EXISTS', pointer: '/key' };
      return {
        method: 'POST',
        path: variationsPath(flag),
        body: { key, value: valueFor(flag, n), ...(position !== undefined && { position }) },
        status: 201,
        refusal: flag.archived ? archived : taken ? refusal : undefined,
        edit: (after, answer) => {
          const edited = after.flags.get(flag.key)!;
          const made = { id: answer?.id, key: own, name: own, description: null, tags: [], value: valueFor(flag, n) };
          edited.variations.splice(position ?? edited.variations.length, 0, made);
          followVariations(edited);
        },
        etag: etagOf(flag.key),
      };
    }),
);

const change = command(
  'change a variation',
  {
    n: nth,
    which: nth,
    name: fc.constantFrom('Blue', 'Grün'),
    position: fc.option(fc.nat(3), { nil: undefined }),
    put: fc.boolean(),
  },
  ({ n, which, name, position, put }, world) =>
    onFlag(n, world, (flag) => {
      const own = pick(flag.variations, which)!;
      const value = valueFor(flag, which);
      const moved = position !== undefined && { position };
      return {
        method: put ? 'PUT' : 'PATCH',
        path: variationsPath(flag, own.key),
        body: put ? { key: own.key, name, value, ...moved } : { name, value, ...moved },
        ...(put && { ifMatch: flag.rowVersion }),
        ...(flag.archived && { refusal: archived }),
        edit: (after) => {
          const { variations } = after.flags.get(flag.key)!;
          const index = variations.findIndex(({ key }) => key === own.key);
          const kept: Partial<Variation> = put ? { description: null, tags: [] } : {};
          const [changed] = variations.splice(index, 1).map((one) => ({ ...one, ...kept, name, value }));
          variations.splice(position ?? index, 0, changed!);
        },
        etag: etagOf(flag.key),
      };
    }),
);

const remove = command('remove a variation', { n: nth, which: nth }, ({ n, which }, world) =>
  onFlag(
    n,
    world,
    (flag) => {
      const { key } = pick(
        preferring(flag.variations, (one) => !variationInUse(flag, one.key), which),
        which,
      )!;
      return {
        method: 'DELETE',
        path: variationsPath(flag, key),
        status: 204,
        refusal: flag.archived ? archived : removalRefused(flag, key),
        edit: (after) => {
          const edited = after.flags.get(flag.key)!;
          edited.variations = edited.variations.filter((one) => one.key !== key);
          followVariations(edited);
        },
      };
    },
    ({ variations }) => variations.length > 2,
  ),
);

function removalRefused(flag: Flag, key: string): Refusal | undefined {
  if (flag.variations.length <= 2) return { status: 409, code: 'FLAG_NEEDS_TWO_VARIATIONS' };
  return variationInUse(flag, key) ? { status: 409, code: 'VARIATION_IN_USE' } : undefined;
}

const addWrong = command(
  'add a variation of another type',
  { n: nth, value: fc.constantFrom(7, null, ['x']) },
  ({ n, value }, world) =>
    onFlag(n, world, (flag) => ({
      method: 'POST',
      path: variationsPath(flag),
      body: { key: 'wrong-value', value },
      refusal: flag.archived ? archived : { status: 422, code: 'VARIATION_VALUE_INVALID', pointer: '/value' },
    })),
);

export const variationCommands = [add, change, remove, addWrong];
