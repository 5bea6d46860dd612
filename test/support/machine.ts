import { readFileSync } from 'node:fs';

/** How many sockets one process may hold here, at most `wanted`; the rest is for what else it needs open. */
export function affordable(wanted: number): number {
  const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  return Math.min(wanted, Number(limit ?? Infinity) - 1_000);
}
