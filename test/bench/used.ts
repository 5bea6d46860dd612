import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

type Collect = (how: { type: 'major'; execution: 'async'; flavor: 'last-resort' }) => Promise<void>;

/** What a process has used so far: CPU in µs, memory in bytes. */
export interface Used {
  readonly cpu: number;
  /** Of objects and buffers alone. */
  readonly heap: number;
  /** The most it ever had. */
  readonly peak: number;
}

export function cpuUsed(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** After what nobody needs has been collected. */
export async function used(): Promise<Used> {
  const cpu = cpuUsed();
  const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024;
  for (let n = 0; n < 3; n += 1) {
    // On an empty stack: `sync` leaves most of it.
    await (globalThis.gc as unknown as Collect)({ type: 'major', execution: 'async', flavor: 'last-resort' });
    await pause(300);
  }
  const { heapUsed, external } = process.memoryUsage();
  return { cpu, heap: heapUsed + external, peak };
}
