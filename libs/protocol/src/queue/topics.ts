import type { Checked } from './checking';
import { checkEndUsers, type EndUsersSeen } from './end-users';
import { checkEnvironmentChanged, type EnvironmentChanged } from './environment-changed';
import { checkInsights, type Insights } from './insights';
import { checkPresence, type Presence } from './presence';
import type { JobTopic, RealTimeTopic } from './topic';
import { checkUsage, type Usage } from './usage';
import { checkWorkspaceChanged, type WorkspaceChanged } from './workspace-changed';

const realTime = <M>(name: string, check: (body: unknown) => Checked<M>): RealTimeTopic<M> => ({
  kind: 'real-time',
  name,
  check,
});
const job = <M>(name: string, check: (body: unknown) => Checked<M>): JobTopic<M> => ({ kind: 'job', name, check });

/** All that our processes say to each other. */
export const Topics = {
  environmentChanged: realTime<EnvironmentChanged>('environment-changed', checkEnvironmentChanged),
  workspaceChanged: realTime<WorkspaceChanged>('workspace-changed', checkWorkspaceChanged),
  presence: realTime<Presence>('presence', checkPresence),
  endUsers: job<EndUsersSeen>('end-users', checkEndUsers),
  insights: job<Insights>('insights', checkInsights),
  usage: job<Usage>('usage', checkUsage),
} as const;
