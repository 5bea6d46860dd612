import { sqlMigration } from './sql-migration';

/**
 * The rules that look at other rows than the one written (T of access-model part D). The domain checks them under the scope's lock; here
 * they stand for SQL written by hand. How, says D-50: deferred to the commit; each looks at the parent first and passes when that is gone,
 * so a whole flag, environment or project goes without tripping one. Triggers of one event fire in the order of their names and PostgreSQL's
 * own are `RI_…`: with a capital D ours come first, and the answer is the rule's. A WHEN keeps out of the queue what can break nothing.
 *
 * OLD is null when a row is inserted, NEW when it is deleted; one that moves to another parent is looked at in both.
 */
export const secondLine = sqlMigration(
  5,
  'second-line',
  `
  -- D-30: a project has an environment that is not archived.
  CREATE FUNCTION d30() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    checked uuid;
  BEGIN
    IF TG_TABLE_NAME = 'project' THEN checked := NEW.id; ELSE checked := OLD.project_id; END IF;
    IF EXISTS (SELECT FROM project WHERE id = checked)
      AND NOT EXISTS (SELECT FROM environment WHERE project_id = checked AND archived_at IS NULL)
    THEN
      RAISE EXCEPTION 'D-30: the project % has no environment that is not archived', checked USING ERRCODE = 'P0A01';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D30" AFTER INSERT ON project DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d30();
  CREATE CONSTRAINT TRIGGER "D30_deleted" AFTER DELETE ON environment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.archived_at IS NULL) EXECUTE FUNCTION d30();
  CREATE CONSTRAINT TRIGGER "D30_changed" AFTER UPDATE OF archived_at, project_id ON environment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.archived_at IS NULL AND (NEW.archived_at IS NOT NULL OR OLD.project_id <> NEW.project_id))
    EXECUTE FUNCTION d30();

  -- D-43: a variation stays while it is the off variation, in individual targets, has a weight or is required by another flag.
  CREATE FUNCTION variation_is_used(variation uuid, flag uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
  BEGIN
    RETURN EXISTS (SELECT FROM targeting t WHERE t.flag_id = flag AND t.off_variation_id = variation)
      OR EXISTS (SELECT FROM targeting_target t WHERE t.flag_id = flag AND t.variation_id = variation)
      OR EXISTS (SELECT FROM targeting_fallthrough_variation w WHERE w.flag_id = flag AND w.variation_id = variation AND w.weight > 0)
      OR EXISTS (SELECT FROM targeting_rule_variation w WHERE w.variation_id = variation AND w.weight > 0)
      OR EXISTS (SELECT FROM targeting_prerequisite q WHERE q.required_flag_id = flag AND q.required_variation_id = variation);
  END $$;
  CREATE FUNCTION d43() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM flag WHERE id = OLD.flag_id) AND variation_is_used(OLD.id, OLD.flag_id) THEN
      RAISE EXCEPTION 'D-43: the variation % (%) is in use', OLD.key, OLD.id USING ERRCODE = 'P0A07';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D43" AFTER DELETE ON variation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d43();

  -- D-31: a flag has two variations. Where the one that went is in use, D-43 says so, which fires after this.
  CREATE FUNCTION d31() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    checked uuid;
  BEGIN
    IF TG_TABLE_NAME = 'flag' THEN checked := NEW.id; ELSE checked := OLD.flag_id; END IF;
    IF NOT EXISTS (SELECT FROM flag WHERE id = checked)
      OR (SELECT count(*) FROM (SELECT FROM variation WHERE flag_id = checked LIMIT 2) AS two) = 2
    THEN
      RETURN NULL;
    END IF;
    IF TG_OP = 'DELETE' THEN
      IF variation_is_used(OLD.id, checked) THEN RETURN NULL; END IF;
    END IF;
    RAISE EXCEPTION 'D-31: the flag % has less than two variations', checked USING ERRCODE = 'P0A02';
  END $$;
  CREATE CONSTRAINT TRIGGER "D31" AFTER INSERT ON flag DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d31();
  CREATE CONSTRAINT TRIGGER "D31_deleted" AFTER DELETE ON variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION d31();
  CREATE CONSTRAINT TRIGGER "D31_changed" AFTER UPDATE OF flag_id ON variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.flag_id <> NEW.flag_id) EXECUTE FUNCTION d31();

  -- D-32: weights sum to the whole: those of a fallthrough, and those of each rule. A weight of 0 comes and goes unseen.
  CREATE FUNCTION fallthrough_is_whole(flag uuid, environment uuid) RETURNS boolean STRICT LANGUAGE plpgsql AS $$
  BEGIN
    RETURN (
      SELECT 100000 IS NOT DISTINCT FROM (SELECT sum(w.weight) FROM targeting_fallthrough_variation w
        WHERE w.flag_id = flag AND w.environment_id = environment)
      FROM targeting t WHERE t.flag_id = flag AND t.environment_id = environment);
  END $$;
  CREATE FUNCTION d32_fallthrough() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF fallthrough_is_whole(coalesce(NEW.flag_id, OLD.flag_id), coalesce(NEW.environment_id, OLD.environment_id)) IS FALSE
      OR (OLD.flag_id, OLD.environment_id) <> (NEW.flag_id, NEW.environment_id)
        AND fallthrough_is_whole(OLD.flag_id, OLD.environment_id) IS FALSE
    THEN
      RAISE EXCEPTION 'D-32: the weights of the fallthrough of flag % do not sum to 100000 in environment %',
        coalesce(OLD.flag_id, NEW.flag_id), coalesce(OLD.environment_id, NEW.environment_id) USING ERRCODE = 'P0A03';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D32" AFTER INSERT ON targeting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION d32_fallthrough();
  CREATE CONSTRAINT TRIGGER "D32" AFTER INSERT ON targeting_fallthrough_variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.weight <> 0) EXECUTE FUNCTION d32_fallthrough();
  CREATE CONSTRAINT TRIGGER "D32_deleted" AFTER DELETE ON targeting_fallthrough_variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.weight <> 0) EXECUTE FUNCTION d32_fallthrough();
  CREATE CONSTRAINT TRIGGER "D32_changed" AFTER UPDATE OF weight, flag_id, environment_id ON targeting_fallthrough_variation
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.weight, OLD.flag_id, OLD.environment_id) <> (NEW.weight, NEW.flag_id, NEW.environment_id))
    EXECUTE FUNCTION d32_fallthrough();

  CREATE FUNCTION rule_is_whole(rule uuid) RETURNS boolean STRICT LANGUAGE plpgsql AS $$
  BEGIN
    RETURN (
      SELECT 100000 IS NOT DISTINCT FROM (SELECT sum(w.weight) FROM targeting_rule_variation w WHERE w.rule_id = rule)
      FROM targeting_rule r WHERE r.id = rule);
  END $$;
  CREATE FUNCTION d32_rule() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    checked uuid;
    moved_from uuid;
  BEGIN
    IF TG_TABLE_NAME = 'targeting_rule' THEN
      checked := NEW.id;
    ELSE
      checked := coalesce(NEW.rule_id, OLD.rule_id);
      IF OLD.rule_id <> checked THEN moved_from := OLD.rule_id; END IF;
    END IF;
    IF rule_is_whole(checked) IS FALSE OR rule_is_whole(moved_from) IS FALSE THEN
      RAISE EXCEPTION 'D-32: the weights of a rule do not sum to 100000: %', concat_ws(', ', checked, moved_from)
        USING ERRCODE = 'P0A03';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D32" AFTER INSERT ON targeting_rule DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION d32_rule();
  CREATE CONSTRAINT TRIGGER "D32" AFTER INSERT ON targeting_rule_variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.weight <> 0) EXECUTE FUNCTION d32_rule();
  CREATE CONSTRAINT TRIGGER "D32_deleted" AFTER DELETE ON targeting_rule_variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.weight <> 0) EXECUTE FUNCTION d32_rule();
  CREATE CONSTRAINT TRIGGER "D32_changed" AFTER UPDATE OF weight, rule_id ON targeting_rule_variation DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN ((OLD.weight, OLD.rule_id) <> (NEW.weight, NEW.rule_id)) EXECUTE FUNCTION d32_rule();

  -- D-38: a segment operator has a segment at least, any other operator none.
  CREATE FUNCTION condition_fits(rule uuid, place integer) RETURNS boolean STRICT LANGUAGE plpgsql AS $$
  BEGIN
    RETURN (
      SELECT is_segment_operator(c.operator) = EXISTS (
        SELECT FROM targeting_condition_segment s WHERE s.rule_id = rule AND s.condition_position = place)
      FROM targeting_condition c WHERE c.rule_id = rule AND c.position = place);
  END $$;
  CREATE FUNCTION d38() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    fits boolean;
  BEGIN
    IF TG_TABLE_NAME = 'targeting_condition' THEN
      fits := condition_fits(NEW.rule_id, NEW.position);
    ELSE
      fits := condition_fits(NEW.rule_id, NEW.condition_position) IS NOT FALSE
        AND condition_fits(OLD.rule_id, OLD.condition_position) IS NOT FALSE;
    END IF;
    IF fits IS FALSE THEN
      RAISE EXCEPTION 'D-38: a condition of the rule % has a segment operator and no segment, or segments and another operator',
        coalesce(OLD.rule_id, NEW.rule_id) USING ERRCODE = 'P0A10';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D38" AFTER INSERT ON targeting_condition DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (is_segment_operator(NEW.operator)) EXECUTE FUNCTION d38();
  CREATE CONSTRAINT TRIGGER "D38_changed" AFTER UPDATE OF operator ON targeting_condition DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (is_segment_operator(OLD.operator) <> is_segment_operator(NEW.operator)) EXECUTE FUNCTION d38();
  CREATE CONSTRAINT TRIGGER "D38" AFTER INSERT OR DELETE OR UPDATE OF rule_id, condition_position ON targeting_condition_segment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d38();

  -- D-42: a targeting for every flag and environment of a project, one for every segment. Keys tie it to the project, so counts will do.
  CREATE FUNCTION d42() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    missing boolean;
  BEGIN
    CASE TG_TABLE_NAME
      WHEN 'flag' THEN
        missing := EXISTS (SELECT FROM flag f WHERE f.id = NEW.id
          AND (SELECT count(*) FROM environment e WHERE e.project_id = f.project_id)
            <> (SELECT count(*) FROM targeting t WHERE t.flag_id = f.id));
      WHEN 'segment' THEN
        missing := EXISTS (SELECT FROM segment s WHERE s.id = NEW.id
          AND (SELECT count(*) FROM environment e WHERE e.project_id = s.project_id)
            <> (SELECT count(*) FROM segment_targeting t WHERE t.segment_id = s.id));
      WHEN 'environment' THEN
        missing := EXISTS (SELECT FROM environment e WHERE e.id = NEW.id
          AND ((SELECT count(*) FROM flag f WHERE f.project_id = e.project_id)
              <> (SELECT count(*) FROM targeting t WHERE t.environment_id = e.id)
            OR (SELECT count(*) FROM segment s WHERE s.project_id = e.project_id)
              <> (SELECT count(*) FROM segment_targeting t WHERE t.environment_id = e.id)));
    END CASE;
    IF missing THEN
      RAISE EXCEPTION 'D-42: a targeting is missing: of the new % %', TG_TABLE_NAME, NEW.id USING ERRCODE = 'P0A06';
    END IF;
    RETURN NULL;
  END $$;
  CREATE FUNCTION d42_targeting() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT project_id FROM environment WHERE id = OLD.environment_id) = (SELECT project_id FROM flag WHERE id = OLD.flag_id)
      AND NOT EXISTS (SELECT FROM targeting WHERE flag_id = OLD.flag_id AND environment_id = OLD.environment_id)
    THEN
      RAISE EXCEPTION 'D-42: the flag % has no targeting in environment % any more', OLD.flag_id, OLD.environment_id USING ERRCODE = 'P0A06';
    END IF;
    RETURN NULL;
  END $$;
  CREATE FUNCTION d42_segment_targeting() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF (SELECT project_id FROM environment WHERE id = OLD.environment_id) = (SELECT project_id FROM segment WHERE id = OLD.segment_id)
      AND NOT EXISTS (SELECT FROM segment_targeting WHERE segment_id = OLD.segment_id AND environment_id = OLD.environment_id)
    THEN
      RAISE EXCEPTION 'D-42: the segment % has no targeting in environment % any more', OLD.segment_id, OLD.environment_id
        USING ERRCODE = 'P0A06';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D42" AFTER INSERT ON flag DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42" AFTER INSERT ON segment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42" AFTER INSERT ON environment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42_changed" AFTER UPDATE OF project_id ON flag DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.project_id <> NEW.project_id) EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42_changed" AFTER UPDATE OF project_id ON segment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.project_id <> NEW.project_id) EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42_changed" AFTER UPDATE OF project_id ON environment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.project_id <> NEW.project_id) EXECUTE FUNCTION d42();
  CREATE CONSTRAINT TRIGGER "D42" AFTER DELETE OR UPDATE OF flag_id, environment_id ON targeting DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION d42_targeting();
  CREATE CONSTRAINT TRIGGER "D42" AFTER DELETE OR UPDATE OF segment_id, environment_id ON segment_targeting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d42_segment_targeting();

  -- D-44: a segment that a rule names is neither archived nor deleted.
  CREATE FUNCTION d44() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM project WHERE id = OLD.project_id)
      AND NOT EXISTS (SELECT FROM segment WHERE id = OLD.id AND archived_at IS NULL)
      AND EXISTS (SELECT FROM targeting_condition_segment WHERE segment_id = OLD.id)
    THEN
      RAISE EXCEPTION 'D-44: the segment % (%) is used by rules', OLD.key, OLD.id USING ERRCODE = 'P0A08';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D44" AFTER DELETE ON segment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d44();
  CREATE CONSTRAINT TRIGGER "D44_changed" AFTER UPDATE OF archived_at ON segment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.archived_at IS NULL AND NEW.archived_at IS NOT NULL) EXECUTE FUNCTION d44();

  -- D-45: a flag that another one requires is not deleted.
  CREATE FUNCTION d45() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT FROM project WHERE id = OLD.project_id)
      AND EXISTS (SELECT FROM targeting_prerequisite WHERE required_flag_id = OLD.id)
    THEN
      RAISE EXCEPTION 'D-45: the flag % (%) is required by other flags', OLD.key, OLD.id USING ERRCODE = 'P0A09';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D45" AFTER DELETE ON flag DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION d45();

  -- D-47: the last enabled root access without expiry stays one. Whoever has none yet is not asked.
  CREATE INDEX access_root ON access (id) WHERE type = 'root';
  CREATE FUNCTION d47() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM access WHERE type = 'root' AND enabled AND expires_at = 9223372036854775807) THEN
      RAISE EXCEPTION 'D-47: % (%) is the last enabled root access without expiry', OLD.key, OLD.id USING ERRCODE = 'P0A11';
    END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER "D47" AFTER DELETE ON access DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.type = 'root' AND OLD.enabled AND OLD.expires_at = 9223372036854775807) EXECUTE FUNCTION d47();
  CREATE CONSTRAINT TRIGGER "D47_changed" AFTER UPDATE OF type, enabled, expires_at ON access DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.type = 'root' AND OLD.enabled AND OLD.expires_at = 9223372036854775807) EXECUTE FUNCTION d47();
  `,
);
