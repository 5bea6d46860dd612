/** What every resource carries beside its own members. */
export interface Stored {
  readonly id: string;
  /** +1 with every change of it: the ETag, nothing else. 0: not stored yet. */
  readonly rowVersion: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Members that everything with a key has. */
export interface Named {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
}
