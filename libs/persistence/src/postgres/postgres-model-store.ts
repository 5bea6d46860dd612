import { ModelStore } from '@app/domain';
import type { Lock, Model } from '@app/domain';
import type { Log } from '@app/platform';
import type { PostgresDatabase } from './postgres-database';
import { isBrokenRule, isLockDisorder, translated } from './postgres-errors';
import { PostgresModel } from './postgres-model';
import { inTransaction } from './postgres-transaction';
import { lockScope, readHeld } from './scope-lock';

export class PostgresModelStore extends ModelStore {
  constructor(
    private readonly database: PostgresDatabase,
    private readonly log: Log,
  ) {
    super();
  }

  async transaction<T>(lock: Lock, run: (model: Model) => Promise<T>): Promise<T> {
    try {
      return await inTransaction(this.database, async (query) => {
        await lockScope(query, lock);
        return run(new PostgresModel(query, await readHeld(query, lock)));
      });
    } catch (error) {
      if (isLockDisorder(error)) this.log.error({ err: error, lock }, 'locks were taken out of order');
      if (isBrokenRule(error)) this.log.error({ err: error, lock }, 'the database found a rule broken that the domain let pass');
      throw translated(error);
    }
  }
}
