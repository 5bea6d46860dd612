import { same } from '../same';
import type { Named } from '../stored';
import { set, step, undoable } from './operations';
import type { Edit } from './operations';

type Described = 'Flag' | 'Segment' | 'Environment' | 'Project' | 'Workspace' | 'Access';

export function metaEdits(thing: Described, before: Named, after: Named): readonly Edit[] {
  const edits: Edit[] = [];
  if (before.name !== after.name) edits.push(set(`Rename${thing}`, { name: after.name }, { name: before.name }));
  if (before.description !== after.description) {
    edits.push(set(`Describe${thing}`, { description: after.description }, { description: before.description }));
  }
  if (!same(before.tags, after.tags)) edits.push(set(`Tag${thing}`, { tags: after.tags }, { tags: before.tags }));
  return edits;
}

interface Archivable {
  readonly archivedAt: Date | null;
}

export function lifeEdits(
  thing: 'Flag' | 'Segment' | 'Environment' | 'Project',
  before: Archivable,
  after: Archivable,
): readonly Edit[] {
  const [was, is] = [before.archivedAt !== null, after.archivedAt !== null];
  if (was === is) return [];
  const [archive, restore] = [step(`Archive${thing}`, {}), step(`Restore${thing}`, {})];
  return [is ? undoable(archive, restore) : undoable(restore, archive)];
}
