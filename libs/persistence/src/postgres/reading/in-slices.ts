import { setImmediate } from 'node:timers/promises';

/** How long others wait at most. */
const sliceMs = 5;

/** Maps a list that may be long without holding up the process: others get their turn every few milliseconds. */
export async function inSlices<T, U>(list: readonly T[], map: (one: T) => U): Promise<U[]> {
  const mapped: U[] = [];
  let sliceEnds = performance.now() + sliceMs;
  for (const one of list) {
    mapped.push(map(one));
    if (performance.now() < sliceEnds) continue;
    await setImmediate();
    sliceEnds = performance.now() + sliceMs;
  }
  return mapped;
}
