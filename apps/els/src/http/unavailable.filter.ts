import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Unavailable } from '@app/platform';

/** 503, to be asked again. Not a line in the log each: why there is no snapshot is told where it is known, once. */
@Catch(Unavailable)
export class UnavailableFilter implements ExceptionFilter<Unavailable> {
  catch(_: Unavailable, host: ArgumentsHost): void {
    void host.switchToHttp().getResponse<FastifyReply>().code(503).header('Retry-After', '1').send();
  }
}
