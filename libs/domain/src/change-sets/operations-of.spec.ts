import {
  at,
  production,
  projectId,
  someMeans,
  staging,
  storedEnvironment,
  storedFlag,
  storedSegmentTargeting,
  storedTargeting,
} from '../../testing';
import { createFlag } from '../flags/create-flag';
import { Targeting } from '../flags/targeting';
import { createEnvironment } from '../hierarchy/create-environment';
import { createProject } from '../hierarchy/create-project';
import type { MadeEnvironment } from '../hierarchy/create-environment';
import { Environment } from '../hierarchy/environment';
import type { AccessState } from '../hierarchy/hierarchy-state';
import { Secret } from '../hierarchy/secret';
import { Workspace } from '../hierarchy/workspace';
import type { Write } from '../ports/model-store';
import { createSegment } from '../segments/create-segment';
import { SegmentTargeting } from '../segments/segment-targeting';
import { operationsOf, resourcesOf } from './operations-of';

const flagId = storedFlag().state.id;
const anAccess: AccessState = {
  id: '3d0f8c52-7a1b-4e7e-9f0e-5b7a0c1d2e3f',
  key: 'ci',
  name: 'CI',
  description: null,
  tags: [],
  kind: 'service',
  type: 'user',
  scope: 'workspace',
  workspaceId: 'workspace-1',
  projectId: null,
  environmentId: null,
  secretHash: 'hash-of-an-access',
  enabled: true,
  expiresAt: null,
  rowVersion: 3,
  createdAt: at,
  updatedAt: at,
};

const encrypted = { keyId: '01234567', text: 'c2VjcmV0' };

function operations(...writes: (Write | undefined)[]) {
  return operationsOf(
    writes.filter((write) => write !== undefined),
    [production, staging],
  );
}

/** The operations by name. */
function named(...writes: (Write | undefined)[]): string[] {
  return operations(...writes).map(({ operation }) => operation);
}

function writesOf({ environment, secrets, targetings, segmentTargetings }: MadeEnvironment): (Write | undefined)[] {
  const sealed = secrets.map((draft) => Secret.create(draft, { hash: draft.id, encrypted }, at));
  return [environment, ...sealed, ...targetings, ...segmentTargetings].map((one) => one.write());
}

