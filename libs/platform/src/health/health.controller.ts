import { Controller, Get, Header, Res } from '@nestjs/common';
import { Health } from './health';
import type { Readiness } from './health';

interface Reply {
  code(status: number): { send(body: Readiness): unknown };
}

@Controller('health')
export class HealthController {
  constructor(private readonly health: Health) {}

  /** Asks nothing: it answers, so it lives. */
  @Get('liveness')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  liveness(): string {
    return 'Healthy';
  }

  @Get('readiness')
  async readiness(@Res() reply: Reply): Promise<void> {
    const found = await this.health.readiness();
    reply.code(found.status === 'unavailable' ? 503 : 200).send(found);
  }
}
