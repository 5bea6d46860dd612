import type { FirstRun } from './first-run';

/** What the first run made, in lines for whoever started it. */
export function whatWasMade({ workspace, project, environments, rootToken }: FirstRun): string {
  return [
    'First run. This is shown once:',
    ...(rootToken === undefined ? [] : [`root access token: ${rootToken}`]),
    ...environments.flatMap(({ key, secrets }) =>
      secrets.map(({ name, type, value }) => `${workspace}/${project}/${key}: ${name} (${type}): ${value}`),
    ),
  ].join('\n');
}
