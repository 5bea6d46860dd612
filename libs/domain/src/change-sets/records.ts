import type { FlagDocument } from '../flags/flag-document';
import type { EnvironmentDocument } from '../hierarchy/environment';
import type { AccessState } from '../hierarchy/hierarchy-state';
import type { SecretDocument } from '../hierarchy/secret-document';
import type { Named } from '../stored';

/** What change sets keep of a thing, before and after: its document, and whether it is archived. Never the value of a secret. */
interface Archivable {
  readonly archived: boolean;
}
export type WorkspaceRecord = Named;
export type ProjectRecord = Named & Archivable;
export type EnvironmentRecord = EnvironmentDocument & Archivable;
export type SecretRecord = SecretDocument;
export type FlagRecord = FlagDocument & Archivable;
export type SegmentRecord = Named & Archivable;
export type AccessRecord = Named & Pick<AccessState, 'kind' | 'type' | 'scope' | 'enabled' | 'expiresAt'>;
