import { Allow, IsArray, IsBoolean, IsNumber, IsObject, IsString, ValidateIf, ValidateNested } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';

/**
 * How a member of a request is checked and described. `toCreate`: what is missing then is refused by the domain with a code of its
 * own. `needed`: refused here, as malformed, where the rest makes no sense without it.
 */
type MemberOptions = ApiPropertyOptions & {
  readonly nullable?: boolean;
  readonly needed?: boolean;
  readonly toCreate?: boolean;
};

const TO_CREATE = 'flaghoist:to-create';

/** The members of a request's shape that making something needs. */
export function membersToCreate(shape: new () => object): readonly string[] {
  return (Reflect.getMetadata(TO_CREATE, shape) as readonly string[] | undefined) ?? [];
}

function member(
  { needed = false, toCreate = false, ...described }: MemberOptions,
  ...checks: PropertyDecorator[]
): PropertyDecorator {
  const mayBe = (value: unknown) => (value === undefined && !needed) || (value === null && described.nullable === true);
  return (target, property) => {
    ApiProperty({ required: needed, ...described } as ApiPropertyOptions)(target, property);
    const shape = target.constructor as new () => object;
    if (toCreate) Reflect.defineMetadata(TO_CREATE, [...membersToCreate(shape), String(property)], shape);
    // Not IsOptional, which lets null through.
    ValidateIf((_, value) => !mayBe(value))(target, property);
    for (const check of checks) check(target, property);
  };
}

export const Text = (options: MemberOptions = {}) => member({ type: 'string', ...options }, IsString());

export const Texts = (options: MemberOptions = {}) =>
  member({ type: 'array', items: { type: 'string' }, ...options }, IsArray(), IsString({ each: true }));

export const Flagged = (options: MemberOptions = {}) => member({ type: 'boolean', ...options }, IsBoolean());

/** Any number JSON can say; its range is the domain's business. */
export const Figure = (options: MemberOptions = {}) =>
  member({ type: 'integer', ...options }, IsNumber({ allowNaN: true, allowInfinity: true }));

type Shape = new () => object;

const NESTED = 'flaghoist:nested';

/** The members of a request's shape that have shapes of their own. */
export function nestedShapes(shape: Shape): Readonly<Record<string, () => Shape>> {
  return (Reflect.getMetadata(NESTED, shape) as Readonly<Record<string, () => Shape>> | undefined) ?? {};
}

function nested(shape: () => Shape): PropertyDecorator {
  return ({ constructor: parent }, property) =>
    Reflect.defineMetadata(NESTED, { ...nestedShapes(parent as Shape), [property]: shape }, parent);
}

/** The arrows stand where they do because swagger knows a type that is still to come by its name, `type`. */
export const One = (shape: () => Shape, options: MemberOptions = {}) =>
  member({ type: () => shape(), ...options }, IsObject(), ValidateNested(), nested(shape));

export const Many = (shape: () => Shape, options: MemberOptions = {}) =>
  member({ type: () => shape(), isArray: true, ...options }, IsArray(), ValidateNested({ each: true }), nested(shape));

/** Any JSON value, as it was sent. */
export const AnyJson = (options: MemberOptions = {}) => member({ ...options }, Allow());

/** Members of the answer that a body may bring back: they are ignored, so that GET, edit, PUT works. */
export function ReadOnly(...names: readonly string[]): ClassDecorator {
  return ({ prototype }) => {
    for (const name of names) Allow()(prototype as object, name);
  };
}

/** What every stored thing carries. */
export const storedMembers = ['id', 'rowVersion', 'createdAt', 'updatedAt'] as const;
