import { concurrentCommitsContract } from '../../../domain/src/ports/concurrent-commits.contract';
import { freshPostgres } from '../../testing/fresh-postgres';
import type { FreshPostgres } from '../../testing/fresh-postgres';
import { inProcesses } from '../../testing/process/in-processes';

let kept: FreshPostgres;
beforeAll(async () => {
  kept = await freshPostgres();
});
afterAll(() => kept.close());

concurrentCommitsContract('PostgreSQL', async () => ({ ...kept, inProcesses: inProcesses(kept.url) }));
