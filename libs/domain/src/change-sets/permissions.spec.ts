import { production, staging } from '../../testing';
import { actionOfOperation } from './actions';
import type { ResourceKind } from './change-set';
import { permissionsFor } from './permissions';
import type { Surroundings } from './permissions';

const within: Surroundings = {
  workspace: { key: 'acme' },
  project: { key: 'web', tags: ['shop'] },
  environments: [production, { ...staging, tags: ['eu', 'qa'] }],
  tags: ['ui'],
};
const E1 = 'workspace/acme:project/web;shop:env/production';
const E2 = 'workspace/acme:project/web;shop:env/staging;eu,qa';

function asks(
  operation: string,
  kind: ResourceKind,
  { environmentId = null as string | null, key = 'thing', within: place = within } = {},
): string[] {
  const resource = { id: 'id-1', kind, key, environmentId, environment: null };
  return permissionsFor({ operation, resource }, place).map(({ action, object }) => `${action} ${object}`);
}

describe('what an operation needs', () => {
  it('on a definition is asked for in every environment of the project', () => {
    expect(asks('TagFlag', 'flag', { key: 'new-nav' })).toEqual([
      `UpdateFlagTags ${E1}:flag/new-nav;ui`,
      `UpdateFlagTags ${E2}:flag/new-nav;ui`,
    ]);
    expect(asks('ArchiveSegment', 'segment', { key: 'beta' })).toEqual([
      `ArchiveSegment ${E1}:segment/beta;ui`,
      `ArchiveSegment ${E2}:segment/beta;ui`,
    ]);
    expect(asks('CreateFlag', 'flag')).toEqual([`CreateFlag ${E1}`, `CreateFlag ${E2}`]);
  });

  it('on a targeting is asked for in its environment alone', () => {
    expect(asks('SetEnabled', 'targeting', { key: 'new-nav', environmentId: staging.id })).toEqual([
      `ToggleFlag ${E2}:flag/new-nav;ui`,
    ]);
    expect(asks('SetSegmentMembers', 'segment-targeting', { key: 'beta', environmentId: production.id })).toEqual([
      `UpdateSegmentTargetingUsers ${E1}:segment/beta;ui`,
    ]);
  });

  it('on everything else is asked for once', () => {
    const project = { workspace: within.workspace, project: within.project, environments: [{ ...production, id: 'id-1' }] };
    expect(asks('RenameEnvironment', 'environment', { within: project })).toEqual([`UpdateEnvSettings ${E1}`]);
    expect(asks('CreateEnvironment', 'environment')).toEqual(['CreateEnv workspace/acme:project/web;shop']);
    expect(asks('CreateSecret', 'secret', { environmentId: production.id })).toEqual([`CreateEnvSecret ${E1}`]);
    expect(asks('DeleteSecret', 'secret', { environmentId: production.id })).toEqual([`DeleteEnvSecret ${E1}:secret/id-1`]);
    expect(asks('CreateProject', 'project')).toEqual(['CreateProject workspace/acme']);
    expect(asks('DeleteProject', 'project')).toEqual(['DeleteProject workspace/acme:project/web;shop']);
    expect(asks('CreateWorkspace', 'workspace')).toEqual(['CreateWorkspace instance']);
    expect(asks('InviteMember', 'member')).toEqual(['CanManageIAM workspace/acme:iam/member']);
    expect(asks('GrantOwner', 'member')).toEqual(['ManageOwners workspace/acme:iam/owner']);
  });

  it('on an access hangs below its scope, and depends on its kind', () => {
    const of = (kind: 'personal' | 'service') => ({ ...within, access: { kind, scope: E1 } });
    expect(asks('EnableAccess', 'access', { key: 'ci', within: of('service') })).toEqual([
      `ManageServiceAccessTokens ${E1}:access/ci`,
    ]);
    expect(asks('EnableAccess', 'access', { key: 'ci', within: of('personal') })).toEqual([
      `ManagePersonalAccessTokens ${E1}:access/ci`,
    ]);
  });

  it('is a bug of ours when the operation is none, or its place is missing', () => {
    expect(() => asks('toString', 'flag')).toThrow(TypeError);
    expect(() => asks('SetEnabled', 'targeting', { environmentId: 'elsewhere' })).toThrow(TypeError);
  });
});

