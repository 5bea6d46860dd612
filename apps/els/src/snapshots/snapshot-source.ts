import { Injectable } from '@nestjs/common';
import { EnvironmentCache } from '@app/cache';
import { EnvironmentReader } from '@app/domain';
import type { EnvironmentState } from '@app/evaluation';
import { Log } from '@app/platform';

/** Where snapshots come from: the cache where it knows enough, else the database. */
@Injectable()
export class SnapshotSource {
  private known?: string;

  constructor(
    private readonly cache: EnvironmentCache,
    private readonly reader: EnvironmentReader,
    private readonly log: Log,
  ) {}

  /** The id made with the database, as it was last read. */
  async instance(): Promise<string> {
    return this.known ?? this.readInstance();
  }

  /** The database may have been restored, which gives it another id. */
  async readInstance(): Promise<string> {
    return (this.known = await this.reader.instance());
  }

  /** All above `since` (0: everything). `atLeast`: what the answer's revision should reach, or the database is asked. */
  async changedSince(environmentId: string, since: number, atLeast: number): Promise<EnvironmentState | undefined> {
    const cached = await this.cached(environmentId, since);
    return cached && cached.revision >= atLeast ? cached : this.storedSince(environmentId, since);
  }

  /** The same from the database alone, which is never wrong. Undefined: there is no such environment. */
  storedSince(environmentId: string, since: number): Promise<EnvironmentState | undefined> {
    return this.reader.changedSince(environmentId, since);
  }

  private async cached(environmentId: string, since: number): Promise<EnvironmentState | undefined> {
    try {
      return await this.cache.changedSince(environmentId, since);
    } catch (error) {
      this.log.debug({ err: error, environmentId }, 'the cache did not answer, the database is asked');
      return undefined;
    }
  }
}
