import { sqlMigration } from './sql-migration';

/** Instance, workspace, project, environment, secret, access. Rules by number: access-model part D; table design: docs/adr/0001. */
export const hierarchy = sqlMigration(
  1,
  'hierarchy',
  `
  -- D-1 to D-6. Compared byte by byte, so that pages and refusals are the same under every locale of the server.
  CREATE DOMAIN resource_key AS varchar(128) COLLATE "C"
    CHECK (length(VALUE) >= 2) CHECK (VALUE ~ '^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$');
  CREATE DOMAIN flag_key AS varchar(128) COLLATE "C"
    CHECK (length(VALUE) >= 2) CHECK (VALUE ~ '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$');
  CREATE DOMAIN resource_name AS varchar(128);
  CREATE DOMAIN tag AS varchar(30) NOT NULL CHECK (VALUE !~ '[:;,*[:cntrl:]]');

  CREATE TYPE secret_type AS ENUM ('server', 'client');
  CREATE TYPE access_kind AS ENUM ('personal', 'service');
  CREATE TYPE access_type AS ENUM ('root', 'admin', 'user', 'service');
  CREATE TYPE access_scope AS ENUM ('instance', 'workspace', 'project', 'environment');

  CREATE TABLE instance (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    id uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp())
  );
  INSERT INTO instance DEFAULT VALUES;

  CREATE TABLE workspace (
    id uuid PRIMARY KEY,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    policy_revision bigint NOT NULL DEFAULT 0,
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX workspace_key ON workspace (lower(key)); -- D-7, D-41

  CREATE TABLE project (
    id uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspace ON DELETE CASCADE,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    archived_at timestamptz,
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (id, workspace_id)
  );
  CREATE UNIQUE INDEX project_key ON project (workspace_id, lower(key)); -- D-8, D-41

  CREATE TABLE environment (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    archived_at timestamptz,
    require_comment boolean NOT NULL DEFAULT false,
    approval_reviewers text[],
    approval_count smallint,
    protected boolean NOT NULL DEFAULT false,
    revision bigint NOT NULL, -- ms: the cursor of every SDK
    purged_revision bigint NOT NULL DEFAULT 0,
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (id, project_id),
    CHECK ((approval_reviewers IS NULL) = (approval_count IS NULL))
  );
  CREATE UNIQUE INDEX environment_key ON environment (project_id, lower(key)); -- D-9, D-41

  CREATE TABLE environment_secret (
    id uuid PRIMARY KEY,
    environment_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    name resource_name NOT NULL,
    type secret_type NOT NULL,
    hash char(64) NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'), -- SHA-256 of the value: what opens is looked up by it
    encryption_key_id char(8) NOT NULL,
    encrypted_value text NOT NULL,
    expires_at bigint NOT NULL DEFAULT 9223372036854775807, -- Unix seconds; the largest is never
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );
  CREATE UNIQUE INDEX environment_secret_hash ON environment_secret (hash); -- D-24
  CREATE INDEX environment_secret_environment ON environment_secret (environment_id);

  CREATE TABLE access (
    id uuid PRIMARY KEY,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    kind access_kind NOT NULL,
    type access_type NOT NULL DEFAULT 'service', -- D-16
    scope access_scope NOT NULL, -- D-17
    workspace_id uuid REFERENCES workspace ON DELETE CASCADE,
    project_id uuid,
    environment_id uuid,
    secret_hash text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    expires_at bigint NOT NULL DEFAULT 9223372036854775807, -- D-18: Unix seconds; the largest is never
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    FOREIGN KEY (project_id, workspace_id) REFERENCES project (id, workspace_id) ON DELETE CASCADE, -- D-33
    FOREIGN KEY (environment_id, project_id) REFERENCES environment (id, project_id) ON DELETE CASCADE, -- D-33
    CONSTRAINT d33 CHECK (
      (scope <> 'instance') = (workspace_id IS NOT NULL)
      AND (scope IN ('project', 'environment')) = (project_id IS NOT NULL)
      AND (scope = 'environment') = (environment_id IS NOT NULL)
    ),
    CONSTRAINT d34 CHECK ((type = 'root') = (scope = 'instance'))
  );
  CREATE UNIQUE INDEX access_key ON access (lower(key)); -- D-12: in the instance, whatever the scope
  CREATE INDEX access_workspace ON access (workspace_id);
  CREATE INDEX access_project ON access (project_id);
  CREATE INDEX access_environment ON access (environment_id);

  CREATE FUNCTION refuse_new_key() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'D-40: the key (and the type) of a % is kept for good: %', TG_TABLE_NAME, OLD.key USING ERRCODE = 'P0A05';
  END $$;
  CREATE FUNCTION refuse_new_type() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'D-40: the type of a % is kept for good', TG_TABLE_NAME USING ERRCODE = 'P0A05';
  END $$;

  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON workspace FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON project FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON environment FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON access FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF type ON environment_secret
    FOR EACH ROW WHEN (OLD.type <> NEW.type) EXECUTE FUNCTION refuse_new_type();
  `,
);
