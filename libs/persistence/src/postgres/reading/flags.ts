import type { FlagState } from '@app/domain';
import type { Query } from '../postgres-database';
import { namedColumns, storedColumns } from './columns';

export const flagColumns = `
  f.id, f.project_id AS "projectId", ${namedColumns('f')}, f.type, f.archived_at AS "archivedAt", ${storedColumns('f')},
  (SELECT json_agg(json_build_object('id', v.id, 'key', v.key, 'name', v.name, 'description', v.description, 'tags', v.tags,
    'value', v.value) ORDER BY v.position) FROM variation v WHERE v.flag_id = f.id) AS variations`;

/** `rest`: what follows `FROM flag f`. */
export function selectFlags(query: Query, rest: string, parameters: readonly unknown[]): Promise<FlagState[]> {
  return query<FlagState>(`SELECT ${flagColumns} FROM flag f ${rest}`, parameters);
}