describe('what a write does', () => {
  it('is said by one operation with its inverse, its resource and the row version it is based on', () => {
    const targeting = storedTargeting();
    const edited = targeting.apply({ ...targeting.document(), enabled: true }, new Map(), someMeans());
    expect(operations(edited.write())).toEqual([
      {
        operation: 'SetEnabled',
        arguments: { enabled: true },
        inverse: { operation: 'SetEnabled', arguments: { enabled: false } },
        resource: { id: flagId, kind: 'targeting', key: 'new-nav', environmentId: production.id, environment: 'production' },
        baseRowVersion: 1,
      },
    ]);
  });

  it('names variations, rules and segments by id and by key', () => {
    const targeting = storedTargeting();
    const serve = { weights: [{ variation: 'on', weight: 100_000 }] };
    const rules = [{ key: 'staff', conditions: [{ operator: 'InSegment', values: ['beta'] }], serve }];
    const input = { offVariation: 'on', individualTargets: [{ variation: 'on', endUsers: ['u-1'] }], rules };
    const edited = targeting.apply(input, new Map([['beta', 'segment-1']]), { ...someMeans(), newId: () => 'rule-id' });
    const weights = [
      { variation: 'on', variationId: 'id-1', weight: 100_000, experimentWeight: 100_000 },
      { variation: 'off', variationId: 'id-2', weight: 0, experimentWeight: 0 },
    ];
    expect(operations(edited.write()).map(({ operation, arguments: args }) => [operation, args])).toEqual([
      ['SetOffVariation', { variation: 'on', variationId: 'id-1' }],
      ['SetIndividualTargets', { individualTargets: [{ variation: 'on', variationId: 'id-1', endUsers: ['u-1'] }] }],
      [
        'AddRule',
        {
          ruleId: 'rule-id',
          position: 0,
          rule: {
            key: 'staff',
            name: 'staff',
            description: null,
            tags: [],
            conditions: [{ operator: 'InSegment', values: ['beta'], segmentIds: ['segment-1'], negate: false }],
            serve: { bucketBy: 'keyId', includedInExperiment: true, weights },
          },
        },
      ],
    ]);
    const stored = new Targeting(edited.state);
    expect(
      operations(
        stored.apply({ offVariation: 'on', individualTargets: input.individualTargets }, new Map(), someMeans()).write(),
      ),
    ).toMatchObject([
      {
        operation: 'RemoveRule',
        arguments: { ruleId: 'rule-id', key: 'staff' },
        inverse: { operation: 'AddRule', arguments: { position: 0 } },
      },
    ]);
  });

  it('of one member among fifty thousand is that member, not the list', () => {
    const members = Array.from({ length: 49_999 }, (_, i) => `u-${i}`);
    const before = new SegmentTargeting(storedSegmentTargeting().apply({ included: members }, someMeans()).state);
    const after = before.apply({ included: [...members, 'zoe'] }, someMeans());
    const write = after.write()!;
    expect(operations(write)).toMatchObject([
      {
        operation: 'SetSegmentMembers',
        arguments: { included: { add: ['zoe'], remove: [] }, excluded: { add: [], remove: [] } },
        inverse: {
          operation: 'SetSegmentMembers',
          arguments: { included: { add: [], remove: ['zoe'] }, excluded: { add: [], remove: [] } },
        },
        resource: { kind: 'segment-targeting', key: 'beta', environment: 'production' },
      },
    ]);
    expect(resourcesOf([write], [])).toMatchObject([
      { before: { included: 49_999, excluded: [], rules: [] }, after: { included: 50_000, excluded: [], rules: [] } },
    ]);
  });

  it.each([
    [999, expect.any(Array)],
    [1_000, 1_000],
  ])('keeps a list of %i members as %p', (length, kept) => {
    const members = Array.from({ length }, (_, i) => `u-${i}`);
    const write = storedSegmentTargeting().apply({ excluded: members }, someMeans()).write()!;
    expect(resourcesOf([write], [])[0]!.after).toMatchObject({ excluded: kept });
  });
});

describe('what comes into being', () => {
  it('is one operation with the whole, and a resource for each child', () => {
    const { flag, targetings } = createFlag(
      { key: 'Checkout', type: 'boolean' },
      { projectId, environments: [production, staging] },
      someMeans(),
    );
    const writes = [flag, ...targetings].map((one) => one.write()!);
    expect(operations(...writes)).toMatchObject([
      {
        operation: 'CreateFlag',
        arguments: {
          flag: {
            key: 'Checkout',
            type: 'boolean',
            archived: false,
            variations: [
              { id: 'id-1', key: 'on', value: true },
              { id: 'id-2', key: 'off' },
            ],
          },
        },
        inverse: { operation: 'DeleteFlag', arguments: {} },
        resource: { id: flag.state.id, kind: 'flag', key: 'Checkout', environmentId: null, environment: null },
        baseRowVersion: null,
      },
    ]);
    expect(
      resourcesOf(writes, []).map(({ resource, before, after }) => [resource.kind, resource.environment, before, after !== null]),
    ).toEqual([
      ['flag', null, null, true],
      ['targeting', 'production', null, true],
      ['targeting', 'staging', null, true],
    ]);
  });

  it('with a project or an environment is part of its creation', () => {
    const { project, environments } = createProject({ key: 'web' }, 'workspace-1', someMeans());
    const all = [project.write(), ...environments.flatMap(writesOf)];
    expect(named(...all)).toEqual(['CreateProject']);
    expect(operations(...all)[0]!.arguments).toMatchObject({ environments: [{ key: 'staging' }, { key: 'production' }] });
    const contents = { projectId, flags: [storedFlag().state], segments: [], environments: 2 };
    const made = writesOf(createEnvironment({ key: 'qa' }, contents, someMeans()));
    expect(named(...made)).toEqual(['CreateEnvironment']);
    const secrets = resourcesOf(
      made.filter((write) => write !== undefined),
      [],
    ).filter(({ resource }) => resource.kind === 'secret');
    expect(secrets.map(({ resource }) => [resource.key, resource.environment])).toEqual([
      ['Server Key', 'qa'],
      ['Client Key', 'qa'],
    ]);
  });

  it('alone is an operation of its own', () => {
    const draft = Secret.draft({ name: 'Mobile', type: 'client' }, production.id, someMeans());
    const secret = Secret.create(draft, { hash: 'hash', encrypted }, at).write();
    const segment = createSegment({ key: 'beta' }, { projectId, environments: [] }, someMeans()).segment.write();
    expect(named(secret, segment, Workspace.create({ key: 'acme' }, someMeans()).write())).toEqual([
      'CreateSecret',
      'CreateSegment',
      'CreateWorkspace',
    ]);
    expect(operations(secret)[0]!.resource).toMatchObject({
      key: 'Mobile',
      environmentId: production.id,
      environment: 'production',
    });
  });
});

