import { Catch, type WsExceptionFilter } from '@nestjs/common';
import { Log } from '@app/platform';

/** A handler that throws would make Nest send a frame of its own to the SDK. Nothing is sent; it is our bug, so it is logged. */
@Catch()
export class SocketFilter implements WsExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown): void {
    this.log.error({ err: error }, 'a frame could not be handled');
  }
}
