import type { Answer, Rest } from './rest';

const project = '/workspaces/main/projects/app';

/** Paths of the ready-made project, in one environment of it. */
export const paths = {
  flags: `${project}/flags`,
  flag: (key: string) => `${project}/flags/${key}`,
  targeting: (key: string, environment = 'production') => `${project}/environments/${environment}/flags/${key}/targeting`,
  segments: `${project}/segments`,
  segment: (key: string) => `${project}/segments/${key}`,
  members: (key: string, environment = 'production') => `${project}/environments/${environment}/segments/${key}/targeting`,
};

/** A text flag with variations `on` and `off` (values of the same text), on for everyone. */
export async function liveFlag(api: Rest, key: string): Promise<Answer> {
  const variations = [
    { key: 'on', value: 'on' },
    { key: 'off', value: 'off' },
  ];
  await api.must('POST', paths.flags, { key, type: 'string', variations });
  return api.must('PATCH', paths.targeting(key), { enabled: true });
}

/** Serves `to` to everyone in production. */
export function serve(api: Rest, key: string, to: string): Promise<Answer> {
  return api.must('PATCH', paths.targeting(key), { fallthrough: { weights: [{ variation: to, weight: 100_000 }] } });
}

export async function archive(api: Rest, key: string): Promise<Answer> {
  return api.must('POST', `${paths.flag(key)}/archive`);
}

export async function restore(api: Rest, key: string): Promise<Answer> {
  return api.must('POST', `${paths.flag(key)}/restore`);
}

/** A segment with these members in production. */
export async function segmentOf(api: Rest, key: string, included: readonly string[]): Promise<Answer> {
  await api.must('POST', paths.segments, { key });
  return api.must('PATCH', paths.members(key), { included });
}

/** `on` for who is in the segment, `off` for the others. */
export function serveToSegment(api: Rest, key: string, segment: string): Promise<Answer> {
  return api.must('PATCH', paths.targeting(key), {
    rules: [
      {
        key: 'members',
        name: 'Members',
        conditions: [{ operator: 'InSegment', values: [segment] }],
        serve: { weights: [{ variation: 'on', weight: 100_000 }] },
      },
    ],
    fallthrough: { weights: [{ variation: 'off', weight: 100_000 }] },
  });
}
