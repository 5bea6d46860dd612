/** An environment the first run made, with what SDKs connect with. */
export interface FirstEnvironment {
  readonly key: string;
  readonly id: string;
  readonly secrets: readonly { readonly name: string; readonly type: 'server' | 'client'; readonly value: string }[];
}

/** What the first run made. Shown once by whoever started the process, and never logged: it holds secrets. */
export interface FirstRun {
  /** Keys. */
  readonly workspace: string;
  readonly project: string;
  readonly environments: readonly FirstEnvironment[];
  /** The root access's token. Undefined: it is the one of ROOT_ACCESS_TOKEN, which whoever set it knows. */
  readonly rootToken?: string;
}
