import type { RaisedEnvironment } from '@app/domain';

interface Beside {
  /** The ETag. */
  readonly rowVersion?: number;
  /** Path of what was made. */
  readonly location?: string;
  readonly changeSet?: string;
  readonly raised?: readonly RaisedEnvironment[];
}

/** A body, and what stands in the headers beside it. */
export class Answer<B = unknown> {
  constructor(
    readonly body: B,
    private readonly beside: Beside = {},
  ) {}

  at(location: string): Answer<B> {
    return new Answer(this.body, { ...this.beside, location });
  }

  get headers(): Readonly<Record<string, string>> {
    const { rowVersion, location, changeSet, raised = [] } = this.beside;
    return {
      ...(rowVersion !== undefined && { ETag: `"${rowVersion}"` }),
      ...(location !== undefined && { Location: location }),
      ...(changeSet !== undefined && { 'Flaghoist-Change-Set': changeSet }),
      ...(raised.length > 0 && { 'Flaghoist-Revision': raised.map(revisionOf).sort().join(', ') }),
    };
  }
}

function revisionOf({ environment, revision }: RaisedEnvironment): string {
  return `${environment}=${revision}`;
}
