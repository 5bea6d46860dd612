import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { ElsOwnEnv } from '../els.config';
import { originHeaders } from '../http/cors';
import { RateLimits, TOO_MANY } from '../http/rate-limits';
import { Doorkeeper } from './doorkeeper';
import { Drain } from './drain';

/** How `ws` wants to hear it. */
export type Decide = (accepted: boolean, status?: number, body?: string, headers?: Record<string, string>) => void;

/**
 * Whether an upgrade is completed. What can never be let in is: SDKs would repeat a refused upgrade for ever, and a close code stops
 * them (featbit-protocol.md §3.2).
 */
@Injectable()
export class Upgrades {
  private readonly headersFor;

  constructor(
    private readonly drain: Drain,
    private readonly limits: RateLimits,
    private readonly doorkeeper: Doorkeeper,
    config: ElsOwnEnv,
  ) {
    this.headersFor = originHeaders(config.CORS_ALLOWED_ORIGINS);
  }

  decide(request: IncomingMessage, decide: Decide): void {
    if (this.drain.hasBegun) decide(false, 503, 'Service Unavailable');
    else if (this.limits.limits('Streaming')) void this.withinLimits(request, decide);
    else decide(true);
  }

  private async withinLimits(request: IncomingMessage, decide: Decide): Promise<void> {
    const waitSeconds = await this.secondsToWait(request);
    if (waitSeconds === 0) return decide(true);
    const headers = { 'Content-Type': 'application/json; charset=utf-8', 'Retry-After': String(waitSeconds) };
    decide(false, 429, TOO_MANY, { ...headers, ...this.headersFor(request.headers.origin) });
  }

  /** Whoever is to be turned away, now or for ever, hears of it by a close code. */
  private async secondsToWait(request: IncomingMessage): Promise<number> {
    try {
      const { opens } = await this.doorkeeper.admit(new URL(request.url!, 'ws://els').searchParams);
      return this.limits.take('Streaming', opens.environmentId);
    } catch {
      return 0;
    }
  }
}
