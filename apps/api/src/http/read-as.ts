import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { Malformed } from '@app/domain';
import type { Violation } from '@app/domain';
import { nestedShapes } from './members';

type Shape<T extends object = object> = new () => T;

/** A value of that shape, or all that is not so about it: members it does not know, and members of the wrong type. 400. */
export function readAs<T extends object>(Shape: Shape<T>, value: unknown): T {
  if (!isObject(value)) throw new Malformed([{ pointer: '', code: 'WRONG_TYPE', detail: 'the body must be a JSON object' }]);
  const found: Violation[] = [];
  const read = instantiate(Shape, value, '', found);
  const errors = validateSync(read, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  const [first, ...rest] = [...found, ...errors.flatMap((error) => violationsOf(error, ''))];
  if (first) throw new Malformed([first, ...rest]);
  return read;
}

/** An instance with the members as they are; those with shapes of their own become instances too. What is wrong is not decided here. */
function instantiate<T extends object>(Shape: Shape<T>, value: object, at: string, found: Violation[]): T {
  const instance = new Shape();
  const shapes = nestedShapes(Shape);
  const build = (shape: Shape | undefined, member: unknown, pointer: string): unknown =>
    shape && isObject(member) ? instantiate(shape, member, pointer, found) : member;
  for (const [name, member] of Object.entries(value)) {
    const pointer = `${at}/${escaped(name)}`;
    const shape = shapes[name]?.();
    const items = shape && Array.isArray(member) ? member.map((item, i) => build(shape, item, `${pointer}/${i}`)) : undefined;
    if (name in Object.prototype)
      found.push(unknown(pointer, name)); // `constructor` would be taken for the shape
    else Object.assign(instance, { [name]: items ?? build(shape, member, pointer) });
  }
  return instance;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function violationsOf({ property, constraints = {}, children = [] }: ValidationError, parent: string): Violation[] {
  const pointer = `${parent}/${escaped(property)}`;
  const own = Object.entries(constraints).map(([constraint, detail]) =>
    constraint === 'whitelistValidation' ? unknown(pointer, property) : { pointer, code: 'WRONG_TYPE', detail },
  );
  return [...own, ...children.flatMap((child) => violationsOf(child, pointer))];
}

function unknown(pointer: string, name: string): Violation {
  return { pointer, code: 'UNKNOWN_MEMBER', detail: `${name} is not a member here` };
}

/** As a JSON Pointer has it. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
