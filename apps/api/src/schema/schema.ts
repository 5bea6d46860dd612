import { Injectable } from '@nestjs/common';
import { MessagingMigrations } from '@app/messaging';
import { PersistenceMigrations } from '@app/persistence';

/** The tables of all that this installation keeps. */
@Injectable()
export class Schema {
  constructor(
    private readonly model: PersistenceMigrations,
    private readonly queue: MessagingMigrations,
  ) {}

  /** Names of the migrations that have not run yet. Empty: this build can work. */
  async pending(): Promise<readonly string[]> {
    return [...(await this.model.pending()), ...(await this.queue.pending())];
  }

  /** Runs what is pending, of every library in turn, while no other replica does. Answers the names. */
  migrate(): Promise<readonly string[]> {
    return this.model.exclusively(async () => [...(await this.model.run()), ...(await this.queue.run())]);
  }
}
