import type { Environment, Flag, Held, Members, Meta, Project, Secret, Segment, Targeting, World } from './world';

/** What GET answers, without the instants: those are the database's. Source: management-api 4 to 9. */
const meta = ({ id, key, name, description, tags, rowVersion }: Meta) => ({ id, key, name, description, tags, rowVersion });

export function projectBody(project: Project, { environments }: World): object {
  const listed = [...environments.values()].sort(byKey).map(({ id, key, name }) => ({ id, key, name }));
  return { ...meta(project), environments: listed };
}

export function environmentBody({ requireComment, revision, ...environment }: Environment): object {
  return { ...meta(environment), revision, settings: { requireComment, requireApproval: null, protected: false } };
}

export function secretBody({ id, name, type, value, expiresAt, rowVersion }: Secret): object {
  return { id, name, type, value, expiresAt, rowVersion, expired: expiresAt !== null && expiresAt * 1_000 <= Date.now() };
}

export function flagBody({ type, variations, ...flag }: Flag): object {
  return { ...meta(flag), type, variations, warnings: [] };
}

export function segmentBody(segment: Segment): object {
  return meta(segment);
}

export function targetingBody(flag: string, environment: string, held: Held<Targeting>): object {
  const { document, rowVersion, revision } = held;
  return { flag, environment, ...document, rowVersion, revision, warnings: [] };
}

export function membersBody(segment: string, environment: string, held: Held<Members>): object {
  const { document, rowVersion, revision } = held;
  return { segment, environment, ...document, rowVersion, revision, warnings: [] };
}

export const byKey = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1);
