import { Injectable } from '@nestjs/common';
import { Clock } from '@app/platform';
import { decodeToken, isTimely } from '@app/protocol';
import { ElsOwnEnv } from '../els.config';
import { Secrets, type Opened } from '../secrets/secrets';
import { Rejected } from './rejected';

export interface Admitted {
  readonly opens: Opened;
  readonly caps: boolean;
}

/** Sent by old SDKs, without a difference in behaviour; absent or empty counts as either. */
const VERSIONS = new Set(['', '1', '2']);

/** Decides from the query of an upgrade who may come in (featbit-protocol.md §3). */
@Injectable()
export class Doorkeeper {
  constructor(
    private readonly secrets: Secrets,
    private readonly clock: Clock,
    private readonly config: ElsOwnEnv,
  ) {}

  /** Throws `Rejected`, or `Unavailable` when secrets cannot be looked up just now. Its reasons quote nothing of the query. */
  async admit(query: URLSearchParams): Promise<Admitted> {
    const type = query.get('type');
    if (type !== 'server' && type !== 'client') throw new Rejected('the type must be server or client');
    if (!VERSIONS.has(query.get('version') ?? '')) throw new Rejected('the version is not known');
    const opens = await this.secrets.opens(this.secretIn(query.get('token') ?? ''));
    if (!opens) throw new Rejected('the secret opens nothing');
    if (opens.type !== type) throw new Rejected(`the secret is not one of a ${type} SDK`);
    return { opens, caps: query.get('caps') === '1' };
  }

  private secretIn(token: string): string {
    const read = decodeToken(token);
    if (!read.ok) throw new Rejected(read.reason);
    if (!isTimely(read.sentAt, this.clock.now(), this.config.STREAMING_TOKEN_TOLERANCE_MS)) {
      throw new Rejected('the token is of another time: compare the clocks');
    }
    return read.secret;
  }
}
