import type { VariationDocument } from '../flags/flag-document';
import type { IndividualTargetDocument, PrerequisiteDocument } from '../flags/targeting-document';
import type { EnvironmentDocument } from '../hierarchy/environment';
import type { AccessState, EnvironmentSettings } from '../hierarchy/hierarchy-state';
import type { OperationName } from './actions';
import type { NamedRule, NamedRuleHead, NamedServe } from './named-documents';
import type {
  AccessRecord,
  EnvironmentRecord,
  FlagRecord,
  ProjectRecord,
  SecretRecord,
  SegmentRecord,
  WorkspaceRecord,
} from './records';

type MetaArguments<Thing extends string> = { [N in `Rename${Thing}`]: { readonly name: string } } & {
  [N in `Describe${Thing}`]: { readonly description: string | null };
} & { [N in `Tag${Thing}`]: { readonly tags: readonly string[] } };

type Nothing = Readonly<Record<never, never>>;
type LifeArguments<Thing extends string> = { [N in `${'Archive' | 'Restore' | 'Delete'}${Thing}`]: Nothing };

export interface MemberChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** A rule by its id and by the key it has for good. */
interface RuleName {
  readonly ruleId: string;
  readonly key: string;
}

/** Where the weight of a variation stood in one environment, counted from 0; where nothing is said it stood last. */
export interface WeightPlaces {
  readonly environmentId: string;
  readonly environment: string;
  readonly fallthrough?: number;
  readonly rules: readonly (RuleName & { readonly position: number })[];
}

/**
 * What the operations of access-model F.5 are about that this version of the model has; positions count from 0. What they name
 * stands by key and by id. Creating a thing says all of it; its children stand among the resources of the change set.
 */
export type OperationArguments = MetaArguments<'Flag' | 'Segment' | 'Environment' | 'Project' | 'Workspace' | 'Access'> &
  LifeArguments<'Flag' | 'Segment' | 'Environment' | 'Project'> & {
    readonly CreateFlag: { readonly flag: FlagRecord };
    /**
     * `position`: where the variation then stands. Its weight of 0 comes last everywhere (C-5), but for `weights`, which only the inverse
     * of a removal has.
     */
    readonly AddVariation: {
      readonly variation: VariationDocument;
      readonly position: number;
      readonly weights?: readonly WeightPlaces[];
    };
    readonly UpdateVariation: { readonly variation: VariationDocument; readonly position: number };
    readonly RemoveVariation: { readonly variationId: string; readonly key: string };

    readonly SetEnabled: { readonly enabled: boolean };
    readonly SetOffVariation: { readonly variation: string; readonly variationId: string };
    readonly SetPrerequisites: {
      readonly prerequisites: readonly (PrerequisiteDocument & { readonly flagId: string; readonly variationId: string })[];
    };
    readonly SetIndividualTargets: {
      readonly individualTargets: readonly (IndividualTargetDocument & { readonly variationId: string })[];
    };
    readonly AddRule: { readonly ruleId: string; readonly rule: NamedRule; readonly position: number };
    readonly UpdateRule: { readonly ruleId: string; readonly rule: NamedRule };
    readonly MoveRule: RuleName & { readonly position: number };
    readonly RemoveRule: RuleName;
    readonly SetFallthrough: { readonly fallthrough: NamedServe };
    readonly SetExperimentInclusion: { readonly includeAllTargetsInExperiment: boolean };

    readonly CreateSegment: { readonly segment: SegmentRecord };
    readonly SetSegmentMembers: { readonly included: MemberChange; readonly excluded: MemberChange };
    readonly AddSegmentRule: { readonly ruleId: string; readonly rule: NamedRuleHead; readonly position: number };
    readonly UpdateSegmentRule: { readonly ruleId: string; readonly rule: NamedRuleHead };
    readonly MoveSegmentRule: RuleName & { readonly position: number };
    readonly RemoveSegmentRule: RuleName;

    readonly CreateEnvironment: { readonly environment: EnvironmentRecord };
    readonly SetEnvironmentSettings: { readonly settings: EnvironmentSettings };
    readonly CreateSecret: { readonly secret: SecretRecord };
    readonly RenameSecret: { readonly name: string };
    readonly SetSecretExpiry: { readonly expiresAt: number | null };
    readonly DeleteSecret: Nothing;
    readonly CreateProject: {
      readonly project: ProjectRecord;
      readonly environments: readonly (EnvironmentDocument & { readonly id: string })[];
    };
    readonly CreateWorkspace: { readonly workspace: WorkspaceRecord };
    readonly DeleteWorkspace: Nothing;

    readonly CreateAccess: { readonly access: AccessRecord };
    readonly SetAccessPermissions: Pick<AccessState, 'type' | 'scope' | 'workspaceId' | 'projectId' | 'environmentId'>;
    readonly SetAccessExpiry: { readonly expiresAt: number | null };
    readonly EnableAccess: Nothing;
    readonly DisableAccess: Nothing;
    readonly RotateAccessSecret: Nothing;
    readonly DeleteAccess: Nothing;
  };

/** An operation and its arguments, without where and by whom; all are of the closed list. */
export type Step<N extends OperationName & keyof OperationArguments = keyof OperationArguments> = {
  readonly [O in N]: { readonly operation: O; readonly arguments: OperationArguments[O] };
}[N];

/** With what undoes it; null where nothing does. */
export type Edit = Step & { readonly inverse: Step | null };

export function step<N extends keyof OperationArguments>(operation: N, args: OperationArguments[N]): Step {
  return { operation, arguments: args } as unknown as Step;
}

export function undoable(done: Step, inverse: Step | null): Edit {
  return { ...done, inverse };
}

/** Something set, and what it was before. */
export function set<N extends keyof OperationArguments>(
  operation: N,
  after: OperationArguments[N],
  before: OperationArguments[N],
): Edit {
  return undoable(step(operation, after), step(operation, before));
}
