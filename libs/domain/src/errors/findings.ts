import { refuse } from './refuse';
import type { Finding } from './refuse';

/** A body of 16 MiB can be wrong in millions of places; nobody reads more than these. */
const LISTED = 1_000;

/** What a reading found wrong, in the order it was found: the first thousand of it. */
export class Findings {
  private readonly listed: Finding[] = [];

  add(finding: Finding): void {
    if (this.listed.length < LISTED) this.listed.push(finding);
  }

  /** True when there was any. */
  addAll(findings: Iterable<Finding>): boolean {
    let any = false;
    for (const finding of findings) {
      this.add(finding);
      any = true;
    }
    return any;
  }

  /** Throws one refusal for all of them, if there are any. */
  refuse(): void {
    refuse(this.listed);
  }
}
