import type { Commit, Committed, Held } from '@app/domain';
import type { Query } from '../postgres-database';
import { Batch } from './batch';
import { raise } from './raise';
import { writeChangeSet } from './write-change-set';
import { writeOutbox } from './write-outbox';
import { addTombstones, raiseItems, removeTombstones } from './write-revisions';
import { writeRows } from './write-rows';

/** Steps 3 and 4 of the commit, in three statements at most. */
export async function save(query: Query, held: Held, commit: Commit): Promise<Committed> {
  const raised = await raise(query, held, commit);
  const batches = { first: new Batch(), then: new Batch() };
  raiseItems(commit, raised, batches.first);
  removeTombstones(commit, raised, batches.first);
  writeRows(commit.writes, raised, batches);
  addTombstones(commit, raised, batches.then);
  writeChangeSet(commit, raised, batches.then);
  writeOutbox(commit, raised, batches.then);
  await batches.first.run(query);
  await batches.then.run(query);
  return { at: raised.at, raised: raised.environments };
}
