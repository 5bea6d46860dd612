import { Flag } from '../flags/flag';
import { Environment } from '../hierarchy/environment';
import { Project } from '../hierarchy/project';
import { Secret } from '../hierarchy/secret';
import { Workspace } from '../hierarchy/workspace';
import type { AccessState } from '../hierarchy/hierarchy-state';
import type { Write } from '../ports/model-store';
import { Segment } from '../segments/segment';
import type { SegmentTargetingDocument } from '../segments/segment-targeting-document';
import type { AccessRecord } from './records';

/** Lists of members of this length and more stand as their length in change sets. Source: access-model F-40. */
const LONG_LIST = 1_000;

type StateOf<K extends Write['kind']> = NonNullable<Extract<Write, { kind: K }>['after']>;

const documents: { readonly [K in Write['kind']]: (state: StateOf<K>) => object } = {
  workspace: (state) => new Workspace(state).document(),
  project: (state) => ({ ...new Project(state).document(), archived: state.archivedAt !== null }),
  environment: (state) => ({ ...new Environment(state).document(), archived: state.archivedAt !== null }),
  secret: (state) => new Secret(state).document(),
  access: accessRecord,
  flag: (state) => ({ ...new Flag(state).document(), archived: state.archivedAt !== null }),
  targeting: (state) => state.document,
  segment: (state) => ({ ...new Segment(state).document(), archived: state.archivedAt !== null }),
  'segment-targeting': (state) => shortened(state.document),
};

/** What a change set keeps of one side of a write; null where there is no such side. */
export function documentOf<K extends Write['kind']>(kind: K, state: StateOf<K> | undefined): object | null {
  return state === undefined ? null : documents[kind](state);
}

export function accessRecord(state: AccessState): AccessRecord {
  const { key, name, description, tags, kind, type, scope, enabled, expiresAt } = state;
  return { key, name, description, tags, kind, type, scope, enabled, expiresAt };
}

function shortened({ included, excluded, rules }: SegmentTargetingDocument): object {
  return { included: listOrLength(included), excluded: listOrLength(excluded), rules };
}

function listOrLength(list: readonly string[]): readonly string[] | number {
  return list.length < LONG_LIST ? list : list.length;
}
