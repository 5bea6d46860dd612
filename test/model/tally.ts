/** How often each command ran, and what came of it. */
export class Tally {
  private readonly ran = new Map<string, Map<string, number>>();
  total = 0;

  count(command: string, outcome: string): void {
    const outcomes = this.ran.get(command) ?? new Map<string, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.ran.set(command, outcomes);
    this.total += 1;
  }

  times(command: string): number {
    return [...(this.ran.get(command)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
  }

  toString(): string {
    const lines = [...this.ran].sort().map(([command, outcomes]) => {
      const each = [...outcomes].sort().map(([outcome, n]) => `${outcome} ${n}`);
      return `  ${String(this.times(command)).padStart(4)}  ${command}: ${each.join(', ')}`;
    });
    return [`${this.total} command runs`, ...lines].join('\n');
  }
}
