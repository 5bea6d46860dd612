import { sqlMigration } from './sql-migration';

/** Segments and who is in them, per environment. Rules by number: access-model part D; table design: docs/adr/0001. */
export const segments = sqlMigration(
  2,
  'segments',
  `
  CREATE TYPE member_side AS ENUM ('included', 'excluded');
  CREATE TYPE condition_operator AS ENUM ( -- D-20
    'LessThan', 'LessEqualThan', 'BiggerThan', 'BiggerEqualThan', 'Equal', 'NotEqual', 'Contains', 'NotContain', 'StartsWith',
    'EndsWith', 'MatchRegex', 'NotMatchRegex', 'IsOneOf', 'NotOneOf', 'IsTrue', 'IsFalse', 'SemVerEqual', 'SemVerLessThan',
    'SemVerGreaterThan', 'DateBefore', 'DateAfter', 'InSegment', 'NotInSegment'
  );

  CREATE FUNCTION is_segment_operator(operator condition_operator) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN operator IN ('InSegment', 'NotInSegment');

  -- D-38: which operands go with which operator.
  CREATE FUNCTION operands_fit(operator condition_operator, value text, operands text[]) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN CASE
      WHEN operator IN ('InSegment', 'NotInSegment', 'IsTrue', 'IsFalse') THEN value IS NULL AND operands IS NULL
      WHEN operator IN ('IsOneOf', 'NotOneOf') THEN value IS NULL AND operands IS NOT NULL AND array_position(operands, NULL) IS NULL
      ELSE value IS NOT NULL AND operands IS NULL
    END;

  -- D-39, as far as SQL can say it without refusing what the rule accepts.
  CREATE FUNCTION operand_parses(operator condition_operator, value text) RETURNS boolean LANGUAGE sql IMMUTABLE
    RETURN CASE
      WHEN operator IN ('LessThan', 'LessEqualThan', 'BiggerThan', 'BiggerEqualThan') THEN value ~ '[0-9]'
      WHEN operator IN ('SemVerEqual', 'SemVerLessThan', 'SemVerGreaterThan') THEN value ~ '^[vV]?[0-9]'
      WHEN operator IN ('DateBefore', 'DateAfter') THEN value ~ '^[+-]?[0-9]+$|^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]'
      ELSE true
    END;

  CREATE TABLE segment (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    archived_at timestamptz,
    row_version integer NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (id, project_id)
  );
  CREATE UNIQUE INDEX segment_key ON segment (project_id, lower(key)); -- D-10, D-41

  CREATE TABLE segment_targeting (
    segment_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    project_id uuid NOT NULL,
    row_version integer NOT NULL,
    revision bigint NOT NULL, -- item revision, ms
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (segment_id, environment_id), -- D-22
    FOREIGN KEY (segment_id, project_id) REFERENCES segment (id, project_id) ON DELETE CASCADE,
    FOREIGN KEY (environment_id, project_id) REFERENCES environment (id, project_id) ON DELETE CASCADE -- D-37
  );
  CREATE INDEX segment_targeting_revision ON segment_targeting (environment_id, revision);

  CREATE TABLE segment_member (
    segment_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    side member_side NOT NULL,
    end_user varchar(512) COLLATE "C" NOT NULL,
    PRIMARY KEY (segment_id, environment_id, side, end_user),
    FOREIGN KEY (segment_id, environment_id) REFERENCES segment_targeting ON DELETE CASCADE
  );

  CREATE TABLE segment_rule (
    id uuid PRIMARY KEY,
    segment_id uuid NOT NULL,
    environment_id uuid NOT NULL,
    key resource_key NOT NULL,
    name resource_name NOT NULL,
    description text,
    tags tag[] NOT NULL DEFAULT '{}',
    position integer NOT NULL,
    FOREIGN KEY (segment_id, environment_id) REFERENCES segment_targeting ON DELETE CASCADE
  );
  CREATE UNIQUE INDEX segment_rule_key ON segment_rule (segment_id, environment_id, lower(key)); -- D-11, D-41

  CREATE TABLE segment_condition (
    rule_id uuid NOT NULL REFERENCES segment_rule ON DELETE CASCADE,
    position integer NOT NULL,
    attribute text NOT NULL,
    operator condition_operator NOT NULL,
    value text,
    operands text[],
    PRIMARY KEY (rule_id, position),
    CONSTRAINT d38_segment_in_segment CHECK (NOT is_segment_operator(operator)),
    CONSTRAINT d38_shape CHECK (operands_fit(operator, value, operands)),
    CONSTRAINT d39_operand CHECK (operand_parses(operator, value))
  );

  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON segment FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  CREATE TRIGGER "D40" BEFORE UPDATE OF key ON segment_rule FOR EACH ROW WHEN (OLD.key <> NEW.key) EXECUTE FUNCTION refuse_new_key();
  `,
);
