import type { RaisedEnvironment } from '@app/domain';
import { Answer } from '../http/answer';

/** What came of a write. */
export class Committed<T> {
  constructor(
    /** As stored. */
    readonly value: T,
    /** Undefined: nothing changed, so nothing was written. */
    readonly changeSet: string | undefined,
    readonly raised: readonly RaisedEnvironment[],
  ) {}

  /** The answer; `rowVersion`: of the ETag where the body is not what has one. */
  as<B extends object>(bodyOf: (value: T) => B, rowVersion?: number): Answer<B> {
    const body = bodyOf(this.value);
    const own = 'rowVersion' in body && typeof body.rowVersion === 'number' ? body.rowVersion : undefined;
    return new Answer(body, { rowVersion: rowVersion ?? own, changeSet: this.changeSet, raised: this.raised });
  }

  /** The answer of a DELETE. */
  gone(): Answer<undefined> {
    return new Answer(undefined, { changeSet: this.changeSet, raised: this.raised });
  }
}
