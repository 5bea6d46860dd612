import { createFlag } from '../src/flags/create-flag';
import { Flag } from '../src/flags/flag';
import type { FlagInput } from '../src/flags/flag-document';
import { Targeting } from '../src/flags/targeting';
import type { StoredEnvironment } from '../src/hierarchy/hierarchy-state';
import { defaultLimits } from '../src/limits';
import type { Means } from '../src/means';
import { createSegment } from '../src/segments/create-segment';
import { SegmentTargeting } from '../src/segments/segment-targeting';

export const at = new Date('2026-01-05T09:30:00.123Z');
export const projectId = '5c6d7e8f-1a2b-4c3d-8e9f-0a1b2c3d4e5f';
export const production = { id: '7d444840-9dc0-11d1-b245-5ffdce74fad2', key: 'production' };
export const staging = { id: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', key: 'staging' };

/** Ids are `id-1`, `id-2` … */
export function someMeans(limits: Partial<Means['limits']> = {}): Means & { root: boolean } {
  let made = 0;
  return { newId: () => `id-${++made}`, at, limits: { ...defaultLimits, ...limits }, root: false };
}

/** As if it had been read from the store: nothing to write. */
export function storedFlag(input: FlagInput = { key: 'new-nav', type: 'boolean' }): Flag {
  const { flag } = createFlag(input, { projectId, environments: [] }, someMeans());
  return new Flag({ ...flag.state, rowVersion: 1 });
}

export function storedTargeting(flag: Flag = storedFlag()): Targeting {
  return new Targeting({ ...Targeting.ofNew(flag.state, production, at).state, rowVersion: 1, revision: at.getTime() });
}

export function storedSegmentTargeting(): SegmentTargeting {
  const { segment } = createSegment({ key: 'beta' }, { projectId, environments: [] }, someMeans());
  return new SegmentTargeting({ ...SegmentTargeting.ofNew(segment.state, production, at).state, rowVersion: 1 });
}

export function storedEnvironment(changes: Partial<StoredEnvironment> = {}): StoredEnvironment {
  return {
    ...production,
    name: 'Production',
    description: null,
    tags: [],
    projectId,
    archivedAt: null,
    settings: { requireComment: false, requireApproval: null, protected: false },
    revision: at.getTime(),
    purgedRevision: 0,
    rowVersion: 1,
    createdAt: at,
    updatedAt: at,
    ...changes,
  };
}

/** The code and pointer of everything that is refused; fails when nothing is. */
export function refusalsOf(run: () => unknown): string[] {
  return refusals(errorOf(run));
}

export function errorOf(run: () => unknown): Refusal {
  try {
    run();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('nothing was refused');
}

export interface Refusal {
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly facts?: object;
  readonly violations?: readonly { readonly pointer: string | null; readonly code: string; readonly detail: string }[];
}

export function refusals({ violations }: Refusal): string[] {
  return (violations ?? []).map(({ pointer, code }) => `${code} ${pointer ?? '-'}`);
}

/** Of every random test here; it stands in their titles, and SEED repeats a run. */
export const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
