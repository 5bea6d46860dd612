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
  const errors = validateSync(read, { whitelist: true, forbidNonWhitelisted: true });
  const [first, ...rest] = [...found, ...errors.flatMap((error) => violationsOf(error, ''))];
  if (first) throw new Malformed([first, ...rest]);
  return read;
}

/** An instance with the members as they are; those with shapes of their own become instances too, and so do the items of lists. */
function instantiate<T extends object>(Shape: Shape<T>, value: object, at: string, found: Violation[]): T {
  const instance = new Shape();
  const shapes = nestedShapes(Shape);
  for (const [name, member] of Object.entries(value as Readonly<Record<string, unknown>>)) {
    const pointer = `${at}/${escaped(name)}`;
    if (name in Object.prototype)
      found.push(unknown(pointer, name)); // `constructor` would be taken for the shape
    else Object.assign(instance, { [name]: shapes[name] ? shaped(shapes[name](), member, pointer, found) : member });
  }
  return instance;
}

/** What checks nested members passes over items that are no objects: those are found here. */
function shaped(Shape: Shape, member: unknown, at: string, found: Violation[]): unknown {
  if (isObject(member)) return instantiate(Shape, member, at, found);
  if (!Array.isArray(member)) return member;
  return member.map((item: unknown, i) => {
    if (isObject(item)) return instantiate(Shape, item, `${at}/${i}`, found);
    found.push({ pointer: `${at}/${i}`, code: 'WRONG_TYPE', detail: 'each item of this list must be an object' });
    return item;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function violationsOf({ property, constraints = {}, children = [] }: ValidationError, parent: string): Violation[] {
  const { nestedValidation: _, unknownValue, whitelistValidation, ...others } = constraints;
  if (unknownValue) return []; // this and nestedValidation are items that are no objects: found before
  const pointer = `${parent}/${escaped(property)}`;
  if (whitelistValidation) return [unknown(pointer, property)];
  const [wrong] = Object.values(others);
  const below = children.flatMap((child) => violationsOf(child, pointer));
  return wrong === undefined ? below : [{ pointer, code: 'WRONG_TYPE', detail: wrong }, ...below];
}

function unknown(pointer: string, name: string): Violation {
  return { pointer, code: 'UNKNOWN_MEMBER', detail: `${name} is not a member here` };
}

/** As a JSON Pointer has it. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
