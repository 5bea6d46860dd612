/** Every action that is asked anywhere. FeatBit's spelling where it has one. Source: access-model F.5. */
export const actions = [
  'CreateFlag',
  'UpdateFlagName',
  'UpdateFlagDescription',
  'UpdateFlagTags',
  'UpdateFlagVariations',
  'ArchiveFlag',
  'RestoreFlag',
  'DeleteFlag',
  'ToggleFlag',
  'UpdateFlagOffVariation',
  'UpdateFlagPrerequisites',
  'UpdateFlagIndividualTargeting',
  'UpdateFlagTargetingRules',
  'UpdateFlagDefaultRule',
  'UpdateFlagExperimentInclusion',
  'CreateSegment',
  'UpdateSegmentName',
  'UpdateSegmentDescription',
  'UpdateSegmentTags',
  'ArchiveSegment',
  'RestoreSegment',
  'DeleteSegment',
  'UpdateSegmentTargetingUsers',
  'UpdateSegmentRules',
  'CreateEnv',
  'UpdateEnvSettings',
  'DeleteEnv',
  'CreateEnvSecret',
  'UpdateEnvSecret',
  'DeleteEnvSecret',
  'CreateProject',
  'UpdateProjectSettings',
  'DeleteProject',
  'CreateWorkspace',
  'UpdateWorkspaceGeneralSettings',
  'DeleteWorkspace',
  'ManageServiceAccessTokens',
  'ManagePersonalAccessTokens',
  'ReadWorkspace',
  'CanAccessProject',
  'CanAccessEnv',
  'ReadSecrets',
] as const;

export type Action = (typeof actions)[number];

/** What a flag's edit may consist of. */
export const definitionActions = [
  'UpdateFlagName',
  'UpdateFlagDescription',
  'UpdateFlagTags',
  'UpdateFlagVariations',
] as const satisfies readonly Action[];

export const targetingActions = [
  'ToggleFlag',
  'UpdateFlagOffVariation',
  'UpdateFlagPrerequisites',
  'UpdateFlagIndividualTargeting',
  'UpdateFlagTargetingRules',
  'UpdateFlagDefaultRule',
  'UpdateFlagExperimentInclusion',
] as const satisfies readonly Action[];

export const segmentDefinitionActions = [
  'UpdateSegmentName',
  'UpdateSegmentDescription',
  'UpdateSegmentTags',
] as const satisfies readonly Action[];

export const segmentTargetingActions = ['UpdateSegmentTargetingUsers', 'UpdateSegmentRules'] as const satisfies readonly Action[];
