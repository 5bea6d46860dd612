import { CommentRequired } from '@app/domain';
import type {
  FlagState,
  Held,
  ProjectState,
  SecretState,
  StoredEnvironment,
  TargetingState,
  WorkspaceState,
  Write,
} from '@app/domain';
import { consequencesOf, openedOrClosedBy } from './consequences';
import { requireComment } from './require-comment';
import { storedAs } from './stored-as';

const environment = (id: string, archivedAt: Date | null = null, requireComment = false) =>
  ({ id, key: id, projectId: 'p', archivedAt, settings: { requireComment } }) as StoredEnvironment;
const project = (archivedAt: Date | null = null) => ({ id: 'p', key: 'web', archivedAt }) as ProjectState;
const workspace = { id: 'w', key: 'acme' } as WorkspaceState;
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

describe('what opens or closes', () => {
  const old = environment('e3', then);
  const below: Held = { environments: [environment('e1'), environment('e2'), old, { ...environment('e4'), projectId: 'other' }] };
  const secrets = ['e1', 'e2', 'e1'].map((environmentId, i) => ({ environmentId, hash: `hash-${i}` }) as SecretState);

  it.each<[string, Write, raised: string[], opened: string[]]>([
    [
      'an archived environment',
      { kind: 'environment', before: environment('e1'), after: environment('e1', then) },
      ['e1'],
      ['e1'],
    ],
    ['a restored environment', { kind: 'environment', before: old, after: environment('e3') }, ['e3'], ['e3']],
    ['a renamed environment', { kind: 'environment', before: old, after: { ...old, name: 'Old' } }, ['e3'], []],
    ['a deleted environment', { kind: 'environment', before: old }, [], []],
    ['an archived project', { kind: 'project', before: project(), after: project(then) }, ['e1', 'e2', 'e3'], ['e1', 'e2', 'e3']],
    ['a restored project', { kind: 'project', before: project(then), after: project() }, ['e1', 'e2', 'e3'], ['e1', 'e2', 'e3']],
    ['a renamed project', { kind: 'project', before: project(), after: { ...project(), name: 'Web' } }, [], []],
    ['a new project', { kind: 'project', after: project() }, [], []],
    ['a deleted project', { kind: 'project', before: project(then) }, [], []],
    ['a deleted workspace', { kind: 'workspace', before: workspace }, ['e1', 'e2', 'e4'], ['e1', 'e2', 'e4']],
    ['a renamed workspace', { kind: 'workspace', before: workspace, after: { ...workspace, name: 'Acme' } }, [], []],
  ])('follows from %s', (_, write, raised, opened) => {
    expect(consequencesOf([write], below)).toEqual({ raise: raised, leaves: [], returns: [] });
    expect(openedOrClosedBy([write], below)).toEqual(opened);
  });

  it('is announced with every secret of it, those written included', () => {
    const write = { kind: 'secret', before: { environmentId: 'e2', hash: 'gone' } as SecretState } as const;
    expect(consequencesOf([write], below, secrets).secrets).toEqual(
      new Map([
        ['e2', ['gone', 'hash-1']],
        ['e1', ['hash-0', 'hash-2']],
      ]),
    );
  });
});

describe('a comment', () => {
  const careful: Held = { environments: [environment('e1'), environment('e2', null, true)] };
  const wanted = (write: Write, comment?: string, raise: string[] = []) => {
    try {
      requireComment(comment, careful, { raise, writes: [write] });
      return false;
    } catch (error) {
      if (error instanceof CommentRequired) return true;
      throw error;
    }
  };

  it.each<[string, Write, boolean]>([
    ['the environment goes', { kind: 'environment', before: environment('e2', then, true) }, true],
    ['another environment goes', { kind: 'environment', before: environment('e1', then) }, false],
    ['its project goes', { kind: 'project', before: project(then) }, true],
    ['another project goes', { kind: 'project', before: { ...project(then), id: 'other' } }, false],
    ['its project is renamed', { kind: 'project', before: project(), after: project() }, false],
    ['its workspace goes', { kind: 'workspace', before: workspace }, true],
    ['a flag goes elsewhere', { kind: 'flag', before: flag(then) }, false],
  ])('where %s: %j', (_, write, expected) => {
    expect(wanted(write)).toBe(expected);
    expect(wanted(write, 'why')).toBe(false);
    expect(wanted(write, undefined, ['e2'])).toBe(true);
  });
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
