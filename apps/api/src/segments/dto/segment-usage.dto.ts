import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { Use } from '@app/domain';

/** Where something is used. */
@ApiSchema({ name: 'Use' })
export class UseResponse implements Use {
  @ApiProperty({ type: 'string' })
  readonly environment!: string;

  @ApiProperty({ type: 'string' })
  readonly flag!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly rule!: string | null;
}

@ApiSchema({ name: 'SegmentUsage' })
export class SegmentUsageResponse {
  @ApiProperty({ type: () => [UseResponse] })
  readonly usedBy: readonly Use[];

  constructor(usedBy: readonly Use[]) {
    this.usedBy = usedBy;
  }
}
