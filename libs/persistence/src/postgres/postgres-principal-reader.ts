import { PrincipalReader } from '@app/domain';
import type { AccessState } from '@app/domain';
import type { PostgresDatabase } from './postgres-database';
import { selectAccesses } from './reading/hierarchy';
import { isId } from './reading/lookups';
import { keepingPlans } from './keeping-plans';

export class PostgresPrincipalReader extends PrincipalReader {
  constructor(private readonly database: PostgresDatabase) {
    super();
  }

  async access(id: string): Promise<AccessState | undefined> {
    if (!isId(id)) return undefined;
    return (await selectAccesses(keepingPlans(this.database.query), 'WHERE a.id = $1', [id]))[0];
  }
}
