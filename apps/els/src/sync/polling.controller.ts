import { Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EndUser } from '@app/evaluation';
import { HttpProblem } from '@app/platform';
import { readSdkUser } from '@app/protocol';
import { UnavailableFilter } from '../http/unavailable.filter';
import { InEnvironment } from '../secrets/authorization';
import { ClientAnswers } from './client-answers';
import type { Has } from './cursor';
import { serverNews } from './server-answers';
import { Syncing } from './syncing';

interface LatestQuery {
  readonly timestamp?: unknown;
  readonly caps?: unknown;
  readonly instance?: unknown;
}

/** For SDKs that poll. Nothing new is 200 with an empty body: 204 ends a JS client's polling (featbit-protocol.md §0 rule 4). */
@Controller('api/public/sdk')
@UseFilters(UnavailableFilter)
export class PollingController {
  constructor(
    private readonly syncing: Syncing,
    private readonly clients: ClientAnswers,
  ) {}

  @Get('server/latest-all')
  async server(@InEnvironment() environmentId: string, @Query() query: LatestQuery, @Res() reply: FastifyReply): Promise<void> {
    const caps = query.caps === '1';
    const { snapshot, has } = await this.syncing.groundFor(environmentId, readHas(query, caps));
    send(reply, serverNews(snapshot, has, caps));
  }

  @Post('client/latest-all')
  @HttpCode(200)
  async client(
    @InEnvironment() environmentId: string,
    @Query() query: LatestQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const caps = query.caps === '1';
    const wanted = readHas(query, caps);
    refuseOtherThanJson(request);
    const user = readSdkUser(request.body);
    if (!user)
      return void reply
        .code(400)
        .type('text/plain; charset=utf-8')
        .send('the body is an end user, and its keyId must not be blank');
    const { snapshot, has } = await this.syncing.groundFor(environmentId, wanted);
    send(reply, this.clients.news(snapshot, has, new EndUser(user), caps));
  }
}

function send(reply: FastifyReply, news: Buffer | string | undefined): void {
  if (news === undefined) void reply.send();
  else void reply.type('application/json; charset=utf-8').send(news);
}

/** Below 0 is nothing, as 0 is. */
function readHas({ timestamp = '0', instance }: LatestQuery, caps: boolean): Has {
  const cursor = typeof timestamp === 'string' && /^[+-]?\d+$/.test(timestamp) ? Number(timestamp) : NaN;
  if (!Number.isSafeInteger(cursor)) {
    const detail = 'the query parameter timestamp must be a whole number of milliseconds';
    throw new HttpProblem({ status: 400, code: 'MALFORMED_REQUEST', detail });
  }
  return { cursor: Math.max(cursor, 0), ...(caps && typeof instance === 'string' && instance !== '' && { instance }) };
}

function refuseOtherThanJson({ headers, body }: FastifyRequest): void {
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json' && body !== undefined) return;
  const detail = 'the body must be an end user as application/json';
  throw new HttpProblem({ status: 415, code: 'UNSUPPORTED_MEDIA_TYPE', detail });
}
