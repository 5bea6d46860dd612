import { removeLeftBehind, startPostgresServer } from './postgres-server';
import { sharedServer } from './shared-server';

/** Runs once before all suites: they share one server, which `POSTGRES_URL_FOR_TESTS` replaces, and make databases of their own on it. */
export default async function globalSetup(): Promise<void> {
  await removeLeftBehind();
  const given = process.env['POSTGRES_URL_FOR_TESTS'];
  if (!given) sharedServer.started = await startPostgresServer();
  process.env['TEST_POSTGRES_URL'] = given ?? sharedServer.started!.url;
}
