import { at, errorOf, refusalsOf, someMeans, storedEnvironment } from '../../testing';
import { createProject } from './create-project';
import { Environment } from './environment';
import { Project } from './project';
import { Secret } from './secret';
import { Workspace } from './workspace';

const encrypted = { keyId: '01234567', text: 'c2VjcmV0' };

describe('a workspace', () => {
  const workspace = new Workspace(Workspace.create({ key: 'Acme', name: 'Acme' }, someMeans()).state);

  it('is made with its names and edited whole', () => {
    expect(workspace.document()).toEqual({ key: 'acme', name: 'Acme', description: null, tags: [] });
    expect(workspace.apply(workspace.document())).toBe(workspace);
    expect(workspace.apply({ name: 'Acme Ltd' }).write()).toMatchObject({
      kind: 'workspace',
      before: { name: 'Acme' },
      after: { name: 'Acme Ltd' },
    });
    expect(refusalsOf(() => Workspace.create({ key: 'a' }, someMeans()))).toEqual(['KEY_INVALID /key']);
    expect(workspace.remove()).toMatchObject({ kind: 'workspace', before: workspace.state });
  });
});

describe('a project', () => {
  const project = new Project(createProject({ key: 'web' }, 'workspace-1', someMeans()).project.state);

  it('is edited without its environments, archived, restored and removed', () => {
    expect(project.apply({ ...project.document(), environments: [] })).toBe(project);
    expect(project.apply({ tags: ['shop'] }).state.tags).toEqual(['shop']);
    expect(errorOf(() => project.remove()).code).toBe('NOT_ARCHIVED');
    const archived = project.archive(at);
    expect(archived.archive(new Date(0))).toBe(archived);
    expect(archived.restore().state).toEqual(project.state);
    expect(archived.remove()).toMatchObject({ kind: 'project' });
  });
});

describe('an environment', () => {
  const environment = new Environment(storedEnvironment());

  it('is edited with its settings, archived, restored and removed', () => {
    expect(environment.apply(environment.document())).toBe(environment);
    const edited = environment.apply({ name: 'Live', settings: { requireComment: true } });
    expect(edited.document()).toMatchObject({
      name: 'Live',
      settings: { requireComment: true, requireApproval: null, protected: false },
    });
    expect(edited.apply({ name: 'Live' }).document().settings.requireComment).toBe(false);
    expect(refusalsOf(() => environment.apply({ settings: { protected: true } }))).toEqual([
      'SETTING_NOT_AVAILABLE /settings/protected',
    ]);
    expect(errorOf(() => environment.remove()).code).toBe('NOT_ARCHIVED');
    expect(environment.archive(at).remove()).toMatchObject({ kind: 'environment' });
    expect(environment.archive(at).restore().state).toEqual(environment.state);
  });
});

describe('a secret', () => {
  const draft = Secret.draft({ name: 'Mobile', type: 'client' }, 'environment-1', someMeans());
  const secret = new Secret(Secret.create(draft, { hash: 'ab'.repeat(32), encrypted }, at).state);

  it('is sealed from a draft, and its value is not kept', () => {
    expect(draft).toEqual({
      id: 'id-1',
      environmentId: 'environment-1',
      name: 'Mobile',
      type: 'client',
      expiresAt: null,
      value: undefined,
    });
    expect(secret.state).toEqual({
      id: 'id-1',
      environmentId: 'environment-1',
      name: 'Mobile',
      type: 'client',
      expiresAt: null,
      hash: 'ab'.repeat(32),
      encrypted,
      rowVersion: 0,
      createdAt: at,
      updatedAt: at,
    });
    expect(Secret.create(draft, { hash: '', encrypted }, at).write()?.before).toBeUndefined();
  });

  it('changes its name and its expiry, nothing else', () => {
    expect(secret.apply({ name: 'Mobile', type: 'client' })).toBe(secret);
    expect(secret.apply({ name: 'Web', expiresAt: 0 }).document()).toEqual({ name: 'Web', type: 'client', expiresAt: 0 });
    expect(errorOf(() => secret.apply({ name: 'Web', type: 'server' }))).toMatchObject({
      kind: 'conflict',
      code: 'TYPE_IMMUTABLE',
    });
  });

  it.each([1.5, -1, 2 ** 53, NaN, '1798761600' as unknown as number])('does not expire at %s', (expiresAt) => {
    expect(refusalsOf(() => secret.apply({ name: 'Web', expiresAt }))).toEqual(['EXPIRY_INVALID /expiresAt']);
  });

  it.each([43, 45])('has no value of %i characters', (length) => {
    const input = { name: 'a', type: 'server', value: 'a'.repeat(length) };
    expect(refusalsOf(() => Secret.draft(input, 'environment-1', { ...someMeans(), root: true }))).toEqual([
      'SECRET_INVALID /value',
    ]);
  });
});
