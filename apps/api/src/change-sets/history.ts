import { Injectable } from '@nestjs/common';
import { Authorization, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { ModelReader, NotFound } from '@app/domain';
import type { ChangeSet, ProjectScope, WorkspaceScope } from '@app/domain';
import { pageAnswer } from '../requests/lists';
import type { ChangeSetList } from './change-set-filters';
import { ChangeSetResponse, ChangeSetSummaryResponse } from './change-set.dto';

type Scope = WorkspaceScope | ProjectScope;

/** Whether lines about that environment may be shown. */
type Shows = (environment: string | null) => boolean;

/** Change sets as they are shown: without the lines of environments the caller may not read. */
@Injectable()
export class History {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
  ) {}

  async list(scope: Scope, by: Caller, { filter, page }: ChangeSetList) {
    const { items, next } = await this.model.changeSets({ ...filter, ...idsOf(scope) }, page);
    const shown = await Promise.all(items.map(async (one) => new ChangeSetSummaryResponse(one, await this.shows(by, one))));
    return pageAnswer({ items: shown, next }, (answer) => answer);
  }

  async read(scope: Scope, by: Caller, id: string): Promise<ChangeSetResponse> {
    const { workspaceId, projectId } = idsOf(scope);
    const changeSet = await this.model.changeSet(workspaceId, projectId, id);
    if (!changeSet) throw new NotFound(`the change set ${id}`);
    return new ChangeSetResponse(changeSet, await this.shows(by, changeSet));
  }

  /** What is gone is asked by its name of then. */
  private async shows(by: Caller, { workspace, project, environments, operations, resources = [] }: ChangeSet): Promise<Shows> {
    const named = [...operations, ...resources].map(({ resource }) => resource.environment);
    const keys = new Set([...environments.map(({ environment }) => environment), ...named.filter((key) => key !== null)]);
    const nameOf = (environment: string) =>
      objectOf('environment', { workspace: workspace ?? undefined, project: project ?? undefined, environment });
    const readable = new Set(await this.authorization.allowed(by, 'CanAccessEnv', [...keys], nameOf));
    return (environment) => environment === null || readable.has(environment);
  }
}

function idsOf(scope: Scope): { workspaceId: string; projectId?: string } {
  return { workspaceId: scope.workspaceId, ...('projectId' in scope && { projectId: scope.projectId }) };
}
