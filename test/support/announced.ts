import type { OutboxRow } from '@app/domain';
import { Announcer } from '../../apps/api/src/delivery/announcer';
import { Delivery } from '../../apps/api/src/delivery/delivery';
import type { TestApi } from './api';

/** What an api announces from now on: outbox rows, as they were written. One for an api. */
export class Announced {
  private readonly rows: OutboxRow[] = [];

  constructor(private readonly api: TestApi) {
    const announcer = api.app.get(Announcer, { strict: false });
    const announce = announcer.announce.bind(announcer);
    jest.spyOn(announcer, 'announce').mockImplementation(async (row) => {
      this.rows.push(row);
      await announce(row);
    });
  }

  /** By environment (its id), since the last time this was asked: the hashes of secrets to look up anew. */
  async secrets(): Promise<Readonly<Record<string, readonly string[]>>> {
    const rows = await this.taken();
    return Object.fromEntries(rows.map(({ environmentId, secrets }) => [environmentId!, [...secrets].sort()]));
  }

  /** All rows since the last time. */
  async taken(): Promise<readonly OutboxRow[]> {
    await this.api.app.get(Delivery, { strict: false }).idle();
    return this.rows.splice(0);
  }
}
