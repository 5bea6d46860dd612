import { modelStoreContract } from '../../../domain/src/ports/model-store.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

modelStoreContract('PostgreSQL', async () => kept);
