import fc from 'fast-check';
import { environmentBody, projectBody, secretBody } from '../documents';
import { archived, command, notFound, nth, pick, preferring, stale } from '../step';
import type { Refusal, Step } from '../step';
import type { Environment, Secret, World } from '../world';

const environmentPath = (key: string) => `/environments/${key}`;
const etagOf = (key: string) => (world: World) => world.environments.get(key)!.rowVersion;
const notArchived: Refusal = { status: 409, code: 'NOT_ARCHIVED' };

const anyEnvironment = (_: Environment) => true;
const isArchived = (environment: Environment) => environment.archived;

function onEnvironment(
  n: number,
  world: World,
  plan: (environment: Environment) => Omit<Step, 'touches'>,
  wanted = anyEnvironment,
): Step {
  const environment = pick(preferring(world.environments.values(), wanted, n), n)!;
  return { ...plan(environment), touches: { environment: environment.key } };
}

const labels = fc.constantFrom({ name: 'Canary' }, { name: 'Größe' }, { tags: ['eu'] }, { description: 'Where it is live' });

const edit = command('edit an environment', { n: nth, what: labels, put: fc.boolean() }, ({ n, what, put }, world) =>
  onEnvironment(n, world, (environment) => ({
    method: put ? 'PUT' : 'PATCH',
    path: environmentPath(environment.key),
    body: put ? { ...environmentBody(environment), ...what } : what,
    ...(put && { ifMatch: environment.rowVersion }),
    ...(environment.archived && { refusal: archived }),
    edit: (after) => void Object.assign(after.environments.get(environment.key)!, what),
    etag: etagOf(environment.key),
  })),
);

const setComment = command(
  'want comments in an environment',
  { n: nth, requireComment: fc.boolean() },
  ({ n, requireComment }, world) =>
    onEnvironment(n, world, (environment) => ({
      method: 'PATCH',
      path: environmentPath(environment.key),
      body: { settings: { requireComment } },
      ...(environment.archived && { refusal: archived }),
      edit: (after) => void (after.environments.get(environment.key)!.requireComment = requireComment),
      etag: etagOf(environment.key),
      commented: true,
    })),
);

const late = command('edit an environment that changed meanwhile', { n: nth }, ({ n }, world) =>
  onEnvironment(n, world, (environment) => ({
    method: 'PATCH',
    path: environmentPath(environment.key),
    ifMatch: environment.rowVersion + 1,
    body: { name: 'Too late' },
    refusal: stale,
  })),
);

const archive = command('archive an environment', { n: nth }, ({ n }, world) =>
  onEnvironment(n, world, (environment) => {
    const isLast = [...world.environments.values()].every((one) => one === environment || one.archived);
    const refusal: Refusal = { status: 409, code: 'PROJECT_NEEDS_ENVIRONMENT' };
    return {
      method: 'POST',
      path: `${environmentPath(environment.key)}/archive`,
      changesNothing: environment.archived,
      ...(!environment.archived && isLast && { refusal }),
      edit: (after) => void (after.environments.get(environment.key)!.archived = true),
      etag: etagOf(environment.key),
      commented: true,
    };
  }),
);

const restore = command('restore an environment', { n: nth }, ({ n }, world) =>
  onEnvironment(
    n,
    world,
    ({ key }) => ({
      method: 'POST',
      path: `${environmentPath(key)}/restore`,
      open: true,
      edit: (after) => void (after.environments.get(key)!.archived = false),
      etag: etagOf(key),
      commented: true,
    }),
    isArchived,
  ),
);

const remove = command('delete an environment', { n: nth }, ({ n }, world) =>
  onEnvironment(
    n,
    world,
    ({ key, archived: already }) => ({
      method: 'DELETE',
      path: environmentPath(key),
      status: 204,
      open: true,
      ...(!already && { refusal: notArchived }),
      edit: (after) => {
        after.environments.delete(key);
        for (const { targetings } of [...after.flags.values(), ...after.segments.values()]) targetings.delete(key);
      },
      commented: true,
    }),
    isArchived,
  ),
);

const editProject = command('edit a project', { what: labels, put: fc.boolean() }, ({ what, put }, { project, ...world }) => ({
  method: put ? 'PUT' : 'PATCH',
  path: '',
  body: put ? { ...projectBody(project, { project, ...world }), ...what } : what,
  ...(put && { ifMatch: project.rowVersion }),
  edit: (after) => void Object.assign(after.project, what),
  etag: (after) => after.project.rowVersion,
  touches: { environment: pick(world.environments.keys(), 0) },
}));

