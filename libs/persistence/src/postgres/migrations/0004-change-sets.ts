import { sqlMigration } from './sql-migration';

/**
 * The one write path: change sets, what is to be announced, who announces it, what left. Change sets have no key to the model: they
 * outlive what they are about, and say it by id and by the key of that moment.
 */
export const changeSets = sqlMigration(
  4,
  'change-sets',
  `
  CREATE TYPE change_set_state AS ENUM ('draft', 'pending', 'scheduled', 'committed', 'rejected', 'cancelled', 'suspended');
  CREATE TYPE change_set_origin AS ENUM ('direct', 'import', 'schedule', 'approval', 'rollback', 'roll-out', 'trigger', 'file');
  CREATE TYPE principal_kind AS ENUM ('member', 'access', 'system');
  CREATE TYPE resource_kind AS ENUM (
    'workspace', 'project', 'environment', 'secret', 'flag', 'targeting', 'segment', 'segment-targeting', 'member', 'group', 'policy',
    'access'
  );
  CREATE TYPE item_kind AS ENUM ('flag', 'segment');

  CREATE TABLE change_set (
    id uuid PRIMARY KEY, -- UUIDv7
    workspace_id uuid,
    workspace text,
    project_id uuid,
    project text,
    state change_set_state NOT NULL,
    origin change_set_origin NOT NULL,
    author_kind principal_kind NOT NULL,
    author_id uuid NOT NULL,
    author_key text,
    author_name text NOT NULL,
    comment text,
    base_change_set uuid REFERENCES change_set,
    created_at timestamptz NOT NULL,
    committed_at timestamptz,
    CHECK (state <> 'committed' OR committed_at IS NOT NULL)
  );
  CREATE INDEX change_set_of_workspace ON change_set (workspace_id, created_at, id);
  CREATE INDEX change_set_of_project ON change_set (project_id, created_at, id);

  CREATE TABLE change_set_operation (
    change_set uuid NOT NULL REFERENCES change_set,
    position integer NOT NULL,
    operation text NOT NULL,
    arguments json NOT NULL,
    inverse json,
    resource_kind resource_kind NOT NULL,
    resource_id uuid NOT NULL,
    resource_key text NOT NULL,
    environment_id uuid,
    environment text,
    base_row_version integer,
    PRIMARY KEY (change_set, position)
  );
  CREATE INDEX change_set_operation_resource ON change_set_operation (resource_key, resource_kind); -- the history of a flag

  CREATE TABLE change_set_resource (
    change_set uuid NOT NULL REFERENCES change_set,
    position integer NOT NULL,
    resource_kind resource_kind NOT NULL,
    resource_id uuid NOT NULL,
    resource_key text NOT NULL,
    environment_id uuid,
    environment text,
    before json,
    after json,
    PRIMARY KEY (change_set, position)
  );
  CREATE INDEX change_set_resource_resource ON change_set_resource (resource_id, environment_id);

  CREATE TABLE change_set_environment (
    change_set uuid NOT NULL REFERENCES change_set,
    environment_id uuid NOT NULL,
    environment text NOT NULL,
    previous_revision bigint NOT NULL,
    revision bigint NOT NULL,
    PRIMARY KEY (change_set, environment_id),
    UNIQUE (environment_id, revision),
    CHECK (revision > previous_revision)
  );

  -- No key to anything: it outlives what it announces.
  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lane text NOT NULL,
    environment_id uuid, -- none: the workspace's own row
    workspace_id uuid NOT NULL,
    revision bigint NOT NULL,
    previous_revision bigint NOT NULL,
    change_set uuid NOT NULL,
    secrets text[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL
  );
  CREATE INDEX outbox_environment ON outbox (lane, environment_id, revision);
  CREATE INDEX outbox_workspace ON outbox (lane, workspace_id, revision) WHERE environment_id IS NULL;

  CREATE TABLE lease (
    name text PRIMARY KEY,
    owner text NOT NULL,
    until timestamptz NOT NULL
  );

  CREATE TABLE tombstone (
    environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    kind item_kind NOT NULL,
    id uuid NOT NULL,
    key flag_key NOT NULL,
    revision bigint NOT NULL, -- at which it left, ms
    removed_at timestamptz NOT NULL,
    PRIMARY KEY (environment_id, kind, id)
  );
  CREATE INDEX tombstone_removed_at ON tombstone (removed_at);
  `,
);
