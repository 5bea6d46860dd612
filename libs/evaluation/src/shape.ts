import { ShapeFault } from './malformed';

/**
 * Definitions come out of caches, stores and sockets as JSON, so compiling trusts no member it reads. Each of these gives back
 * what it was given or throws a `ShapeFault` that names the place.
 */
export function arrayAt<T>(value: readonly T[] | undefined | null, place: string): readonly T[] {
  if (!Array.isArray(value)) throw new ShapeFault(`${place} is not an array`);
  return value as readonly T[];
}

export function objectAt<T extends object>(value: T | undefined | null, place: string): T {
  if (typeof value !== 'object' || value === null) throw new ShapeFault(`${place} is not an object`);
  return value;
}

export function textAt(value: string | undefined | null, place: string): string {
  if (typeof value !== 'string') throw new ShapeFault(`${place} is not text`);
  return value;
}

export function textsAt(value: readonly string[] | undefined | null, place: string): readonly string[] {
  for (const one of arrayAt(value, place)) textAt(one, `an entry of ${place}`);
  return value!;
}

export function numberAt(value: number | undefined | null, place: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new ShapeFault(`${place} is not a number`);
  return value;
}
