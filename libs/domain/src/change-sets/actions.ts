/** What a permission for an operation is about; `each`: asked once for every environment of the project. */
export type ObjectKind =
  | 'instance'
  | 'workspace'
  | 'project'
  | 'environment'
  | 'each-environment'
  | 'flag'
  | 'each-flag'
  | 'segment'
  | 'each-segment'
  | 'secret'
  | 'access'
  | 'members'
  | 'groups'
  | 'policies'
  | 'owners';

type Row = readonly [action: string, object: ObjectKind];

/** An access's action depends on whether it is personal. */
export const ACCESS_ACTIONS = { personal: 'ManagePersonalAccessTokens', service: 'ManageServiceAccessTokens' } as const;

function all<N extends string>(operations: readonly N[], ...row: Row): Readonly<Record<N, Row>> {
  return Object.fromEntries(operations.map((operation) => [operation, row])) as Record<N, Row>;
}

const table = {
  CreateFlag: ['CreateFlag', 'each-environment'],
  RenameFlag: ['UpdateFlagName', 'each-flag'],
  DescribeFlag: ['UpdateFlagDescription', 'each-flag'],
  TagFlag: ['UpdateFlagTags', 'each-flag'],
  ...all(['AddVariation', 'UpdateVariation', 'RemoveVariation'], 'UpdateFlagVariations', 'each-flag'),
  ArchiveFlag: ['ArchiveFlag', 'each-flag'],
  RestoreFlag: ['RestoreFlag', 'each-flag'],
  DeleteFlag: ['DeleteFlag', 'each-flag'],

  SetEnabled: ['ToggleFlag', 'flag'],
  SetOffVariation: ['UpdateFlagOffVariation', 'flag'],
  SetPrerequisites: ['UpdateFlagPrerequisites', 'flag'],
  SetIndividualTargets: ['UpdateFlagIndividualTargeting', 'flag'],
  ...all(['AddRule', 'UpdateRule', 'MoveRule', 'RemoveRule'], 'UpdateFlagTargetingRules', 'flag'),
  SetFallthrough: ['UpdateFlagDefaultRule', 'flag'],
  SetExperimentInclusion: ['UpdateFlagExperimentInclusion', 'flag'],

  CreateSegment: ['CreateSegment', 'each-environment'],
  RenameSegment: ['UpdateSegmentName', 'each-segment'],
  DescribeSegment: ['UpdateSegmentDescription', 'each-segment'],
  TagSegment: ['UpdateSegmentTags', 'each-segment'],
  ArchiveSegment: ['ArchiveSegment', 'each-segment'],
  RestoreSegment: ['RestoreSegment', 'each-segment'],
  DeleteSegment: ['DeleteSegment', 'each-segment'],
  SetSegmentMembers: ['UpdateSegmentTargetingUsers', 'segment'],
  ...all(['AddSegmentRule', 'UpdateSegmentRule', 'MoveSegmentRule', 'RemoveSegmentRule'], 'UpdateSegmentRules', 'segment'),

  CreateEnvironment: ['CreateEnv', 'project'],
  ...all(
    ['RenameEnvironment', 'DescribeEnvironment', 'TagEnvironment', 'SetEnvironmentSettings'],
    'UpdateEnvSettings',
    'environment',
  ),
  ...all(['ArchiveEnvironment', 'RestoreEnvironment', 'DeleteEnvironment'], 'DeleteEnv', 'environment'),
  CreateSecret: ['CreateEnvSecret', 'environment'],
  ...all(['RenameSecret', 'SetSecretExpiry', 'RotateSecret'], 'UpdateEnvSecret', 'secret'),
  DeleteSecret: ['DeleteEnvSecret', 'secret'],

  CreateProject: ['CreateProject', 'workspace'],
  ...all(['RenameProject', 'DescribeProject', 'TagProject'], 'UpdateProjectSettings', 'project'),
  ...all(['ArchiveProject', 'RestoreProject', 'DeleteProject'], 'DeleteProject', 'project'),

  CreateWorkspace: ['CreateWorkspace', 'instance'],
  ...all(['RenameWorkspace', 'DescribeWorkspace', 'TagWorkspace'], 'UpdateWorkspaceGeneralSettings', 'workspace'),
  SetSingleSignOn: ['UpdateWorkspaceSSOSettings', 'workspace'],
  SetDefaultPermissions: ['UpdateOrgDefaultUserPermissions', 'workspace'],
  DeleteWorkspace: ['DeleteWorkspace', 'workspace'],

  ...all(
    ['InviteMember', 'EnableMember', 'DisableMember', 'RemoveMember', 'SetMemberGroups', 'SetMemberPolicies'],
    'CanManageIAM',
    'members',
  ),
  ...all(['CreateGroup', 'RenameGroup', 'DescribeGroup', 'SetGroupPolicies', 'DeleteGroup'], 'CanManageIAM', 'groups'),
  ...all(['CreatePolicy', 'RenamePolicy', 'DescribePolicy', 'SetPolicyStatements', 'DeletePolicy'], 'CanManageIAM', 'policies'),
  ...all(['GrantOwner', 'RevokeOwner'], 'ManageOwners', 'owners'),
  ...all(
    [
      'CreateAccess',
      'RenameAccess',
      'DescribeAccess',
      'TagAccess',
      'SetAccessPermissions',
      'SetAccessExpiry',
      'EnableAccess',
      'DisableAccess',
      'RotateAccessSecret',
      'DeleteAccess',
    ],
    ACCESS_ACTIONS.service,
    'access',
  ),
} as const;

export type OperationName = keyof typeof table;

/** The closed list: every operation and the one action it needs. Source: access-model F.5. */
export const actionOfOperation: Readonly<Record<OperationName, Row>> = table;

export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(actionOfOperation, text);
}