const archiveProject = command('archive a project', {}, (_, { environments }) => ({
  method: 'POST',
  path: '/archive',
  open: true,
  edit: (after) => void (after.project.archived = true),
  etag: (after) => after.project.rowVersion,
  touches: { environment: pick(environments.keys(), 0) },
  commented: true,
}));

const restoreProject = command('restore a project', {}, (_, { environments }) => ({
  method: 'POST',
  path: '/restore',
  open: true,
  edit: (after) => void (after.project.archived = false),
  etag: (after) => after.project.rowVersion,
  touches: { environment: pick(environments.keys(), 0) },
  commented: true,
}));

/** An archived one is deleted when its run is over. */
const removeProject = command('delete a project that is not archived', {}, (_, { project }) => ({
  method: project.archived ? 'POST' : 'DELETE',
  path: project.archived ? '/archive' : '',
  open: true,
  ...(!project.archived && { refusal: notArchived }),
  touches: {},
  commented: true,
}));

const YEAR_2100 = 4_102_444_800;
const expiries = fc.constantFrom(null, null, YEAR_2100, 1_000_000_000);

function onSecret(
  n: number,
  world: World,
  plan: (secret: Secret, environment: Environment) => Omit<Step, 'path' | 'touches'>,
): Step {
  const environment = pick(world.environments.values(), n)!;
  const secret = pick(environment.secrets.values(), Math.floor(n / 7));
  const id = secret?.id ?? '00000000-0000-4000-8000-000000000000';
  const at = { path: `${environmentPath(environment.key)}/secrets/${id}`, touches: { environment: environment.key } };
  if (!secret) return { ...at, method: 'DELETE', refusal: notFound };
  const step = plan(secret, environment);
  const closed = environment.archived && !step.open && step.refusal?.status !== 412;
  return { ...at, ...step, ...(closed && { refusal: archived }) };
}

const createSecret = command(
  'create a secret',
  { n: nth, type: fc.constantFrom<'server' | 'client'>('server', 'client'), expiresAt: expiries },
  ({ n, type, expiresAt }, world) =>
    onEnvironment(n, world, ({ key, archived: already }) => ({
      method: 'POST',
      path: `${environmentPath(key)}/secrets`,
      body: { name: 'One more', type, expiresAt },
      status: 201,
      ...(already && { refusal: archived }),
      edit: (after, { id, value }) =>
        void after.environments
          .get(key)!
          .secrets.set(id as string, { id, name: 'One more', type, value, expiresAt, rowVersion: 0 }),
    })),
);

const editSecret = command(
  'edit a secret',
  { n: nth, name: fc.constantFrom('Mobile', 'Größe'), expiresAt: expiries, put: fc.boolean() },
  ({ n, name, expiresAt, put }, world) =>
    onSecret(n, world, (secret, { key }) => ({
      method: put ? 'PUT' : 'PATCH',
      body: put ? { ...secretBody(secret), name, expiresAt } : { name, expiresAt },
      ...(put && { ifMatch: secret.rowVersion }),
      edit: (after) => void Object.assign(after.environments.get(key)!.secrets.get(secret.id)!, { name, expiresAt }),
      etag: (after) => after.environments.get(key)!.secrets.get(secret.id)!.rowVersion,
    })),
);

const retype = command('give a secret another type', { n: nth }, ({ n }, world) =>
  onSecret(n, world, ({ type }) => ({
    method: 'PATCH',
    body: { type: type === 'server' ? 'client' : 'server' },
    refusal: { status: 409, code: 'TYPE_IMMUTABLE', pointer: '/type' },
  })),
);

const lateSecret = command('edit a secret that changed meanwhile', { n: nth }, ({ n }, world) =>
  onSecret(n, world, ({ rowVersion }) => ({
    method: 'PATCH',
    ifMatch: rowVersion + 1,
    body: { name: 'Too late' },
    refusal: stale,
  })),
);

const removeSecret = command('delete a secret', { n: nth }, ({ n }, world) =>
  onSecret(n, world, ({ id }, { key }) => ({
    method: 'DELETE',
    status: 204,
    open: true,
    edit: (after) => void after.environments.get(key)!.secrets.delete(id),
  })),
);

export const hierarchyCommands = [
  edit,
  setComment,
  late,
  archive,
  restore,
  remove,
  editProject,
  archiveProject,
  restoreProject, // in an archived one as good as nothing is open: three times as likely as archiving it
  restoreProject,
  restoreProject,
  removeProject,
  createSecret,
  editSecret,
  retype,
  lateSecret,
  removeSecret,
];
