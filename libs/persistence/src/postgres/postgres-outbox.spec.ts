import { leasesContract, outboxContract, tombstonesContract } from '../../../domain/src/ports/outbox.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

outboxContract('PostgreSQL', async () => kept);
leasesContract('PostgreSQL', async () => kept);
tombstonesContract('PostgreSQL', async () => kept);
