import { actionOfOperation } from '@app/domain';
import { RootAuthorization } from './root-authorization';
import { actions, definitionActions, segmentDefinitionActions, segmentTargetingActions, targetingActions } from './actions';
import type { Caller } from './caller';
import { Can, DECLARATION, Lists, Public, SignedIn } from './declarations';
import { objectOf } from './object-of';

const principal = { kind: 'access', id: 'a', key: 'ci', name: 'CI' } as const;
const root: Caller = { principal, root: true };
const other: Caller = { principal, root: false };

describe('root', () => {
  it('may do everything, and nobody else may do anything', async () => {
    const authorization = new RootAuthorization();
    for (const action of actions) {
      expect(await authorization.allows(root, action, 'workspace/acme')).toBe(true);
      expect(await authorization.allows(other, action, 'workspace/acme')).toBe(false);
    }
    expect(await authorization.allowed(root, 'ReadWorkspace', ['b', 'a'], (key) => `workspace/${key}`)).toEqual(['b', 'a']);
    expect(await authorization.allowed(other, 'ReadWorkspace', ['b', 'a'], (key) => `workspace/${key}`)).toEqual([]);
  });
});

describe('the actions of routes', () => {
  it('are those that operations need, and those that read', () => {
    const needed = new Set<string>(Object.values(actionOfOperation).map(([action]) => action));
    const reading = ['ReadWorkspace', 'CanAccessProject', 'CanAccessEnv', 'ReadSecrets', 'ManagePersonalAccessTokens'];
    expect(actions.filter((action) => !needed.has(action)).sort()).toEqual(reading.sort());
  });

  it.each([
    [
      'a definition',
      definitionActions,
      ['RenameFlag', 'DescribeFlag', 'TagFlag', 'AddVariation', 'UpdateVariation', 'RemoveVariation'],
    ],
    [
      'a targeting',
      targetingActions,
      [
        'SetEnabled',
        'SetOffVariation',
        'SetPrerequisites',
        'SetIndividualTargets',
        'AddRule',
        'UpdateRule',
        'MoveRule',
        'RemoveRule',
        'SetFallthrough',
        'SetExperimentInclusion',
      ],
    ],
    ['a segment', segmentDefinitionActions, ['RenameSegment', 'DescribeSegment', 'TagSegment']],
    [
      'a segment targeting',
      segmentTargetingActions,
      ['SetSegmentMembers', 'AddSegmentRule', 'UpdateSegmentRule', 'MoveSegmentRule', 'RemoveSegmentRule'],
    ],
  ] as const)('that edit %s cover its operations and no other', (_, own, operations) => {
    expect(new Set<string>(own)).toEqual(new Set(operations.map((operation) => actionOfOperation[operation][0])));
  });
});

describe('a resource name', () => {
  const keys = { workspace: 'acme', project: 'web', environment: 'production' };
  it.each([
    ['instance', {}, 'instance'],
    ['workspace', keys, 'workspace/acme'],
    ['project', keys, 'workspace/acme:project/web'],
    ['some-environment', keys, 'workspace/acme:project/web:env/*'],
    ['environment', keys, 'workspace/acme:project/web:env/production'],
    ['flag', { ...keys, flag: 'new-nav' }, 'workspace/acme:project/web:env/production:flag/new-nav'],
    ['segment', { ...keys, segment: 'beta' }, 'workspace/acme:project/web:env/production:segment/beta'],
    ['secret', { ...keys, secret: '9e107d9d' }, 'workspace/acme:project/web:env/production:secret/9e107d9d'],
    ['definition', { ...keys, flag: 'new-nav' }, 'workspace/acme:project/web:env/*:flag/new-nav'],
    ['definition', { ...keys, segment: 'beta' }, 'workspace/acme:project/web:env/*:segment/beta'],
  ] as const)('of %s in %j is %s', (kind, path, name) => expect(objectOf(kind, path)).toBe(name));
});

describe('a declaration', () => {
  class Routes {
    @Public() open() {}
    @SignedIn() me() {}
    @Can('CreateFlag', 'some-environment') create() {}
    @Can(targetingActions, 'flag') put() {}
    @Lists('ReadWorkspace', 'instance') list() {}
    forgotten() {}
  }
  it.each([
    ['open', { kind: 'public' }],
    ['me', { kind: 'signed-in' }],
    ['create', { kind: 'action', anyOf: ['CreateFlag'], on: 'some-environment' }],
    ['put', { kind: 'action', anyOf: targetingActions, on: 'flag' }],
    ['list', { kind: 'list', action: 'ReadWorkspace', below: 'instance' }],
    ['forgotten', undefined],
  ] as const)('of %s is found on its handler', (method, declared) => {
    expect(Reflect.getMetadata(DECLARATION, Routes.prototype[method])).toEqual(declared);
  });
});
