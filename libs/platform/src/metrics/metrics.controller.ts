import { Controller, Get, Res } from '@nestjs/common';
import { Metrics } from './metrics';

interface Reply {
  header(name: string, value: string): { send(body: string): unknown };
}

@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async read(@Res() reply: Reply): Promise<void> {
    reply.header('Content-Type', this.metrics.contentType).send(await this.metrics.text());
  }
}
