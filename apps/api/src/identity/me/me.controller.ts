import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Authorization, SignedIn, objectOf } from '@app/access-control';
import type { Caller } from '@app/access-control';
import { LimitExceeded, ModelReader } from '@app/domain';
import type { WorkspaceState } from '@app/domain';
import type { ApiRequest } from '../../http/api-request';
import { Reads } from '../../openapi/answers';
import { reading } from '../../requests/query-parameters';
import { By } from '../../requests/request-parts';
import { VERSION } from '../../version';
import { MeResponse } from './me.dto';
import { Rights } from './rights';

const MAX_RESOURCES = 50;
const PAGE = 200;

const resource = {
  name: 'resource',
  description: `A path of this API without /api/v1; repeatable, at most ${MAX_RESOURCES}.`,
  schema: { type: 'array', items: { type: 'string' }, maxItems: MAX_RESOURCES },
} as const;
const Resources = () => reading({ query: [resource] }, resourcesOf);

@ApiTags('Me')
@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly model: ModelReader,
    private readonly authorization: Authorization,
    private readonly rights: Rights,
  ) {}

  @Get()
  @SignedIn()
  @Reads(MeResponse, { summary: 'Who asks, and what they may do with what those paths name', tagged: false })
  async read(@By() by: Caller, @Resources() paths: readonly string[]): Promise<MeResponse> {
    const { id } = await this.model.instance();
    const resources = [];
    for (const path of paths) resources.push({ path, allowed: await this.rights.on(path, by) });
    const workspaces = await this.workspaces(by);
    return new MeResponse({ principal: by.principal, instance: { id, version: VERSION }, workspaces, resources });
  }

  private async workspaces(by: Caller): Promise<readonly WorkspaceState[]> {
    const all: WorkspaceState[] = [];
    let after: string | undefined;
    do {
      const { items, next } = await this.model.workspaces({ limit: PAGE, after });
      all.push(...items);
      after = next;
    } while (after !== undefined);
    return this.authorization.allowed(by, 'ReadWorkspace', all, ({ key }) => objectOf('workspace', { workspace: key }));
  }
}

function resourcesOf({ query }: ApiRequest): readonly string[] {
  const { resource: given = [] } = query as { resource?: string | string[] };
  const paths = [given].flat();
  if (paths.length > MAX_RESOURCES) throw new LimitExceeded(null, 'resources', MAX_RESOURCES, paths.length);
  return paths;
}
