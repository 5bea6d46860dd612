import { AccessTokens } from '../../apps/api/src/identity/access-tokens';
import type { TestApi } from './api';
import { Tables } from './tables';

/** The token of a new access that may do nothing, as one may come to be once there are routes for it. `workspace`: a key. */
export async function powerlessAccess(api: TestApi, key: string, workspace = 'main'): Promise<string> {
  const tokens = new AccessTokens(api.config.ENCRYPTION_KEY);
  const token = tokens.make();
  await new Tables(api.config.POSTGRES_URL!).rows(
    `INSERT INTO access (id, key, name, kind, type, scope, workspace_id, secret_hash, row_version, created_at, updated_at)
     SELECT $1, $2::text, $2::text, 'service', 'service', 'workspace', id, $3, 1, now(), now() FROM workspace WHERE key = $4`,
    [token.id, key, tokens.hash(token.secret), workspace],
  );
  return tokens.textOf(token);
}
