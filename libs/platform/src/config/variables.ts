import { Transform } from 'class-transformer';
import { registerDecorator } from 'class-validator';

interface Variable {
  readonly name: string;
  /** What the text stands for; anything that `accepts` refuses where it stands for nothing. */
  readonly parse: (text: string) => unknown;
  readonly accepts: (value: unknown) => boolean;
  readonly message: string;
}

/** Text in, a value of another type out: class-transformer's implicit conversion would read the text `false` as true. */
function variable({ name, parse, accepts, message }: Variable): PropertyDecorator {
  const transform = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? parse(value) : value));
  return (target, property) => {
    transform(target, property);
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      validator: { validate: accepts, defaultMessage: () => `$property ${message}` },
    });
  };
}

/** Decimal digits, both bounds inclusive. */
export function WholeNumber({ min, max }: { readonly min: number; readonly max: number }): PropertyDecorator {
  return variable({
    name: 'wholeNumber',
    parse: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    accepts: (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    message: `must be a whole number from ${min} to ${max}`,
  });
}

/** 0 lets the system choose. */
export function Port(): PropertyDecorator {
  return WholeNumber({ min: 0, max: 65_535 });
}

export function Switch(): PropertyDecorator {
  const values = new Map([
    ['true', true],
    ['false', false],
  ]);
  return variable({
    name: 'switch',
    parse: (text) => values.get(text) ?? text,
    accepts: (value) => typeof value === 'boolean',
    message: 'must be true or false',
  });
}

/** An address with one of these schemes. The message does not repeat it: it may hold a password. */
export function Address(...schemes: readonly string[]): PropertyDecorator {
  return variable({
    name: 'address',
    parse: (text) => text,
    accepts: (value) =>
      typeof value === 'string' && URL.canParse(value) && schemes.includes(new URL(value).protocol.slice(0, -1)),
    message: `must be an address like ${schemes.map((scheme) => `${scheme}://host`).join(' or ')}`,
  });
}
