import type { Pool } from 'pg';
import type { Claim, JobMessage, JobQueue } from '../jobs/job-queue';

/** A claim reads no more than this at once, but always one message. */
const maxBatchBytes = 8 * 1024 * 1024;
const maxReasonLength = 2_000;

/**
 * The scopes with messages are found by skipping through the key (one probe a scope, however many messages each has). Then the
 * oldest message of each that nobody holds is locked, passing over those that another consumer is claiming at this moment; a lease
 * that another one got meanwhile stays his.
 */
const CLAIM = `
  WITH RECURSIVE head AS (
    SELECT first.* FROM unnest($1::text[]) AS wanted (topic) CROSS JOIN LATERAL (
      SELECT topic, scope_id, id FROM queue_message WHERE topic = wanted.topic ORDER BY scope_id, id LIMIT 1
    ) AS first
    UNION ALL
    SELECT next.* FROM head CROSS JOIN LATERAL (
      SELECT topic, scope_id, id FROM queue_message WHERE topic = head.topic AND scope_id > head.scope_id ORDER BY scope_id, id LIMIT 1
    ) AS next
  ), free AS (
    SELECT message.topic, message.scope_id FROM queue_message AS message JOIN head USING (topic, scope_id, id)
    WHERE NOT EXISTS (
      SELECT FROM queue_lease AS lease
      WHERE lease.topic = message.topic AND lease.scope_id = message.scope_id AND lease.until > clock_timestamp()
    )
    ORDER BY message.id LIMIT $2 FOR UPDATE OF message SKIP LOCKED
  )
  INSERT INTO queue_lease (topic, scope_id, claim, until)
  SELECT topic, scope_id, gen_random_uuid(), clock_timestamp() + $3 * interval '1 ms' FROM free ORDER BY topic, scope_id
  ON CONFLICT (topic, scope_id) DO UPDATE SET claim = excluded.claim, until = excluded.until WHERE queue_lease.until <= clock_timestamp()
  RETURNING topic, scope_id AS "scopeId", claim AS id`;

/** A statement of its own, after the claim: what others acknowledged before it is not seen here any more. */
const READ = `
  SELECT claim.id AS claim, message.* FROM unnest($1::text[], $2::text[], $3::uuid[]) AS claim (topic, scope_id, id) CROSS JOIN LATERAL (
    SELECT id, correlation_id AS "correlationId", tries, body FROM (
      SELECT *, sum(bytes) OVER (ORDER BY id) - bytes AS before FROM (
        SELECT * FROM queue_message WHERE topic = claim.topic AND scope_id = claim.scope_id ORDER BY id LIMIT $4
      ) AS oldest
    ) AS measured WHERE before < $5
  ) AS message ORDER BY message.id`;

const RENEW = `
  UPDATE queue_lease SET until = clock_timestamp() + $4 * interval '1 ms'
  FROM unnest($1::text[], $2::text[], $3::uuid[]) AS held (topic, scope_id, claim)
  WHERE queue_lease.topic = held.topic AND queue_lease.scope_id = held.scope_id AND queue_lease.claim = held.claim`;

const ACKNOWLEDGE = `
  WITH done AS (DELETE FROM queue_message WHERE topic = $1 AND scope_id = $2 AND id = ANY($4::bigint[]))
  DELETE FROM queue_lease WHERE topic = $1 AND scope_id = $2 AND claim = $3`;

/** A new claim that nobody has: a renewal under way cannot stretch the pause. */
const POSTPONE = `
  WITH counted AS (UPDATE queue_message SET tries = tries + 1 WHERE topic = $1 AND scope_id = $2 AND id = ANY($4::bigint[]))
  UPDATE queue_lease SET claim = gen_random_uuid(), until = clock_timestamp() + $5 * interval '1 ms'
  WHERE topic = $1 AND scope_id = $2 AND claim = $3`;

const SET_ASIDE = `
  WITH gone AS (DELETE FROM queue_message WHERE topic = $1 AND scope_id = $2 AND id = ANY($3::bigint[]) RETURNING *)
  INSERT INTO queue_dead_letter (topic, scope_id, id, correlation_id, published_at, tries, reason, body)
  SELECT topic, scope_id, id, correlation_id, published_at, tries + 1, $4, body FROM gone`;

export class PostgresJobQueue implements JobQueue {
  constructor(
    private readonly pool: Pool,
    private readonly leaseMs: number,
  ) {}

  async claim(topics: readonly string[], scopes: number, batch: number): Promise<readonly Claim[]> {
    const claimed = await this.pool.query<Omit<Claim, 'messages'>>(CLAIM, [topics, scopes, this.leaseMs]);
    if (claimed.rows.length === 0) return [];
    const read = await this.pool.query<JobMessage & { claim: string }>(READ, [...columnsOf(claimed.rows), batch, maxBatchBytes]);
    return claimed.rows.map((claim) => ({ ...claim, messages: read.rows.filter((message) => message.claim === claim.id) }));
  }

  async renew(claims: readonly Claim[]): Promise<void> {
    await this.pool.query(RENEW, [...columnsOf(claims), this.leaseMs]);
  }

  async acknowledge({ topic, scopeId, id }: Claim, messages: readonly JobMessage[]): Promise<void> {
    await this.pool.query(ACKNOWLEDGE, [topic, scopeId, id, idsOf(messages)]);
  }

  async postpone({ topic, scopeId, id }: Claim, tried: readonly JobMessage[], afterMs: number): Promise<void> {
    await this.pool.query(POSTPONE, [topic, scopeId, id, idsOf(tried), afterMs]);
  }

  async setAside({ topic, scopeId }: Claim, messages: readonly JobMessage[], reason: string): Promise<void> {
    // A NUL, which a driver's message may quote, is the one character that `text` refuses.
    const kept = reason.replaceAll('\0', '').slice(0, maxReasonLength);
    await this.pool.query(SET_ASIDE, [topic, scopeId, idsOf(messages), kept]);
  }
}

function columnsOf(claims: readonly Omit<Claim, 'messages'>[]): [string[], string[], string[]] {
  return [claims.map(({ topic }) => topic), claims.map(({ scopeId }) => scopeId), claims.map(({ id }) => id)];
}

function idsOf(messages: readonly JobMessage[]): readonly string[] {
  return messages.map(({ id }) => id);
}
