import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { EnvironmentFlagState, FlagState, TargetingState } from '@app/domain';
import { PrincipalResponse } from '../../bodies/principal.dto';
import { servable } from '../servable';
import { FlagResponse } from './flag.dto';
import { TargetingResponse } from './targeting.dto';

/** The definition joined with a summary of what it does in one environment. */
@ApiSchema({ name: 'EnvironmentFlag' })
export class EnvironmentFlagResponse extends FlagResponse {
  @ApiProperty({ type: 'string' })
  readonly environment: string;

  @ApiProperty({ type: 'boolean' })
  readonly enabled: boolean;

  @ApiProperty({ type: 'array', items: { type: 'string' }, description: 'Variations it can serve while it is enabled.' })
  readonly serves: readonly string[];

  @ApiProperty({ type: 'integer' })
  readonly rules: number;

  @ApiProperty({ type: 'integer', description: 'End users who are targeted one by one.' })
  readonly individualTargets: number;

  @ApiProperty({ type: 'array', items: { type: 'string' } })
  readonly prerequisites: readonly string[];

  @ApiProperty({ type: 'integer' })
  readonly targetingRowVersion: number;

  @ApiProperty({ type: 'integer', description: 'The item revision, in ms.' })
  readonly revision: number;

  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly changedAt: string;

  @ApiProperty({ type: () => PrincipalResponse })
  readonly changedBy: PrincipalResponse;

  constructor({ flag, targeting, changedAt, changedBy }: EnvironmentFlagState) {
    super(flag);
    const { document } = targeting;
    this.environment = targeting.environment;
    this.enabled = document.enabled;
    this.serves = servable(
      flag.variations.map(({ key }) => key),
      document,
    );
    this.rules = document.rules.length;
    this.individualTargets = document.individualTargets.reduce((sum, { endUsers }) => sum + endUsers.length, 0);
    this.prerequisites = document.prerequisites.map(({ flag: key }) => key);
    this.targetingRowVersion = targeting.rowVersion;
    this.revision = targeting.revision;
    this.changedAt = changedAt.toISOString();
    this.changedBy = new PrincipalResponse(changedBy);
  }
}

@ApiSchema({ name: 'FlagWithTargeting' })
export class FlagWithTargetingResponse extends FlagResponse {
  @ApiProperty({ type: () => TargetingResponse })
  readonly targeting: TargetingResponse;

  constructor(flag: FlagState, targeting: TargetingState) {
    super(flag);
    this.targeting = new TargetingResponse(targeting);
  }
}
