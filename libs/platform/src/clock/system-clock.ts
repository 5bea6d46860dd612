import { performance } from 'node:perf_hooks';
import { Clock } from './clock';

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  monotonic(): number {
    return performance.now();
  }
}
