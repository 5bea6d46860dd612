import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Log } from '@app/platform';
import { CloseCode } from '@app/protocol';
import { Secrets } from '../secrets/secrets';
import { Timing } from '../timing';
import type { Connection } from './connection';
import { Connections } from './connections';

/** Closes what a secret opened that opens it no longer: deleted, expired, of another type, its environment archived. */
@Injectable()
export class SecretChecks implements OnApplicationBootstrap, OnModuleDestroy {
  private timer?: NodeJS.Timeout;
  private underWay?: Promise<void>;

  constructor(
    private readonly connections: Connections,
    private readonly secrets: Secrets,
    private readonly timing: Timing,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.checkAll(), this.timing.recheckSecretsEveryMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** What its secrets open has changed. */
  async checkAnew(environmentId: string): Promise<void> {
    this.secrets.doubt(environmentId);
    await this.closeWhatIsShut(this.connections.in(environmentId));
  }

  checkAll(): Promise<void> {
    return (this.underWay ??= this.closeWhatIsShut(this.connections.all()).finally(() => (this.underWay = undefined)));
  }

  /** One look-up a secret, however many connections it opened. */
  private async closeWhatIsShut(connections: Iterable<Connection>): Promise<void> {
    const bySecret = new Map<string, Connection[]>();
    for (const connection of connections) {
      const opened = bySecret.get(connection.secretHash);
      if (opened) opened.push(connection);
      else bySecret.set(connection.secretHash, [connection]);
    }
    for (const [hash, opened] of bySecret) await this.check(hash, opened);
  }

  private async check(hash: string, opened: readonly Connection[]): Promise<void> {
    try {
      const opens = await this.secrets.opensByHash(hash);
      for (const connection of opened) {
        if (opens?.environmentId === connection.environmentId && opens.type === connection.type) continue;
        connection.close(CloseCode.rejected, 'the secret opens this no longer');
      }
    } catch (error) {
      this.log.debug({ err: error }, 'secrets cannot be looked up just now, what they opened stays open');
    }
  }
}
