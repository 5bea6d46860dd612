import { Transform, Type } from 'class-transformer';
import { Allow, IsArray, IsBoolean, IsNumber, IsObject, IsString, ValidateIf, ValidateNested } from 'class-validator';
import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';

/**
 * How a member of a request is checked and described. `required`: in the OpenAPI file alone, for what is missing is refused by the
 * domain with a code of its own; `needed`: here, as malformed, where the rest makes no sense without it.
 */
type MemberOptions = ApiPropertyOptions & { readonly nullable?: boolean; readonly needed?: boolean };

function member({ needed = false, ...described }: MemberOptions, ...checks: PropertyDecorator[]): PropertyDecorator {
  const mayBe = (value: unknown) => (value === undefined && !needed) || (value === null && described.nullable === true);
  return (target, property) => {
    ApiProperty({ required: needed, ...described } as ApiPropertyOptions)(target, property);
    // Not IsOptional, which lets null through.
    ValidateIf((_, value) => !mayBe(value))(target, property);
    for (const check of checks) check(target, property);
  };
}

export const Text = (options: MemberOptions = {}) => member({ type: 'string', ...options } as MemberOptions, IsString());

export const Texts = (options: MemberOptions = {}) =>
  member({ type: 'array', items: { type: 'string' }, ...options } as MemberOptions, IsArray(), IsString({ each: true }));

export const Flagged = (options: MemberOptions = {}) => member({ type: 'boolean', ...options } as MemberOptions, IsBoolean());

/** Any number JSON can say; its range is the domain's business. */
export const Figure = (options: MemberOptions = {}) =>
  member({ type: 'integer', ...options } as MemberOptions, IsNumber({ allowNaN: true, allowInfinity: true }));

export const One = (shape: () => new () => object, options: MemberOptions = {}) =>
  member({ type: shape, ...options } as MemberOptions, IsObject(), ValidateNested(), Type(shape));

/** `IsObject` for each: what checks nested members passes over a null. */
export const Many = (shape: () => new () => object, options: MemberOptions = {}) =>
  member(
    { type: shape, isArray: true, ...options } as MemberOptions,
    IsArray(),
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(shape),
  );

/** Any JSON value, as it was sent: what turns the rest into instances would drop members of certain names. */
export const AnyJson = (options: MemberOptions = {}) =>
  member(
    { ...options } as MemberOptions,
    Allow(),
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
  );

/** Members of the answer that a body may bring back: they are ignored, so that GET, edit, PUT works. */
export function ReadOnly(...names: readonly string[]): ClassDecorator {
  return ({ prototype }) => {
    for (const name of names) Allow()(prototype as object, name);
  };
}

/** What every stored thing carries. */
export const storedMembers = ['id', 'rowVersion', 'createdAt', 'updatedAt'] as const;
