import { HttpException } from '@nestjs/common';
import type { Answer } from './problem';

/** An answer that HTTP alone knows of (400, 401, 405, 415, 428 …), complete with its code: `throw new HttpProblem({ status: 415, … })`. */
export class HttpProblem extends HttpException {
  constructor(readonly answer: Answer) {
    super(answer.detail, answer.status);
  }
}
