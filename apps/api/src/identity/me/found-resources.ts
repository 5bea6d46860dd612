import { Injectable } from '@nestjs/common';
import { ModelReader, ScopeReader } from '@app/domain';
import type { EnvironmentScope, ProjectScope, ResourceRef, Surroundings, WorkspaceScope } from '@app/domain';
import type { NamedResource } from './named-resource';

/** Something that is there, and what permissions for it look at. */
export interface FoundResource {
  readonly resource: ResourceRef;
  readonly within: Surroundings;
}

interface Item {
  readonly id: string;
  readonly key: string;
  readonly tags?: readonly string[];
}

/** Finds what a path names. */
@Injectable()
export class FoundResources {
  constructor(
    private readonly scopes: ScopeReader,
    private readonly model: ModelReader,
  ) {}

  /** Undefined: there is no such thing. */
  async find(named: NamedResource): Promise<FoundResource | undefined> {
    const scope = await this.scopeOf(named);
    const item = scope && (await this.itemOf(named, scope));
    if (!scope || !item) return undefined;
    const { environmentId = null, environment = null } = scope;
    const kind = named.kind === 'instance' ? 'workspace' : named.kind;
    const resource = { id: item.id, key: item.key, kind, environmentId, environment };
    return { resource, within: { ...(await this.surroundings(scope)), tags: item.tags } };
  }

  private async scopeOf({ workspace, project, environment }: NamedResource): Promise<Partial<EnvironmentScope> | undefined> {
    if (workspace === undefined) return {};
    if (project === undefined) return this.scopes.workspace(workspace);
    return environment === undefined
      ? this.scopes.project(workspace, project)
      : this.scopes.environment(workspace, project, environment);
  }

  private async itemOf(named: NamedResource, scope: Partial<EnvironmentScope>): Promise<Item | undefined> {
    switch (named.kind) {
      case 'flag':
      case 'targeting':
        return this.model.flag(scope.projectId!, named.flag!);
      case 'segment':
      case 'segment-targeting':
        return this.model.segment(scope.projectId!, named.segment!);
      case 'secret': {
        const secret = await this.model.secret(scope.environmentId!, named.secret!);
        return secret && { id: secret.id, key: secret.name };
      }
      default:
        return { id: scope.environmentId ?? '', key: scope.environment ?? '' }; // the scope itself
    }
  }

  private async surroundings({ workspaceId, projectId }: Partial<WorkspaceScope & ProjectScope>): Promise<Surroundings> {
    const workspace = workspaceId === undefined ? undefined : await this.model.workspace(workspaceId);
    if (projectId === undefined) return { workspace, environments: [] };
    return {
      workspace,
      project: await this.model.project(projectId),
      environments: await this.model.environmentsOf([projectId]),
    };
  }
}
