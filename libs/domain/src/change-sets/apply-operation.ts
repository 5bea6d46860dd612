import type { FlagDocument, VariationDocument } from '../flags/flag-document';
import { followVariations } from '../flags/follow-variations';
import type { RuleHead, TargetingDocument } from '../flags/targeting-document';
import { byCodePoint } from '../meta/text';
import type { SegmentTargetingDocument } from '../segments/segment-targeting-document';
import { plainRule, plainRuleHead, plainServe } from './named-documents';
import type { MemberChange, OperationArguments } from './operations';
import { variationsOf, weightsBack } from './weight-places';

type Appliers<D, N extends keyof OperationArguments = keyof OperationArguments> = {
  readonly [O in N]?: (document: D, args: OperationArguments[O], environmentId?: string) => D;
};

type Applier<D> = (document: D, args: object, environmentId?: string) => D;

/**
 * What a document becomes by an operation, or by its inverse: a targeting's, a segment targeting's or one of the records of a
 * change set. An operation that is not about such a document leaves it as it is. `environmentId`: where a targeting is; without it the
 * inverse of a RemoveVariation puts the weight last, wherever it stood.
 */
export function applyOperation<D extends object>(
  document: D,
  { operation, arguments: args }: { readonly operation: string; readonly arguments: object },
  environmentId?: string,
): D {
  const appliers = appliersFor(document) as Readonly<Record<string, Applier<D> | undefined>>;
  return Object.hasOwn(appliers, operation) ? appliers[operation]!(document, args, environmentId) : document;
}

function appliersFor(document: object): object {
  if ('offVariation' in document) return onTargeting;
  if ('included' in document) return onSegmentTargeting;
  if ('variations' in document) return onFlag;
  return onRecord;
}

const onTargeting: Appliers<TargetingDocument> = {
  SetEnabled: (document, { enabled }) => ({ ...document, enabled }),
  SetOffVariation: (document, { variation }) => ({ ...document, offVariation: variation }),
  SetPrerequisites: (document, { prerequisites }) => ({
    ...document,
    prerequisites: prerequisites.map(({ flag, variation }) => ({ flag, variation })),
  }),
  SetIndividualTargets: (document, { individualTargets }) => ({
    ...document,
    individualTargets: individualTargets.map(({ variation, endUsers }) => ({ variation, endUsers })),
  }),
  AddRule: (document, { rule, position }) => withRules(document, placed(document.rules, plainRule(rule), position)),
  UpdateRule: (document, { rule }) => withRules(document, replaced(document.rules, plainRule(rule))),
  MoveRule: (document, { key, position }) => withRules(document, moved(document.rules, key, position)),
  RemoveRule: (document, { key }) => withRules(document, without(document.rules, key)),
  SetFallthrough: (document, { fallthrough }) => ({ ...document, fallthrough: plainServe(fallthrough) }),
  SetExperimentInclusion: (document, { includeAllTargetsInExperiment }) => ({ ...document, includeAllTargetsInExperiment }),
  AddVariation: (document, { variation, weights }, environmentId) => {
    const added = followVariations(document, [...variationsOf(document), variation.key]);
    const places = weights?.find((one) => one.environmentId === environmentId);
    return places && added !== document ? weightsBack(added, places) : added;
  },
  RemoveVariation: (document, { key }) =>
    followVariations(
      document,
      variationsOf(document).filter((one) => one !== key),
    ),
};

const onSegmentTargeting: Appliers<SegmentTargetingDocument> = {
  SetSegmentMembers: (document, { included, excluded }) => ({
    ...document,
    included: withMembers(document.included, included),
    excluded: withMembers(document.excluded, excluded),
  }),
  AddSegmentRule: (document, { rule, position }) => withRules(document, placed(document.rules, plainRuleHead(rule), position)),
  UpdateSegmentRule: (document, { rule }) => withRules(document, replaced(document.rules, plainRuleHead(rule))),
  MoveSegmentRule: (document, { key, position }) => withRules(document, moved(document.rules, key, position)),
  RemoveSegmentRule: (document, { key }) => withRules(document, without(document.rules, key)),
};

const rename = <D extends object>(document: D, { name }: { readonly name: string }): D => ({ ...document, name });
const describe = <D extends object>(document: D, { description }: { readonly description: string | null }): D => ({
  ...document,
  description,
});
const tag = <D extends object>(document: D, { tags }: { readonly tags: readonly string[] }): D => ({ ...document, tags });
const archive = <D extends object>(document: D): D => ({ ...document, archived: true });
const restore = <D extends object>(document: D): D => ({ ...document, archived: false });

const onFlag: Appliers<FlagDocument> = {
  RenameFlag: rename,
  DescribeFlag: describe,
  TagFlag: tag,
  ArchiveFlag: archive,
  RestoreFlag: restore,
  AddVariation: (document, { variation, position }) => withVariations(document, placed(document.variations, variation, position)),
  UpdateVariation: (document, { variation, position }) =>
    withVariations(document, placed(without(document.variations, variation.key), variation, position)),
  RemoveVariation: (document, { key }) => withVariations(document, without(document.variations, key)),
};

/** Of everything else, whose members the operations set one by one. */
const onRecord: Appliers<object> = {
  RenameSegment: rename,
  RenameEnvironment: rename,
  RenameProject: rename,
  RenameWorkspace: rename,
  RenameAccess: rename,
  RenameSecret: rename,
  DescribeSegment: describe,
  DescribeEnvironment: describe,
  DescribeProject: describe,
  DescribeWorkspace: describe,
  DescribeAccess: describe,
  TagSegment: tag,
  TagEnvironment: tag,
  TagProject: tag,
  TagWorkspace: tag,
  TagAccess: tag,
  ArchiveSegment: archive,
  ArchiveEnvironment: archive,
  ArchiveProject: archive,
  RestoreSegment: restore,
  RestoreEnvironment: restore,
  RestoreProject: restore,
  SetEnvironmentSettings: (document, { settings }) => ({ ...document, settings }),
  SetSecretExpiry: (document, { expiresAt }) => ({ ...document, expiresAt }),
  SetAccessExpiry: (document, { expiresAt }) => ({ ...document, expiresAt }),
  SetAccessPermissions: (document, { type, scope }) => ({ ...document, type, scope }),
  EnableAccess: (document) => ({ ...document, enabled: true }),
  DisableAccess: (document) => ({ ...document, enabled: false }),
};

function withRules<R extends RuleHead, D extends { readonly rules: readonly R[] }>(document: D, rules: readonly R[]): D {
  return { ...document, rules };
}

function withVariations(document: FlagDocument, variations: readonly VariationDocument[]): FlagDocument {
  return { ...document, variations };
}

function withMembers(members: readonly string[], { add, remove }: MemberChange): readonly string[] {
  const gone = new Set(remove);
  return [...new Set([...members.filter((one) => !gone.has(one)), ...add])].sort(byCodePoint);
}

function placed<T>(list: readonly T[], item: T, position: number): readonly T[] {
  return list.toSpliced(position, 0, item);
}

function without<T extends { readonly key: string }>(list: readonly T[], key: string): readonly T[] {
  return list.filter((one) => one.key !== key);
}

function replaced<T extends { readonly key: string }>(list: readonly T[], item: T): readonly T[] {
  return list.map((one) => (one.key === item.key ? item : one));
}

function moved<T extends { readonly key: string }>(list: readonly T[], key: string, position: number): readonly T[] {
  const own = list.find((one) => one.key === key);
  return own ? placed(without(list, key), own, position) : list;
}
