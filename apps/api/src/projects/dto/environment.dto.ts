import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { EnvironmentInput, EnvironmentSettings, StoredEnvironment } from '@app/domain';
import { AnyJson, Flagged, Many, One, ReadOnly, Text } from '../../bodies/members';
import { MetaRequest, MetaResponse } from '../../bodies/meta.dto';
import { SecretRequest } from './secret.dto';

@ApiSchema({ name: 'EnvironmentSettingsInput' })
export class SettingsRequest implements Partial<EnvironmentSettings> {
  @Flagged({ default: false, description: 'Every change needs a comment.' })
  requireComment?: boolean;

  @AnyJson({
    type: 'object',
    nullable: true,
    additionalProperties: false,
    default: null,
    description: 'Reserved: only null is accepted.',
  })
  requireApproval?: EnvironmentSettings['requireApproval'];

  @Flagged({ default: false, description: 'Reserved: only false is accepted.' })
  protected?: boolean;
}

@ApiSchema({ name: 'EnvironmentInput' })
@ReadOnly('archivedAt', 'revision')
export class EnvironmentRequest extends MetaRequest implements EnvironmentInput {
  @Text({ format: 'uuid', description: 'Root alone, to move in from elsewhere. Default: a new one.' })
  id?: string;

  @Many(() => SecretRequest, { description: 'Default: "Server Key" and "Client Key".' })
  secrets?: SecretRequest[];

  @One(() => SettingsRequest)
  settings?: SettingsRequest;
}

@ApiSchema({ name: 'EnvironmentSettings' })
export class SettingsResponse implements EnvironmentSettings {
  @ApiProperty({ type: 'boolean' })
  readonly requireComment: boolean;

  @ApiProperty({ type: 'object', nullable: true, additionalProperties: true })
  readonly requireApproval: EnvironmentSettings['requireApproval'];

  @ApiProperty({ type: 'boolean' })
  readonly protected: boolean;

  constructor({ requireComment, requireApproval, protected: isProtected }: EnvironmentSettings) {
    this.requireComment = requireComment;
    this.requireApproval = requireApproval;
    this.protected = isProtected;
  }
}

@ApiSchema({ name: 'Environment' })
export class EnvironmentResponse extends MetaResponse {
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly archivedAt: string | null;

  @ApiProperty({ type: () => SettingsResponse })
  readonly settings: SettingsResponse;

  @ApiProperty({ type: 'integer', description: 'The SDKs’ cursor, in ms.' })
  readonly revision: number;

  constructor(environment: StoredEnvironment) {
    super(environment);
    this.archivedAt = environment.archivedAt?.toISOString() ?? null;
    this.settings = new SettingsResponse(environment.settings);
    this.revision = environment.revision;
  }
}
