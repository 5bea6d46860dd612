import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ChangeSet, ChangedResource, Operation, RaisedEnvironment, ResourceRef } from '@app/domain';
import { PrincipalResponse } from '../bodies/principal.dto';

const states = ['draft', 'pending', 'scheduled', 'committed', 'rejected', 'cancelled', 'suspended'] as const;
export const origins = ['direct', 'import', 'schedule', 'approval', 'rollback', 'roll-out', 'trigger', 'file'] as const;
const kinds = [
  'workspace',
  'project',
  'environment',
  'secret',
  'flag',
  'targeting',
  'segment',
  'segment-targeting',
  'member',
  'group',
  'policy',
  'access',
] as const;
const anyObject = { type: 'object', additionalProperties: true } as const;
const document = { ...anyObject, nullable: true } as const;

/** By id and by the key of that moment. */
@ApiSchema({ name: 'ResourceRef' })
export class ResourceRefResponse {
  @ApiProperty({
    type: 'string',
    format: 'uuid',
    description: 'Of the flag for a targeting, of the segment for a segment targeting.',
  })
  readonly id: string;

  @ApiProperty({ enum: kinds })
  readonly kind: ResourceRef['kind'];

  @ApiProperty({ type: 'string', description: 'Of a secret its name.' })
  readonly key: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly environment: string | null;

  constructor({ id, kind, key, environment }: ResourceRef) {
    this.id = id;
    this.kind = kind;
    this.key = key;
    this.environment = environment;
  }
}

@ApiSchema({ name: 'Inverse' })
class InverseResponse {
  @ApiProperty({ type: 'string' })
  readonly operation!: string;

  @ApiProperty(anyObject)
  readonly arguments!: object;
}

@ApiSchema({ name: 'Operation' })
export class OperationResponse {
  @ApiProperty({ type: 'integer' })
  readonly position: number;

  @ApiProperty({ type: 'string' })
  readonly operation: string;

  @ApiProperty(anyObject)
  readonly arguments: object;

  @ApiProperty({ type: () => InverseResponse, nullable: true })
  readonly inverse: Operation['inverse'];

  @ApiProperty({ type: () => ResourceRefResponse })
  readonly resource: ResourceRefResponse;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly baseRowVersion: number | null;

  constructor(operation: Operation, position: number) {
    this.position = position;
    this.operation = operation.operation;
    this.arguments = operation.arguments;
    this.inverse = operation.inverse;
    this.resource = new ResourceRefResponse(operation.resource);
    this.baseRowVersion = operation.baseRowVersion;
  }
}

@ApiSchema({ name: 'ChangedResource' })
export class ChangedResourceResponse {
  @ApiProperty({ type: () => ResourceRefResponse })
  readonly resource: ResourceRefResponse;

  @ApiProperty(document)
  readonly before: object | null;

  @ApiProperty(document)
  readonly after: object | null;

  constructor({ resource, before, after }: ChangedResource) {
    this.resource = new ResourceRefResponse(resource);
    this.before = before;
    this.after = after;
  }
}

@ApiSchema({ name: 'RaisedEnvironment' })
export class RaisedEnvironmentResponse {
  @ApiProperty({ type: 'string' })
  readonly environment: string;

  @ApiProperty({ type: 'integer' })
  readonly previousRevision: number;

  @ApiProperty({ type: 'integer' })
  readonly revision: number;

  constructor({ environment, previousRevision, revision }: RaisedEnvironment) {
    this.environment = environment;
    this.previousRevision = previousRevision;
    this.revision = revision;
  }
}

/** A change set as a list shows it. */
@ApiSchema({ name: 'ChangeSetSummary' })
export class ChangeSetSummaryResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly workspace: string | null;

  @ApiProperty({ type: 'string', nullable: true })
  readonly project: string | null;

  @ApiProperty({ enum: states })
  readonly state: ChangeSet['state'];

  @ApiProperty({ enum: origins })
  readonly origin: ChangeSet['origin'];

  @ApiProperty({ type: () => PrincipalResponse })
  readonly author: PrincipalResponse;

  @ApiProperty({ type: 'string', nullable: true })
  readonly comment: string | null;

  @ApiProperty({ type: 'string', format: 'uuid', nullable: true })
  readonly baseChangeSet: string | null;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly committedAt: string | null;

  @ApiProperty({ type: () => [RaisedEnvironmentResponse] })
  readonly environments: readonly RaisedEnvironmentResponse[];

  @ApiProperty({ type: () => [OperationResponse] })
  readonly operations: readonly OperationResponse[];

  /** `shows`: whether lines about that environment may be shown. */
  constructor(changeSet: ChangeSet, shows: (environment: string | null) => boolean) {
    this.id = changeSet.id;
    this.workspace = changeSet.workspace;
    this.project = changeSet.project;
    this.state = changeSet.state;
    this.origin = changeSet.origin;
    this.author = new PrincipalResponse(changeSet.author);
    this.comment = changeSet.comment;
    this.baseChangeSet = changeSet.baseChangeSet;
    this.createdAt = changeSet.createdAt.toISOString();
    this.committedAt = changeSet.committedAt?.toISOString() ?? null;
    this.environments = changeSet.environments
      .filter(({ environment }) => shows(environment))
      .map((one) => new RaisedEnvironmentResponse(one));
    this.operations = changeSet.operations
      .map((one, position) => new OperationResponse(one, position))
      .filter(({ resource }) => shows(resource.environment));
  }
}

@ApiSchema({ name: 'ChangeSet' })
export class ChangeSetResponse extends ChangeSetSummaryResponse {
  @ApiProperty({ type: () => [ChangedResourceResponse] })
  readonly resources: readonly ChangedResourceResponse[];

  constructor(changeSet: ChangeSet, shows: (environment: string | null) => boolean) {
    super(changeSet, shows);
    this.resources = (changeSet.resources ?? [])
      .filter(({ resource }) => shows(resource.environment))
      .map((one) => new ChangedResourceResponse(one));
  }
}
