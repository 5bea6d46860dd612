import { Controller, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readEvaluateRequest } from '@app/protocol';
import { UnreadableBody } from '../http/body';
import { UnavailableFilter } from '../http/unavailable.filter';
import { InEnvironment } from '../secrets/authorization';
import { Snapshots } from '../snapshots/snapshots';
import { endUserOf } from './anonymous';
import { EvaluateAnswers } from './evaluate-answers';

/** Flags for one end user, for servers without an SDK (featbit-protocol.md §8.2). Nothing is reported of it. */
@Controller(['api/public/featureflag', 'api/public/feature-flag'])
@UseFilters(UnavailableFilter)
export class EvaluateController {
  constructor(
    private readonly snapshots: Snapshots,
    private readonly answers: EvaluateAnswers,
  ) {}

  @Post('evaluate')
  @HttpCode(200)
  async evaluate(
    @InEnvironment() environmentId: string,
    @Req() { body }: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (body instanceof UnreadableBody) return refuse(reply, body.reason);
    const request = readEvaluateRequest(body);
    if (!request.ok) return refuse(reply, request.reason);
    const { user, filter } = request.value;
    const snapshot = await this.snapshots.of(environmentId);
    void reply.send(this.answers.of(snapshot, endUserOf(user), filter));
  }
}

function refuse(reply: FastifyReply, reason: string): void {
  void reply.code(400).type('text/plain; charset=utf-8').send(reason);
}
