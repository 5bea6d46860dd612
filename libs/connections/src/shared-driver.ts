import type { Pool } from 'pg';

/**
 * The `driver` option of a TypeORM `DataSource` that works on the pool of the process. Without it TypeORM opens a pool of its own;
 * with the pool itself `destroy()` would end it for everyone.
 */
export async function sharedDriver(pool: Pool): Promise<object> {
  const { default: pg } = await import('pg');
  const shared = Object.assign(Object.create(pool) as Pool, { end: (done?: () => void) => done?.() });
  return {
    ...pg,
    Pool: function () {
      return shared;
    },
  };
}
