import { checkedBy, filledText, object, wholeNumber } from './checking';

/** A hint: members, groups, policies or accesses of the workspace changed. Decisions depend on `policyRevision`, not on this. */
export interface WorkspaceChanged {
  readonly instance: string;
  readonly workspaceId: string;
  readonly policyRevision: number;
}

export const checkWorkspaceChanged = checkedBy<WorkspaceChanged>(
  object({ instance: filledText, workspaceId: filledText, policyRevision: wholeNumber }),
);
