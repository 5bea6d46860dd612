import type { Migration } from './migration';

/** Job messages that wait, who works on a scope of them, and those that nobody will try again. Reasons: docs/adr, the queue table. */
export const queue: Migration = {
  name: '0001-queue',
  sql: `
    CREATE TABLE queue_message (
      topic text NOT NULL,
      scope_id text NOT NULL,
      id bigint GENERATED ALWAYS AS IDENTITY,
      correlation_id text NOT NULL,
      published_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      tries integer NOT NULL DEFAULT 0,
      bytes integer NOT NULL,
      body json NOT NULL,
      PRIMARY KEY (topic, scope_id, id)
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

    CREATE TABLE queue_lease (
      topic text NOT NULL,
      scope_id text NOT NULL,
      claim uuid NOT NULL,
      until timestamptz NOT NULL,
      PRIMARY KEY (topic, scope_id)
    ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

    CREATE TABLE queue_dead_letter (
      topic text NOT NULL,
      scope_id text NOT NULL,
      id bigint NOT NULL,
      correlation_id text NOT NULL,
      published_at timestamptz NOT NULL,
      set_aside_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      tries integer NOT NULL,
      reason text NOT NULL,
      body json NOT NULL,
      PRIMARY KEY (topic, scope_id, id)
    );`,
};
