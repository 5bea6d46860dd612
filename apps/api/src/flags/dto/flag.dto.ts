import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { flagTypes, valueOf } from '@app/domain';
import type { FlagInput, FlagState, FlagType, VariationInput, VariationState } from '@app/domain';
import { AnyJson, Figure, Many, ReadOnly, Text, Texts } from '../../bodies/members';
import { MetaRequest, MetaResponse } from '../../bodies/meta.dto';
import { WarningResponse } from '../../bodies/warning.dto';

@ApiSchema({ name: 'VariationInput' })
@ReadOnly('id')
export class VariationRequest implements VariationInput {
  @Text({ toCreate: true, minLength: 2, maxLength: 128 })
  key?: string;

  @Text({ maxLength: 128, description: 'Default: the key.' })
  name?: string;

  @Text({ nullable: true, default: null })
  description?: string | null;

  @Texts({ default: [] })
  tags?: string[];

  @AnyJson({ toCreate: true, description: 'A JSON value of the flag’s type; of `json` any.' })
  value?: unknown;

  @Figure({ minimum: 0, description: 'When one is written alone. Default: it stays, a new one is the last.' })
  position?: number;
}

@ApiSchema({ name: 'Variation' })
export class VariationResponse {
  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string' })
  readonly key: string;

  @ApiProperty({ type: 'string' })
  readonly name: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly description: string | null;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  readonly tags: readonly string[];

  @ApiProperty({ description: 'A JSON value of the flag’s type.' })
  readonly value: unknown;

  constructor(type: FlagType, state: VariationState) {
    const { id, key, name, description, tags, value } = state;
    this.id = id;
    this.key = key;
    this.name = name;
    this.description = description;
    this.tags = tags;
    this.value = valueOf(type, value);
  }
}

@ApiSchema({ name: 'FlagInput' })
@ReadOnly('archivedAt', 'warnings')
export class FlagRequest extends MetaRequest implements FlagInput {
  @Text({ toCreate: true, enum: flagTypes, description: 'Kept from then on.' })
  type?: string;

  @Many(() => VariationRequest, {
    description:
      'All of them, matched by key; of a new boolean flag default on and off. The first is served by the new fallthrough, the last is the off variation.',
  })
  variations?: VariationRequest[];
}

@ApiSchema({ name: 'Flag' })
export class FlagResponse extends MetaResponse {
  @ApiProperty({ enum: flagTypes })
  readonly type: FlagType;

  @ApiProperty({ type: () => [VariationResponse] })
  readonly variations: readonly VariationResponse[];

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly archivedAt: string | null;

  @ApiProperty({ type: () => [WarningResponse] })
  readonly warnings: readonly WarningResponse[] = [];

  constructor(flag: FlagState) {
    super(flag);
    this.type = flag.type;
    this.variations = flag.variations.map((one) => new VariationResponse(flag.type, one));
    this.archivedAt = flag.archivedAt?.toISOString() ?? null;
  }
}
