import type { Principal } from '@app/domain';

/** Who asks: the principal that history names, and what its rights hang on. */
export interface Caller {
  readonly principal: Principal;
  /** A root access, or the instance itself (first run, jobs): everything is allowed. */
  readonly root: boolean;
}
