/** Whose announcements go out in order: an environment's, or a workspace's own (identity, policies). */
export interface LaneOf {
  readonly environmentId: string | null;
  readonly workspaceId: string;
}

/** What a lane is called in leases and in this process. */
export function laneName({ environmentId, workspaceId }: LaneOf): string {
  return `delivery:${environmentId ?? workspaceId}`;
}
