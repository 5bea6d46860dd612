import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Principal } from '@app/domain';
import { PrincipalResponse } from '../../bodies/principal.dto';

@ApiSchema({ name: 'MyInstance' })
class InstanceResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly version!: string;
}

@ApiSchema({ name: 'MyWorkspace' })
class WorkspaceNameResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly key!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;
}

@ApiSchema({ name: 'MyResource' })
class ResourceRightsResponse {
  @ApiProperty({ type: 'string' })
  readonly path!: string;

  @ApiProperty({ type: 'array', items: { type: 'string' }, description: 'Actions; none: it is not there, or not yours to read.' })
  readonly allowed!: readonly string[];
}

@ApiSchema({ name: 'Me' })
export class MeResponse {
  @ApiProperty({ type: () => PrincipalResponse })
  readonly principal: PrincipalResponse;

  @ApiProperty({ type: () => InstanceResponse })
  readonly instance: InstanceResponse;

  @ApiProperty({ type: () => [WorkspaceNameResponse] })
  readonly workspaces: readonly WorkspaceNameResponse[];

  @ApiProperty({ type: () => [ResourceRightsResponse], description: 'One for each ?resource=, in order.' })
  readonly resources: readonly ResourceRightsResponse[];

  constructor(me: {
    readonly principal: Principal;
    readonly instance: InstanceResponse;
    readonly workspaces: readonly WorkspaceNameResponse[];
    readonly resources: readonly ResourceRightsResponse[];
  }) {
    this.principal = new PrincipalResponse(me.principal);
    this.instance = me.instance;
    this.workspaces = me.workspaces.map(({ id, key, name }) => ({ id, key, name }));
    this.resources = me.resources;
  }
}