/** Source: access-model F.5, row by row; `each` stands before what is asked for in every environment. */
const closedList: Record<string, string> = {
  CreateFlag: 'CreateFlag each-environment',
  RenameFlag: 'UpdateFlagName each-flag',
  DescribeFlag: 'UpdateFlagDescription each-flag',
  TagFlag: 'UpdateFlagTags each-flag',
  'AddVariation, UpdateVariation, RemoveVariation': 'UpdateFlagVariations each-flag',
  ArchiveFlag: 'ArchiveFlag each-flag',
  RestoreFlag: 'RestoreFlag each-flag',
  DeleteFlag: 'DeleteFlag each-flag',
  SetEnabled: 'ToggleFlag flag',
  SetOffVariation: 'UpdateFlagOffVariation flag',
  SetPrerequisites: 'UpdateFlagPrerequisites flag',
  SetIndividualTargets: 'UpdateFlagIndividualTargeting flag',
  'AddRule, UpdateRule, MoveRule, RemoveRule': 'UpdateFlagTargetingRules flag',
  SetFallthrough: 'UpdateFlagDefaultRule flag',
  SetExperimentInclusion: 'UpdateFlagExperimentInclusion flag',
  CreateSegment: 'CreateSegment each-environment',
  RenameSegment: 'UpdateSegmentName each-segment',
  DescribeSegment: 'UpdateSegmentDescription each-segment',
  TagSegment: 'UpdateSegmentTags each-segment',
  ArchiveSegment: 'ArchiveSegment each-segment',
  RestoreSegment: 'RestoreSegment each-segment',
  DeleteSegment: 'DeleteSegment each-segment',
  SetSegmentMembers: 'UpdateSegmentTargetingUsers segment',
  'AddSegmentRule, UpdateSegmentRule, MoveSegmentRule, RemoveSegmentRule': 'UpdateSegmentRules segment',
  CreateEnvironment: 'CreateEnv project',
  'RenameEnvironment, DescribeEnvironment, TagEnvironment, SetEnvironmentSettings': 'UpdateEnvSettings environment',
  'ArchiveEnvironment, RestoreEnvironment, DeleteEnvironment': 'DeleteEnv environment',
  CreateSecret: 'CreateEnvSecret environment',
  'RenameSecret, SetSecretExpiry, RotateSecret': 'UpdateEnvSecret secret',
  DeleteSecret: 'DeleteEnvSecret secret',
  CreateProject: 'CreateProject workspace',
  'RenameProject, DescribeProject, TagProject': 'UpdateProjectSettings project',
  'ArchiveProject, RestoreProject, DeleteProject': 'DeleteProject project',
  CreateWorkspace: 'CreateWorkspace instance',
  'RenameWorkspace, DescribeWorkspace, TagWorkspace': 'UpdateWorkspaceGeneralSettings workspace',
  SetSingleSignOn: 'UpdateWorkspaceSSOSettings workspace',
  SetDefaultPermissions: 'UpdateOrgDefaultUserPermissions workspace',
  DeleteWorkspace: 'DeleteWorkspace workspace',
  'InviteMember, EnableMember, DisableMember, RemoveMember, SetMemberGroups, SetMemberPolicies': 'CanManageIAM members',
  'CreateGroup, RenameGroup, DescribeGroup, SetGroupPolicies, DeleteGroup': 'CanManageIAM groups',
  'CreatePolicy, RenamePolicy, DescribePolicy, SetPolicyStatements, DeletePolicy': 'CanManageIAM policies',
  'GrantOwner, RevokeOwner': 'ManageOwners owners',
  'CreateAccess, RenameAccess, DescribeAccess, TagAccess, SetAccessPermissions, SetAccessExpiry, EnableAccess, DisableAccess, RotateAccessSecret, DeleteAccess':
    'ManageServiceAccessTokens access',
};

it('the closed list of operations is that of the specification, and the other way round', () => {
  const rows = Object.entries(closedList).flatMap(([operations, row]) =>
    operations.split(', ').map((operation) => [operation, row]),
  );
  const ours = Object.entries(actionOfOperation).map(([operation, row]) => [operation, row.join(' ')]);
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(rows));
});
