import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { SecretInput, SecretState } from '@app/domain';
import { Figure, ReadOnly, Text, storedMembers } from '../../bodies/members';

const expiresAt = { description: 'Unix seconds; null: never.', nullable: true } as const;

/** What can be changed of a secret: its name, and when it expires. What else stands in the answer may stand here and is ignored. */
@ApiSchema({ name: 'SecretEdit' })
@ReadOnly(...storedMembers, 'value', 'expired')
export class SecretEditRequest implements SecretInput {
  @Text({ toCreate: true, maxLength: 128 })
  name?: string;

  @Text({ toCreate: true, enum: ['server', 'client'] })
  type?: string;

  @Figure({ ...expiresAt, default: null })
  expiresAt?: number | null;
}

@ApiSchema({ name: 'SecretInput' })
export class SecretRequest extends SecretEditRequest {
  @Text({ description: 'Root alone, to move in from elsewhere: 44 characters of A–Z, a–z, 0–9, - and _.' })
  value?: string;
}

@ApiSchema({ name: 'Secret' })
export class SecretResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string' })
  readonly name: string;

  @ApiProperty({ enum: ['server', 'client'] })
  readonly type: SecretState['type'];

  @ApiProperty({ type: 'string', nullable: true, description: 'null without ReadSecrets.' })
  readonly value: string | null;

  @ApiProperty({ type: 'integer', ...expiresAt })
  readonly expiresAt: number | null;

  @ApiProperty({ type: 'boolean' })
  readonly expired: boolean;

  @ApiProperty({ type: 'integer' })
  readonly rowVersion: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly updatedAt: string;

  /** `value`: null when it is not to be shown. `now`: ms since the epoch. */
  constructor(secret: SecretState, value: string | null, now: number) {
    this.id = secret.id;
    this.name = secret.name;
    this.type = secret.type;
    this.value = value;
    this.expiresAt = secret.expiresAt;
    this.expired = secret.expiresAt !== null && secret.expiresAt * 1000 <= now;
    this.rowVersion = secret.rowVersion;
    this.createdAt = secret.createdAt.toISOString();
    this.updatedAt = secret.updatedAt.toISOString();
  }
}
