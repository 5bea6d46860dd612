import { getMetadataStorage, registerDecorator } from 'class-validator';

const mark = 'secretVariable';

/**
 * The variable holds a secret: its value is never shown, and `<NAME>_FILE` may name a file that holds it instead. A validator,
 * because those are what `IntersectionType` carries over.
 */
export function Secret(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: mark,
      target: target.constructor,
      propertyName: String(property),
      validator: { validate: (value) => typeof value === 'string', defaultMessage: () => '$property must be text' },
    });
}

/** The variables of a configuration class that are marked so. */
export function secretsOf(EnvClass: new () => object): ReadonlySet<string> {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(EnvClass, '', false, false);
  return new Set(metadata.filter(({ name }) => name === mark).map(({ propertyName }) => propertyName));
}
