import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ProjectInput, ProjectState, StoredEnvironment } from '@app/domain';
import { Many, ReadOnly } from '../../bodies/members';
import { MetaRequest, MetaResponse } from '../../bodies/meta.dto';
import { EnvironmentRequest } from './environment.dto';

@ApiSchema({ name: 'ProjectInput' })
@ReadOnly('archivedAt')
export class ProjectRequest extends MetaRequest implements ProjectInput {
  @Many(() => EnvironmentRequest, { description: 'Default: staging and production.' })
  environments?: EnvironmentRequest[];
}

@ApiSchema({ name: 'ProjectEnvironment' })
export class ProjectEnvironmentResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string' })
  readonly key: string;

  @ApiProperty({ type: 'string' })
  readonly name: string;

  constructor({ id, key, name }: StoredEnvironment) {
    this.id = id;
    this.key = key;
    this.name = name;
  }
}

@ApiSchema({ name: 'Project' })
export class ProjectResponse extends MetaResponse {
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly archivedAt: string | null;

  @ApiProperty({ type: () => [ProjectEnvironmentResponse] })
  readonly environments: readonly ProjectEnvironmentResponse[];

  /** `environments`: the project's, in any order. */
  constructor(project: ProjectState, environments: readonly StoredEnvironment[]) {
    super(project);
    this.archivedAt = project.archivedAt?.toISOString() ?? null;
    const sorted = [...environments].sort((one, other) => (one.key < other.key ? -1 : 1));
    this.environments = sorted.map((one) => new ProjectEnvironmentResponse(one));
  }
}
