import { modelReaderContract } from '../../../domain/src/ports/model-reader.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

modelReaderContract('PostgreSQL', async () => kept);
