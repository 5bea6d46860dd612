import { randomUUID } from 'node:crypto';
import { aKey, anAccess, promises } from './given.contract';
import type { Exceptions, Kept } from './given.contract';

export function scopeReaderContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);

  describe(`${adapter} as ScopeReader`, () => {
    promise('turns the keys of a path into ids', async ({ scopes }, given) => {
      const { workspace, project, environment } = await given.project();
      const inWorkspace = { workspaceId: workspace.id, workspace: workspace.key };
      const inProject = { ...inWorkspace, projectId: project.id, project: project.key };
      const inEnvironment = { ...inProject, environmentId: environment('staging').id, environment: 'staging' };
      expect(await scopes.workspace(workspace.key)).toEqual(inWorkspace);
      expect(await scopes.project(workspace.key, project.key)).toEqual(inProject);
      expect(await scopes.environment(workspace.key, project.key, 'staging')).toEqual(inEnvironment);
    });

    promise('compares them exactly', async ({ scopes }, given) => {
      const { workspace, project } = await given.project();
      expect(await scopes.workspace(workspace.key.toUpperCase())).toBeUndefined();
      expect(await scopes.project(workspace.key, project.key.toUpperCase())).toBeUndefined();
      expect(await scopes.environment(workspace.key, project.key, 'Staging')).toBeUndefined();
      expect(await scopes.environment(workspace.key, project.key, 'staging ')).toBeUndefined();
    });

    promise('finds nothing under another parent, and nothing that is not there', async ({ scopes }, given) => {
      const [one, other] = [await given.project(), await given.project()];
      expect(await scopes.project(one.workspace.key, other.project.key)).toBeUndefined();
      expect(await scopes.environment(other.workspace.key, one.project.key, 'staging')).toBeUndefined();
      for (const odd of [aKey('unknown'), '', '%', "'", 'no\0key', '\ud800', 'x'.repeat(10_000)]) {
        expect(await scopes.workspace(odd)).toBeUndefined();
        expect(await scopes.environment(one.workspace.key, one.project.key, odd)).toBeUndefined();
      }
    });
  });
}

export function principalReaderContract(adapter: string, open: () => Promise<Kept>, except: Exceptions = {}): void {
  const promise = promises(open, except);

  describe(`${adapter} as PrincipalReader`, () => {
    promise('says who a token is, disabled and expired ones too', async ({ principals }, given) => {
      const place = await given.project();
      const at = { workspaceId: place.workspace.id, projectId: place.project.id, environmentId: place.environment('staging').id };
      for (const access of [anAccess(), anAccess({ type: 'user', scope: 'environment', ...at, enabled: false, expiresAt: 1 })]) {
        await given.access(access);
        const stored = { rowVersion: 1, createdAt: expect.any(Date), updatedAt: expect.any(Date) };
        expect(await principals.access(access.id)).toEqual({ ...access, ...stored });
      }
    });

    promise('knows nobody else', async ({ principals }) => {
      expect(await principals.access(randomUUID())).toBeUndefined();
      for (const odd of ['', 'root', "' OR true --", 'no\0id']) expect(await principals.access(odd)).toBeUndefined();
    });

    promise('sees a change with the next request', async ({ principals }, given) => {
      const access = anAccess();
      await given.access(access);
      const before = (await principals.access(access.id))!;
      await given.commit({ kind: 'instance' }, () => ({
        writes: [{ kind: 'access', before, after: { ...before, enabled: false } }],
      }));
      expect(await principals.access(access.id)).toMatchObject({ enabled: false, rowVersion: 2 });
    });
  });
}
