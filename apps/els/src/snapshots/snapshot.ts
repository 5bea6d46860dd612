import type { CompiledEnvironment } from '@app/evaluation';
import { ClientFlags, type RecentChanges } from './client-flags';
import { ServerFrames } from './server-frames';

export interface SnapshotFacts {
  readonly environmentId: string;
  /** Id of the installation's data: revisions of two of them cannot be compared. */
  readonly instance: string;
  /** Which run of revisions this is one of: another one when the store was restored. Two of them cannot be compared. */
  readonly history: number;
  /** The environment's, in ms. Items may be newer, never older. */
  readonly revision: number;
  /** Removals up to it are forgotten, in ms. */
  readonly purgedRevision: number;
  readonly compiled: CompiledEnvironment;
  readonly recent: RecentChanges;
}

/** An environment at one revision, compiled. Never changed: the next revision is another one, which shares what stayed. */
export class Snapshot {
  private withCaps?: ServerFrames;
  private withoutCaps?: ServerFrames;
  private flags?: ClientFlags;

  constructor(private readonly facts: SnapshotFacts) {}

  get environmentId(): string {
    return this.facts.environmentId;
  }

  get instance(): string {
    return this.facts.instance;
  }

  get history(): number {
    return this.facts.history;
  }

  get revision(): number {
    return this.facts.revision;
  }

  get purgedRevision(): number {
    return this.facts.purgedRevision;
  }

  get compiled(): CompiledEnvironment {
    return this.facts.compiled;
  }

  /** What server SDKs are sent, the same bytes to each of them; made when it is first asked for. */
  serverFrames(caps: boolean): ServerFrames {
    return caps ? (this.withCaps ??= new ServerFrames(this, true)) : (this.withoutCaps ??= new ServerFrames(this, false));
  }

  get clientFlags(): ClientFlags {
    return (this.flags ??= new ClientFlags(this.compiled, this.facts.recent));
  }
}
