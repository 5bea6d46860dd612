import { Injectable } from '@nestjs/common';
import { EnvironmentCache } from '@app/cache';
import { EnvironmentReader } from '@app/domain';
import type { OutboxRow } from '@app/domain';
import { MessageBus, to } from '@app/messaging';
import { Topics, fittingHint } from '@app/protocol';

/** Tells everybody of one committed change: the cache first, so that whoever hears of it finds it there. */
@Injectable()
export class Announcer {
  private instance: Promise<string> | undefined;

  constructor(
    private readonly reader: EnvironmentReader,
    private readonly cache: EnvironmentCache,
    private readonly bus: MessageBus,
  ) {}

  /** Doing it twice is harmless. */
  async announce(row: OutboxRow): Promise<void> {
    const { environmentId } = row;
    if (environmentId === null) await this.announceWorkspace(row);
    else await this.announceEnvironment({ ...row, environmentId });
  }

  private async announceWorkspace({ workspaceId, revision }: OutboxRow): Promise<void> {
    const hint = { instance: await this.instanceId(), workspaceId, policyRevision: revision };
    await this.bus.publish(to(Topics.workspaceChanged, workspaceId, hint));
  }

  /** The items may be newer than the row: that puts a reader ahead, never behind. */
  private async announceEnvironment(row: OutboxRow & { readonly environmentId: string }): Promise<void> {
    const { environmentId, previousRevision, revision, secrets } = row;
    const state = await this.reader.changedSince(environmentId, previousRevision); // undefined: deleted since
    if (state && !(await this.cache.follow({ environmentId, previousRevision, revision, items: state.items }))) {
      await this.fill(environmentId);
    }
    for (const hash of secrets) await this.cache.rememberSecret(hash, await this.reader.secret(hash));
    const hint = fittingHint({
      instance: await this.instanceId(),
      environmentId,
      previousRevision,
      revision,
      ...(secrets.length > 0 && { secrets: true as const }),
      ...(state && { items: state.items }),
    });
    await this.bus.publish(to(Topics.environmentChanged, environmentId, hint));
  }

  private async fill(environmentId: string): Promise<void> {
    const whole = await this.reader.changedSince(environmentId, 0);
    if (whole) await this.cache.fill(whole);
  }

  private instanceId(): Promise<string> {
    this.instance ??= this.reader.instance().catch((error: unknown) => {
      this.instance = undefined; // asked again next time
      throw error;
    });
    return this.instance;
  }
}
