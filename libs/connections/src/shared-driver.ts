import type { Pool } from 'pg';

/**
 * The `driver` option of a TypeORM `DataSource` that works on the pool of the process. Without it TypeORM opens a pool of its own;
 * with the pool itself `destroy()` would end it for everyone.
 */
export async function sharedDriver(pool: Pool): Promise<object> {
  const { default: pg } = await import('pg');
  const shared = lent(pool);
  return {
    ...pg,
    Pool: function () {
      return shared;
    },
  };
}

/**
 * The pool itself but for its end. Not an object derived from it: the pool replaces its list of clients when one goes, and would
 * replace it on the derived object alone; from then on the two count differently, and the pool waits for that client for ever.
 */
function lent(pool: Pool): Pool {
  return new Proxy(pool, {
    get(target, name) {
      if (name === 'end') return (done?: () => void) => done?.();
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
