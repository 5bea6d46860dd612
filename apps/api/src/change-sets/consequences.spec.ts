import type { FlagState, Held, SecretState, StoredEnvironment, TargetingState, Write } from '@app/domain';
import { consequencesOf } from './consequences';
import { storedAs } from './stored-as';

const environment = (id: string) => ({ id, key: id }) as StoredEnvironment;
const held: Held = { environments: [environment('e1'), environment('e2')] };
const flag = (archivedAt: Date | null = null) => ({ id: 'f', key: 'new-nav', archivedAt }) as FlagState;
const then = new Date('2026-01-05T09:30:00.123Z');
const ref = { kind: 'flag', id: 'f', key: 'new-nav' };

describe('what follows from a write', () => {
  it.each<[string, Write, object]>([
    [
      'a new flag is in every environment, and its key may have been another one’s',
      { kind: 'flag', after: flag() },
      { raise: ['e1', 'e2'], leaves: [], returns: [ref] },
    ],
    [
      'a renamed flag is in every environment',
      { kind: 'flag', before: flag(), after: flag() },
      { raise: ['e1', 'e2'], leaves: [], returns: [] },
    ],
    [
      'an archived flag leaves',
      { kind: 'flag', before: flag(), after: flag(then) },
      { raise: ['e1', 'e2'], leaves: [ref], returns: [] },
    ],
    [
      'a restored flag returns',
      { kind: 'flag', before: flag(then), after: flag() },
      { raise: ['e1', 'e2'], leaves: [], returns: [ref] },
    ],
    ['a deleted flag leaves', { kind: 'flag', before: flag(then) }, { raise: ['e1', 'e2'], leaves: [ref], returns: [] }],
    [
      'a targeting is in its environment alone',
      { kind: 'targeting', before: { environmentId: 'e2' } as TargetingState, after: { environmentId: 'e2' } as TargetingState },
      { raise: ['e2'], leaves: [], returns: [] },
    ],
    [
      'a new environment raises none: it begins with a revision of its own',
      { kind: 'environment', after: environment('e3') },
      { raise: [], leaves: [], returns: [] },
    ],
    [
      'a secret is looked up anew',
      { kind: 'secret', after: { environmentId: 'e1', hash: 'abc' } as SecretState },
      { raise: ['e1'], leaves: [], returns: [], secrets: new Map([['e1', ['abc']]]) },
    ],
  ])('%s', (_, write, consequences) => expect(consequencesOf([write], held)).toEqual(consequences));
});

describe('a state as it is stored', () => {
  const at = new Date('2026-01-05T10:00:00.000Z');
  const committed = { at, raised: [{ environmentId: 'e1', environment: 'e1', previousRevision: 1, revision: 2 }] };

  it('has the store’s row version, instants and revision', () => {
    const before = { environmentId: 'e1', rowVersion: 4, revision: 1, createdAt: then, updatedAt: then };
    expect(storedAs({ before, after: { ...before, revision: 1 } }, committed)).toEqual({
      environmentId: 'e1',
      rowVersion: 5,
      revision: 2,
      createdAt: then,
      updatedAt: at,
    });
    expect(storedAs({ after: { id: 'f', rowVersion: 0, createdAt: then, updatedAt: then } }, committed)).toEqual({
      id: 'f',
      rowVersion: 1,
      createdAt: at,
      updatedAt: at,
    });
  });

  const stored = { id: 'f', rowVersion: 1, createdAt: then, updatedAt: then };

  it('was archived when the database says, and stays so', () => {
    const before: { archivedAt: Date | null } & object = { ...stored, archivedAt: null };
    expect(storedAs({ before, after: { ...before, archivedAt: then } }, committed)).toMatchObject({
      archivedAt: at,
    });
    const archived = { ...before, archivedAt: then };
    expect(storedAs({ before: archived, after: archived }, committed)).toMatchObject({ archivedAt: then });
  });
});
