import { ApiSchema } from '@nestjs/swagger';
import { MetaRequest, MetaResponse } from '../bodies/meta.dto';

@ApiSchema({ name: 'WorkspaceInput' })
export class WorkspaceRequest extends MetaRequest {}

@ApiSchema({ name: 'Workspace' })
export class WorkspaceResponse extends MetaResponse {}
