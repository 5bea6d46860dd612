/** How often something occurred. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(what: string): void {
    this.counts.set(what, this.of(what) + 1);
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** Those of `wanted` that occurred less than `times`. */
  rare(wanted: readonly string[], times: number): string[] {
    return wanted.filter((what) => this.of(what) < times).map((what) => `${what}: ${this.of(what)}`);
  }

  toString(): string {
    const sorted = [...this.counts].sort(([one], [other]) => (one < other ? -1 : 1));
    return sorted.map(([what, count]) => `  ${String(count).padStart(7)}  ${what}`).join('\n');
  }
}
