import type { Limits } from './limits';

/** What making and editing needs from outside: the domain has no clock and no randomness of its own. */
export interface Means {
  /** A random UUID, lower case. */
  readonly newId: () => string;
  /** Now. What is stored takes the database's clock instead. */
  readonly at: Date;
  readonly limits: Limits;
}
