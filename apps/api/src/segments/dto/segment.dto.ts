import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { SegmentInput, SegmentState } from '@app/domain';
import { ReadOnly } from '../../bodies/members';
import { MetaRequest, MetaResponse } from '../../bodies/meta.dto';

@ApiSchema({ name: 'SegmentInput' })
@ReadOnly('archivedAt')
export class SegmentRequest extends MetaRequest implements SegmentInput {}

@ApiSchema({ name: 'Segment' })
export class SegmentResponse extends MetaResponse {
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  readonly archivedAt: string | null;

  constructor(segment: SegmentState) {
    super(segment);
    this.archivedAt = segment.archivedAt?.toISOString() ?? null;
  }
}
