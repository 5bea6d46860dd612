/** One line of a benchmark: ours beside its reference, measured in the same run. */
export interface BenchResult {
  readonly name: string;
  /** Median, in `unit`. */
  readonly ours: number;
  /** Median, in `unit`. */
  readonly reference: number;
  readonly unit: string;
  /** At most this times the reference. */
  readonly target: number;
  /** How the two were measured, where the name does not say. */
  readonly note?: string;
}

export function ratio({ ours, reference }: BenchResult): number {
  return ours / reference;
}

export function passes(result: BenchResult): boolean {
  return ratio(result) <= result.target;
}

export function median(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: ArrayLike<number>, p: number): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)]!;
}

/** Ours and its reference, measured one right after the other. */
export interface Pair {
  readonly ours: number;
  readonly reference: number;
}

/** Of several the one in the middle by ratio: two medians may come from different moods of a machine. */
export function middle(pairs: readonly Pair[]): Pair {
  const sorted = [...pairs].sort((one, other) => one.ours / one.reference - other.ours / other.reference);
  return sorted[sorted.length >> 1]!;
}
