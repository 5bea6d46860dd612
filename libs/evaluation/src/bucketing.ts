import { md5FirstWord } from './md5';

/** How many different numbers `bucketOf` can give beside 0: it gives k / 2^31 for whole k from 0 to 2^31. */
export const BUCKETS = 2 ** 31;

/**
 * The fixed point of an input in 0..1, both included: the first four bytes of its MD5 as a little-endian signed integer,
 * divided by 2^31, without the sign.
 */
export function bucketOf(input: string): number {
  return Math.abs(md5FirstWord(input) / BUCKETS);
}

/** From here on `[0, max]` holds every input, unhashed. */
export function isWhole(min: number, max: number): boolean {
  return min === 0 && 1 - max < 0.00001;
}

/** `[0, 0]` holds no input, although an input can hash to 0. */
export function isNothing(min: number, max: number): boolean {
  return min === 0 && max === 0;
}

/** Whether an input falls into `[min, max]`, both ends included. */
export function inRange(input: string, min: number, max: number): boolean {
  if (isWhole(min, max)) return true;
  if (isNothing(min, max)) return false;
  const bucket = bucketOf(input);
  return bucket >= min && bucket <= max;
}
