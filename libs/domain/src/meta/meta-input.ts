/** What a body says of a thing with a key. */
export interface MetaInput {
  /** Of an existing thing absent, or what it is. */
  readonly key?: string;
  /** Default: the key. */
  readonly name?: string;
  readonly description?: string | null;
  readonly tags?: readonly string[];
}
