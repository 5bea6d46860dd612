/** What a spec of els stands on that nobody could choose: a cache in memory, and a database written past every port. */
export { MemoryEnvironmentCache } from '../../../libs/cache/src/memory/memory-environment-cache';
export { Given, type Place } from '../../../libs/domain/src/ports/given.contract';
export { openPostgres, type OpenPostgres } from '../../../libs/persistence/testing/open-postgres';
export { freshPostgres, type FreshPostgres } from '../../../libs/persistence/testing/fresh-postgres';
