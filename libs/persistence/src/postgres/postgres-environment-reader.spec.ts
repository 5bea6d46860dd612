import { environmentReaderContract } from '../../../domain/src/ports/environment-reader.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

environmentReaderContract('PostgreSQL', async () => kept);