describe('what changes', () => {
  it('of an environment is said one by one', () => {
    const environment = new Environment(storedEnvironment());
    const edited = environment
      .apply({ name: 'Live', description: 'd', tags: ['eu'], settings: { requireComment: true } })
      .archive(at);
    expect(operations(edited.write()).map(({ operation, inverse }) => [operation, inverse?.operation])).toEqual([
      ['RenameEnvironment', 'RenameEnvironment'],
      ['DescribeEnvironment', 'DescribeEnvironment'],
      ['TagEnvironment', 'TagEnvironment'],
      ['SetEnvironmentSettings', 'SetEnvironmentSettings'],
      ['ArchiveEnvironment', 'RestoreEnvironment'],
    ]);
  });

  it('of a secret is its name and its expiry', () => {
    const draft = Secret.draft({ name: 'Mobile', type: 'client' }, production.id, someMeans());
    const secret = new Secret(Secret.create(draft, { hash: 'hash', encrypted }, at).state);
    expect(named(secret.apply({ name: 'Web', expiresAt: 1 }).write())).toEqual(['RenameSecret', 'SetSecretExpiry']);
  });

  it('of an access is said one by one', () => {
    const after = { ...anAccess, name: 'CI 2', type: 'admin', enabled: false, expiresAt: 1, secretHash: 'other' } as const;
    expect(named({ kind: 'access', before: anAccess, after })).toEqual([
      'RenameAccess',
      'SetAccessPermissions',
      'SetAccessExpiry',
      'DisableAccess',
      'RotateAccessSecret',
    ]);
  });
});

describe('what goes', () => {
  it('is one operation that nothing undoes, and takes along what is below it', () => {
    const flag = storedFlag().archive(at);
    const [operation] = operations(flag.remove());
    expect(operation).toMatchObject({
      operation: 'DeleteFlag',
      arguments: {},
      inverse: null,
      baseRowVersion: 1,
      resource: { key: 'new-nav' },
    });
    expect(named({ kind: 'targeting', before: storedTargeting().state }, { kind: 'access', before: anAccess })).toEqual([
      'DeleteAccess',
    ]);
    expect(resourcesOf([flag.remove()], [])).toMatchObject([{ before: { key: 'new-nav' }, after: null }]);
  });
});

it('secrets never stand in a change set', () => {
  const draft = Secret.draft({ name: 'Mobile', type: 'client', value: 'v'.repeat(44) }, production.id, {
    ...someMeans(),
    root: true,
  });
  const secret = Secret.create(draft, { hash: 'hash-of-it', encrypted }, at).write()!;
  const writes: Write[] = [secret, { kind: 'access', after: anAccess }];
  const text = JSON.stringify([operationsOf(writes, [production]), resourcesOf(writes, [production])]);
  for (const hidden of ['v'.repeat(44), 'hash-of-it', encrypted.text, anAccess.secretHash]) expect(text).not.toContain(hidden);
});
