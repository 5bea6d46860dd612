import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Principal } from '@app/domain';

@ApiSchema({ name: 'Principal' })
export class PrincipalResponse implements Principal {
  @ApiProperty({ enum: ['member', 'access', 'system'] })
  readonly kind: Principal['kind'];

  @ApiProperty({ type: 'string', format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly key: string | null;

  @ApiProperty({ type: 'string' })
  readonly name: string;

  constructor({ kind, id, key, name }: Principal) {
    this.kind = kind;
    this.id = id;
    this.key = key;
    this.name = name;
  }
}
