import type { Write } from '@app/domain';
import { flagRows } from './flag-rows';
import { accessRows, environmentRows, projectRows, secretRows, workspaceRows } from './hierarchy-rows';
import { segmentRows, segmentTargetingRows } from './segment-rows';
import type { ResourceRows } from './tables';
import { targetingRows } from './targeting-rows';

type StateOf<K extends Write['kind']> = NonNullable<Extract<Write, { kind: K }>['after']>;

const rowsOfKind: { readonly [K in Write['kind']]: (state: StateOf<K>) => ResourceRows } = {
  workspace: workspaceRows,
  project: projectRows,
  environment: environmentRows,
  secret: secretRows,
  access: accessRows,
  flag: flagRows,
  targeting: targetingRows,
  segment: segmentRows,
  'segment-targeting': segmentTargetingRows,
};

/** The rows before a write and after it; undefined where it is not there. */
export function rowsOf(write: Write): { readonly before?: ResourceRows; readonly after?: ResourceRows } {
  const rows = rowsOfKind[write.kind] as (state: unknown) => ResourceRows;
  return { ...(write.before && { before: rows(write.before) }), ...(write.after && { after: rows(write.after) }) };
}
