import { principalReaderContract, scopeReaderContract } from '../../../domain/src/ports/readers.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

scopeReaderContract('PostgreSQL', async () => kept);
principalReaderContract('PostgreSQL', async () => kept);
