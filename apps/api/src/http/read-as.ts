import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { Malformed } from '@app/domain';
import type { Violation } from '@app/domain';

/** A value of that shape, or all that is not so about it: members it does not know, and members of the wrong type. 400. */
export function readAs<T extends object>(Shape: new () => T, value: unknown): T {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed([{ pointer: '', code: 'WRONG_TYPE', detail: 'the body must be a JSON object' }]);
  }
  if (Object.hasOwn(value, 'constructor')) throw new Malformed([unknown('/constructor', 'constructor')]); // class-transformer drops it
  const read = plainToInstance(Shape, value);
  const errors = validateSync(read, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const [first, ...rest] = errors.flatMap((error) => violationsOf(error, ''));
  if (first) throw new Malformed([first, ...rest]);
  return read;
}

function violationsOf({ property, constraints = {}, children = [] }: ValidationError, parent: string): Violation[] {
  const pointer = `${parent}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const own = Object.entries(constraints).map(([constraint, detail]) =>
    constraint === 'whitelistValidation' ? unknown(pointer, property) : { pointer, code: 'WRONG_TYPE', detail },
  );
  return [...own, ...children.flatMap((child) => violationsOf(child, pointer))];
}

function unknown(pointer: string, name: string): Violation {
  return { pointer, code: 'UNKNOWN_MEMBER', detail: `${name} is not a member here` };
}
