import { registerDecorator } from 'class-validator';
import type { ValidationArguments } from 'class-validator';

type Needed = Readonly<Record<string, string | readonly string[]>>;

/**
 * A value of this variable asks for others: `@Needs({ Redis: 'REDIS_URL' })`. The other may be declared by another class of the
 * same intersection, for two libraries may want one server.
 */
export function Needs(needed: Needed): PropertyDecorator {
  const missing = (value: unknown, { object }: ValidationArguments): readonly string[] =>
    typeof value === 'string' ? [needed[value] ?? []].flat().filter((name) => !(object as Record<string, unknown>)[name]) : [];

  return (target, property) =>
    registerDecorator({
      name: 'needs',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value, args) => missing(value, args!).length === 0,
        defaultMessage: (args) => `$property needs ${missing(args!.value, args!).join(' and ')}, not set`,
      },
    });
}
