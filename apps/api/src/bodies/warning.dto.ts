import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** What is allowed and may surprise. */
@ApiSchema({ name: 'Warning' })
export class WarningResponse {
  @ApiProperty({ type: 'string' })
  readonly code!: string;

  @ApiProperty({ type: 'string' })
  readonly detail!: string;

  @ApiProperty({ type: 'string', nullable: true })
  readonly pointer!: string | null;
}
