export interface JobMessage {
  readonly id: string;
  readonly correlationId: string;
  /** How often it was tried in vain. */
  readonly tries: number;
  readonly body: unknown;
}

/** Messages of one topic and scope, oldest first, which nobody else gets while the claim holds. */
export interface Claim {
  readonly topic: string;
  readonly scopeId: string;
  /** Unlike that of every other claim. */
  readonly id: string;
  readonly messages: readonly JobMessage[];
}

/** Where job messages wait. What to do with them is `JobConsumer`'s business; this one only remembers. */
export abstract class JobQueue {
  /** Claims up to `scopes` scopes that have messages and are free, those that wait longest first, with up to `batch` messages each. */
  abstract claim(topics: readonly string[], scopes: number, batch: number): Promise<readonly Claim[]>;
  /** Holds the claims for another lease. */
  abstract renew(claims: readonly Claim[]): Promise<void>;
  /** Forgets these messages and lets go. */
  abstract acknowledge(claim: Claim, messages: readonly JobMessage[]): Promise<void>;
  /** Lets go, but gives the scope to nobody before `afterMs`. `tried`: those that were tried in vain once more. */
  abstract postpone(claim: Claim, tried: readonly JobMessage[], afterMs: number): Promise<void>;
  /** Puts these messages where somebody can look at them. The claim goes on. */
  abstract setAside(claim: Claim, messages: readonly JobMessage[], reason: string): Promise<void>;
}
