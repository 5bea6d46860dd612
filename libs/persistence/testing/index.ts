/** A migrated PostgreSQL database with every adapter on it, for suites of other rooms; `Given` (domain's contracts) fills it. */
export * from './fresh-postgres';
export * from './open-postgres';
