import { registerDecorator } from 'class-validator';

/** A variable that is `*`, or absolute http and https origins with semicolons between them. */
export function AllowedOrigins(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'allowedOrigins',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value) => typeof value === 'string' && (value === '*' || value.split(';').every(isOrigin)),
        defaultMessage: () =>
          '$property must be * or origins with semicolons between them, such as https://app.example.com;http://localhost:3000',
      },
    });
}

function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
