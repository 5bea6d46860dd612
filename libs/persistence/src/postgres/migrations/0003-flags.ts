import { sqlMigration } from './sql-migration';

/** Flags and what they do, per environment. Rules by number: access-model part D; table design: docs/adr/0001. */
export const flags = sqlMigration(
  3,
  'flags',
  `
  CREATE TYPE flag_type AS ENUM ('boolean', 'string', 'number', 'json');

  CREATE TABLE flag (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    key flag_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    type flag_type NOT NULL,
    archived_at timestamptz,
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (id, project_id)
  );
  CREATE UNIQUE INDEX flag_key_in_project ON flag (project_id, lower(key)); -- D-10, D-41

  CREATE TABLE variation (
    id uuid PRIMARY KEY,
    flag_id uuid NOT NULL REFERENCES flag ON DELETE CASCADE,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    value text NOT NULL,
    position integer NOT NULL,
    UNIQUE (id, flag_id)
  );
  CREATE UNIQUE INDEX variation_key ON variation (flag_id, lower(key)); -- D-10, D-41

  -- Below: parent to child cascades; a use (of a variation, a flag, a segment) waits for the commit and never cascades (D-50).
  CREATE TABLE targeting (
    flag_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    enabled boolean NOT NULL DEFAULT false,
    off_variation_id uuid NOT NULL,
    fallthrough_bucket_by text NOT NULL,
    fallthrough_included_in_experiment boolean NOT NULL,
    include_all_targets_in_experiment boolean NOT NULL,
    row_version integer NOT NULL,
    revision bigint NOT NULL, -- item revision, ms
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (flag_id, environment_id), -- D-22
    UNIQUE (flag_id, environment_id, project_id),
    FOREIGN KEY (flag_id, project_id) REFERENCES flag (id, project_id) ON DELETE CASCADE, -- D-35
    FOREIGN KEY (environment_id, project_id) REFERENCES environment (id, project_id) ON DELETE CASCADE, -- D-35
    FOREIGN KEY (off_variation_id, flag_id) REFERENCES variation (id, flag_id) DEFERRABLE INITIALLY DEFERRED -- D-36
  );
  CREATE INDEX targeting_revision ON targeting (environment_id, revision);

  CREATE TABLE targeting_prerequisite (
    flag_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    required_flag_id uuid NOT NULL,
    required_variation_id uuid NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (flag_id, environment_id, required_flag_id),
    FOREIGN KEY (flag_id, environment_id, project_id) REFERENCES targeting (flag_id, environment_id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (required_flag_id, project_id) REFERENCES flag (id, project_id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (required_variation_id, required_flag_id) REFERENCES variation (id, flag_id) DEFERRABLE INITIALLY DEFERRED -- D-36
  );
  CREATE INDEX targeting_prerequisite_required ON targeting_prerequisite (required_flag_id);

  CREATE TABLE targeting_target (
    flag_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    end_user varchar(512) COLLATE "C" NOT NULL,
    variation_id uuid NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (flag_id, environment_id, end_user),
    FOREIGN KEY (flag_id, environment_id, project_id) REFERENCES targeting (flag_id, environment_id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (variation_id, flag_id) REFERENCES variation (id, flag_id) DEFERRABLE INITIALLY DEFERRED -- D-36
  );

  CREATE TABLE targeting_fallthrough_variation (
    flag_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    variation_id uuid NOT NULL,
    position integer NOT NULL,
    weight integer NOT NULL CONSTRAINT d19_weight CHECK (weight BETWEEN 0 AND 100000),
    experiment_weight integer NOT NULL,
    PRIMARY KEY (flag_id, environment_id, variation_id), -- D-22
    CONSTRAINT d19_experiment_weight CHECK (experiment_weight BETWEEN 0 AND weight),
    FOREIGN KEY (flag_id, environment_id, project_id) REFERENCES targeting (flag_id, environment_id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (variation_id, flag_id) REFERENCES variation (id, flag_id) DEFERRABLE INITIALLY DEFERRED -- D-36
  );

  CREATE TABLE targeting_rule (
    id uuid PRIMARY KEY,
    flag_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    position integer NOT NULL,
    bucket_by text NOT NULL,
    included_in_experiment boolean NOT NULL,
    UNIQUE (id, flag_id, project_id),
    FOREIGN KEY (flag_id, environment_id, project_id) REFERENCES targeting (flag_id, environment_id, project_id) ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX targeting_rule_key ON targeting_rule (flag_id, environment_id, lower(key)); -- D-11, D-41

  CREATE TABLE targeting_rule_variation (
    rule_id uuid NOT NULL,
    flag_id uuid NOT NULL,
    project_id uuid NOT NULL,
    variation_id uuid NOT NULL,
    position integer NOT NULL,
    weight integer NOT NULL CONSTRAINT d19_weight CHECK (weight BETWEEN 0 AND 100000),
    experiment_weight integer NOT NULL,
    PRIMARY KEY (rule_id, variation_id), -- D-22
    CONSTRAINT d19_experiment_weight CHECK (experiment_weight BETWEEN 0 AND weight),
    FOREIGN KEY (rule_id, flag_id, project_id) REFERENCES targeting_rule (id, flag_id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (variation_id, flag_id) REFERENCES variation (id, flag_id) DEFERRABLE INITIALLY DEFERRED -- D-36
  );
  CREATE INDEX targeting_rule_variation_variation ON targeting_rule_variation (variation_id);

  CREATE TABLE targeting_condition (
    rule_id uuid NOT NULL,
    position integer NOT NULL,
    flag_id uuid NOT NULL,
    project_id uuid NOT NULL,
    attribute text,
    operator condition_operator NOT NULL,
    value text,
    operands text[],
    PRIMARY KEY (rule_id, position),
    UNIQUE (rule_id, position, flag_id, project_id),
    CONSTRAINT d38_attribute CHECK ((attribute IS NULL) = is_segment_operator(operator)),
    CONSTRAINT d38_shape CHECK (operands_fit(operator, value, operands)),
    CONSTRAINT d39_operand CHECK (operand_parses(operator, value)),
    FOREIGN KEY (rule_id, flag_id, project_id) REFERENCES targeting_rule (id, flag_id, project_id) ON DELETE CASCADE
  );

  CREATE TABLE targeting_condition_segment (
    rule_id uuid NOT NULL,
    condition_position integer NOT NULL,
    position integer NOT NULL,
    flag_id uuid NOT NULL,
    project_id uuid NOT NULL,
    segment_id uuid NOT NULL,
    PRIMARY KEY (rule_id, condition_position, position),
    FOREIGN KEY (rule_id, condition_position, flag_id, project_id)
      REFERENCES targeting_condition (rule_id, position, flag_id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (segment_id, project_id) REFERENCES segment (id, project_id) DEFERRABLE INITIALLY DEFERRED -- D-37
  );
  CREATE INDEX targeting_condition_segment_segment ON targeting_condition_segment (segment_id);

  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON flag FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40_type" BEFORE UPDATE OF type ON flag FOR EACH ROW WHEN (OLD.type <> NEW.type) EXECUTE FUNCTION refuse_new_type();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON variation FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON targeting_rule FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  `,
);
