import { Catch, Injectable } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { Log } from '../logging/log';
import { ProblemAnswers } from './problem-answers';
import type { AnsweredRequest, ProblemReply } from './problem-answers';

/** Everything that is thrown ends here: over HTTP as a problem; a consumer's goes on to the bus, which needs the reason. */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  private readonly answers: ProblemAnswers;

  constructor(private readonly log: Log) {
    this.answers = new ProblemAnswers(log);
  }

  catch(error: unknown, host: ArgumentsHost): void {
    switch (host.getType()) {
      case 'http':
        return this.answers.send(
          error,
          host.switchToHttp().getRequest<AnsweredRequest>(),
          host.switchToHttp().getResponse<ProblemReply>(),
        );
      case 'rpc':
        throw error;
      default: // a socket: what it hears is its gateway's business
        this.log.error({ err: error }, 'a socket handler failed');
    }
  }
}
