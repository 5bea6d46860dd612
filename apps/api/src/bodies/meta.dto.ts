import { ApiProperty } from '@nestjs/swagger';
import type { Named, Stored } from '@app/domain';
import { ReadOnly, Text, Texts, storedMembers } from './members';

export const KEY_PATTERN = '^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$';
const tags = { items: { type: 'string', maxLength: 30 } } as const;

/** What a body says of anything with a key. */
@ReadOnly(...storedMembers)
export class MetaRequest {
  @Text({
    toCreate: true,
    minLength: 2,
    maxLength: 128,
    description: 'Lowered on input (a flag’s keeps its case) and unique whatever its case.',
  })
  key?: string;

  @Text({ maxLength: 128, description: 'Default: the key.' })
  name?: string;

  @Text({ nullable: true, default: null })
  description?: string | null;

  @Texts({ ...tags, default: [] })
  tags?: string[];
}

/** What every answer about a thing with a key holds. */
export class MetaResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string' })
  readonly key: string;

  @ApiProperty({ type: 'string' })
  readonly name: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly description: string | null;

  @ApiProperty({ type: 'array', ...tags })
  readonly tags: readonly string[];

  @ApiProperty({ type: 'integer', description: 'The number of the ETag.' })
  readonly rowVersion: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly createdAt: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly updatedAt: string;

  constructor({ id, key, name, description, tags, rowVersion, createdAt, updatedAt }: Named & Stored) {
    this.id = id;
    this.key = key;
    this.name = name;
    this.description = description;
    this.tags = tags;
    this.rowVersion = rowVersion;
    this.createdAt = createdAt.toISOString();
    this.updatedAt = updatedAt.toISOString();
  }
}
