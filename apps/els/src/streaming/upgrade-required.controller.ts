import { Controller, Get } from '@nestjs/common';
import { HttpProblem } from '@app/platform';

/** The socket's address, asked without an upgrade: by a person, or through a proxy that drops the headers. */
@Controller('streaming')
export class UpgradeRequiredController {
  @Get()
  refuse(): never {
    const detail = 'this address speaks WebSocket: send Connection: Upgrade, and let every proxy on the way pass it on';
    throw new HttpProblem({ status: 426, code: 'UPGRADE_REQUIRED', detail, headers: { Upgrade: 'websocket' } });
  }
}
