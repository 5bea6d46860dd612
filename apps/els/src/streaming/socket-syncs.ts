import { Injectable } from '@nestjs/common';
import { EndUser } from '@app/evaluation';
import { Log, Unavailable } from '@app/platform';
import { CloseCode, readClientSync, readServerSync, type ServerSyncRequest } from '@app/protocol';
import { ClientAnswers } from '../sync/client-answers';
import type { Has } from '../sync/cursor';
import { serverAnswer } from '../sync/server-answers';
import { Syncing, type Ground } from '../sync/syncing';
import type { Connection } from './connection';
import { StreamingMetrics } from './streaming-metrics';

/** Answers `data-sync`. A client that identifies anew sends another one, with its new end user. */
@Injectable()
export class SocketSyncs {
  constructor(
    private readonly syncing: Syncing,
    private readonly clients: ClientAnswers,
    private readonly metrics: StreamingMetrics,
    private readonly log: Log,
  ) {}

  /** At once where nothing has to be looked up. */
  answer(connection: Connection, data: unknown): void | Promise<void> {
    if (connection.type === 'server') {
      return this.from(connection, readServerSync(data), ({ snapshot, has }) => serverAnswer(snapshot, has, connection.caps));
    }
    const request = readClientSync(data);
    if (!request) {
      this.metrics.dropped.inc({ reason: 'no-end-user' });
      return this.log.debug({ environmentId: connection.environmentId }, 'a client sync names no end user with a keyId');
    }
    const endUser = new EndUser(request.user);
    return this.from(connection, request, ({ snapshot, has }) => {
      connection.endUser = endUser;
      return this.clients.answer(snapshot, has, endUser, connection.caps);
    });
  }

  private from(
    connection: Connection,
    request: ServerSyncRequest,
    answer: (ground: Ground) => Buffer | string,
  ): void | Promise<void> {
    connection.askedCursor = request.timestamp;
    const has: Has = {
      cursor: request.timestamp,
      ...(connection.caps && request.instance !== undefined && { instance: request.instance }),
    };
    const ready = this.syncing.readyGround(connection.environmentId, has);
    if (ready) return connection.answer(answer(ready), ready.snapshot);
    return this.later(connection, has, answer);
  }

  private async later(connection: Connection, has: Has, answer: (ground: Ground) => Buffer | string): Promise<void> {
    try {
      const ground = this.syncing.inThisTurn(await this.syncing.groundFor(connection.environmentId, has));
      connection.answer(answer(ground), ground.snapshot);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      connection.close(CloseCode.unavailable, 'service unavailable');
    }
  }
}
