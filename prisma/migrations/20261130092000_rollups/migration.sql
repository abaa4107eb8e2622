-- The ledger summed up twice: by operation, key and member, and by provider and model, so that neither has a row for every
-- combination of all five. Each by the hour, and by the day for what looks back further; hours are kept for a hundred days.
-- A sum's `units` hold every meter: {meter: units}.
DROP FUNCTION usage_facts(text, timestamptz, timestamptz);
DROP FUNCTION usage_roll(interval);
DROP TABLE "usage_rollups";

CREATE TABLE "usage_rollups" (
  "workspace_id" TEXT NOT NULL,
  "span" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "operation" TEXT NOT NULL,
  "api_key_id" TEXT NOT NULL,
  "member_id" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "calls" BIGINT NOT NULL,
  "unpriced" BIGINT NOT NULL,
  "units" JSONB NOT NULL,
  "cost_micros" BIGINT NOT NULL,
  "input_tokens" BIGINT NOT NULL,
  "output_tokens" BIGINT NOT NULL,
  CONSTRAINT "usage_rollups_pkey" PRIMARY KEY ("workspace_id", "span", "at", "operation", "api_key_id", "member_id", "outcome"),
  CONSTRAINT "usage_rollups_span_is_known" CHECK ("span" IN ('hour', 'day')),
  CONSTRAINT "usage_rollups_are_not_negative" CHECK ("calls" >= 0 AND "unpriced" >= 0 AND "cost_micros" >= 0 AND "input_tokens" >= 0 AND "output_tokens" >= 0)
) WITH (fillfactor = 80);

CREATE TABLE "usage_model_rollups" (
  "workspace_id" TEXT NOT NULL,
  "span" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "provider" TEXT NOT NULL,
  "model" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "calls" BIGINT NOT NULL,
  "unpriced" BIGINT NOT NULL,
  "units" JSONB NOT NULL,
  "cost_micros" BIGINT NOT NULL,
  "input_tokens" BIGINT NOT NULL,
  "output_tokens" BIGINT NOT NULL,
  CONSTRAINT "usage_model_rollups_pkey" PRIMARY KEY ("workspace_id", "span", "at", "provider", "model", "outcome"),
  CONSTRAINT "usage_model_rollups_span_is_known" CHECK ("span" IN ('hour', 'day')),
  CONSTRAINT "usage_model_rollups_are_not_negative" CHECK ("calls" >= 0 AND "unpriced" >= 0 AND "cost_micros" >= 0 AND "input_tokens" >= 0 AND "output_tokens" >= 0)
) WITH (fillfactor = 80);

-- Hours before `hours_from` are summed up by the day only. Months before `ledger_from` are no longer in the ledger.
ALTER TABLE "usage_rollup_state" ADD COLUMN "hours_from" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity', ADD COLUMN "ledger_from" TIMESTAMPTZ(3) NOT NULL DEFAULT '-infinity';
UPDATE "usage_rollup_state" SET "rolled_until" = '-infinity';
TRUNCATE "usage_rollup_stale";

-- Finds a time in the ledger without regard to a workspace. It costs next to nothing on the way in, since rows arrive in time's order.
CREATE INDEX "usage_events_occurred_at_idx" ON "usage_events" USING brin ("occurred_at") WITH (pages_per_range = 32, autosummarize = on);

CREATE FUNCTION units_plus(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT COALESCE(jsonb_object_agg(x.key, x.units), '{}') FROM (
    SELECT y.key, sum(y.value::numeric) AS units FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) y GROUP BY y.key
  ) x
$$;

-- What a reader of [p_from, p_to), in whole hours, takes from where: whole days that are rolled up and did not change since from
-- the days ('d'), what is left of the range from the hours ('h'), and from the ledger itself ('l') what is newer than the
-- rollups, what changed since, and parts of days whose hours are no longer kept. Without p_days nothing is taken from the days.
-- Where the ledger's rows are gone too, a part of a day is the whole day.
CREATE FUNCTION usage_sources(p_workspace text, p_from timestamptz, p_to timestamptz, p_days boolean)
RETURNS TABLE (source text, lo timestamptz, hi timestamptz) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  s usage_rollup_state;
  v_lo timestamptz := date_trunc('hour', p_from, 'UTC');
  v_hi timestamptz := date_trunc('hour', p_to + interval '1 hour' - interval '1 microsecond', 'UTC');
  v_days_lo timestamptz; v_days_hi timestamptz;
BEGIN
  SELECT * INTO s FROM usage_rollup_state;
  IF v_lo < s.ledger_from THEN v_lo := date_trunc('day', v_lo, 'UTC'); END IF;
  IF v_hi < s.ledger_from THEN v_hi := date_trunc('day', v_hi + interval '24 hours' - interval '1 microsecond', 'UTC'); END IF;
  v_days_lo := date_trunc('day', v_lo + interval '24 hours' - interval '1 microsecond', 'UTC');
  v_days_hi := date_trunc('day', LEAST(v_hi, s.rolled_until), 'UTC');
  IF NOT p_days OR v_days_lo >= v_days_hi THEN v_days_lo := v_hi; v_days_hi := v_hi; END IF;
  RETURN QUERY
  WITH stale AS MATERIALIZED (
    SELECT t.hour, date_trunc('day', t.hour, 'UTC') AS day FROM usage_rollup_stale t
    WHERE t.workspace_id = p_workspace AND t.hour >= v_lo AND t.hour < v_hi AND t.hour < s.rolled_until AND t.hour >= s.ledger_from
  ), days AS (  -- the whole days between the ones that changed
    SELECT COALESCE(lag(x.day) OVER (ORDER BY x.day) + interval '24 hours', v_days_lo) AS lo, x.day AS hi
    FROM (SELECT DISTINCT day FROM stale WHERE day >= v_days_lo AND day < v_days_hi UNION ALL SELECT v_days_hi) x
  ), spans AS (
    SELECT v_lo AS lo, v_days_lo AS hi WHERE v_lo < v_days_lo
    UNION ALL SELECT v_days_hi, v_hi WHERE v_days_hi < v_hi
    UNION ALL SELECT DISTINCT day, day + interval '24 hours' FROM stale WHERE day >= v_days_lo AND day < v_days_hi
  ), hours AS (  -- the hours of each span between the ones that changed
    SELECT GREATEST(COALESCE(lag(x.hour) OVER (PARTITION BY x.lo ORDER BY x.hour) + interval '1 hour', x.lo), s.hours_from) AS lo, x.hour AS hi
    FROM (
      SELECT p.lo, t.hour FROM spans p JOIN stale t ON t.hour >= p.lo AND t.hour < p.hi
      UNION ALL SELECT p.lo, LEAST(p.hi, s.rolled_until) FROM spans p
    ) x
  ), found AS (
    SELECT 'd' AS source, lo, hi FROM days
    UNION ALL SELECT 'h', lo, hi FROM hours
    UNION ALL SELECT 'l', GREATEST(v_lo, s.rolled_until), v_hi
    UNION ALL SELECT 'l', p.lo, LEAST(p.hi, s.hours_from, s.rolled_until) FROM spans p
    UNION ALL SELECT 'l', t.hour, LEAST(t.hour + interval '1 hour', s.rolled_until) FROM stale t WHERE t.hour >= s.hours_from
  )
  SELECT f.source, f.lo, f.hi FROM found f WHERE f.lo < f.hi;
END $$;

-- The ledger as the pages sum it up, never stale. `at` is a day where p_days, an hour or an instant else.
CREATE FUNCTION usage_facts(p_workspace text, p_from timestamptz, p_to timestamptz, p_days boolean DEFAULT true)
RETURNS TABLE (at timestamptz, operation text, api_key_id text, member_id text, outcome text, calls bigint, unpriced bigint, units jsonb, cost_micros bigint, input_tokens bigint, output_tokens bigint)
LANGUAGE sql STABLE AS $$
  WITH source AS MATERIALIZED (SELECT * FROM usage_sources(p_workspace, p_from, p_to, p_days))
  SELECT r.at, r.operation, r.api_key_id, r.member_id, r.outcome, r.calls, r.unpriced, r.units, r.cost_micros, r.input_tokens, r.output_tokens
  FROM source s JOIN usage_rollups r ON r.workspace_id = p_workspace AND r.span = 'day' AND r.at >= s.lo AND r.at < s.hi WHERE s.source = 'd'
  UNION ALL
  SELECT r.at, r.operation, r.api_key_id, r.member_id, r.outcome, r.calls, r.unpriced, r.units, r.cost_micros, r.input_tokens, r.output_tokens
  FROM source s JOIN usage_rollups r ON r.workspace_id = p_workspace AND r.span = 'hour' AND r.at >= s.lo AND r.at < s.hi WHERE s.source = 'h'
  UNION ALL
  SELECT e.occurred_at, e.operation, COALESCE(e.api_key_id, ''), COALESCE(e.member_id, ''), e.outcome, 1, (e.provider IS NOT NULL AND e.cost_micros IS NULL)::int, e.units,
         COALESCE(e.cost_micros, 0), COALESCE(e.input_tokens, 0), COALESCE(e.output_tokens, 0)
  FROM source s JOIN usage_events e ON e.workspace_id = p_workspace AND e.occurred_at >= s.lo AND e.occurred_at < s.hi WHERE s.source = 'l'
$$;

-- The same by provider and model, both '' where a call was not to a model. `unpriced` are calls to models without a known price.
CREATE FUNCTION usage_model_facts(p_workspace text, p_from timestamptz, p_to timestamptz, p_days boolean DEFAULT true)
RETURNS TABLE (at timestamptz, provider text, model text, outcome text, calls bigint, unpriced bigint, units jsonb, cost_micros bigint, input_tokens bigint, output_tokens bigint)
LANGUAGE sql STABLE AS $$
  WITH source AS MATERIALIZED (SELECT * FROM usage_sources(p_workspace, p_from, p_to, p_days))
  SELECT r.at, r.provider, r.model, r.outcome, r.calls, r.unpriced, r.units, r.cost_micros, r.input_tokens, r.output_tokens
  FROM source s JOIN usage_model_rollups r ON r.workspace_id = p_workspace AND r.span = 'day' AND r.at >= s.lo AND r.at < s.hi WHERE s.source = 'd'
  UNION ALL
  SELECT r.at, r.provider, r.model, r.outcome, r.calls, r.unpriced, r.units, r.cost_micros, r.input_tokens, r.output_tokens
  FROM source s JOIN usage_model_rollups r ON r.workspace_id = p_workspace AND r.span = 'hour' AND r.at >= s.lo AND r.at < s.hi WHERE s.source = 'h'
  UNION ALL
  SELECT e.occurred_at, COALESCE(e.provider, ''), COALESCE(e.model, ''), e.outcome, 1, (e.provider IS NOT NULL AND e.cost_micros IS NULL)::int, e.units,
         COALESCE(e.cost_micros, 0), COALESCE(e.input_tokens, 0), COALESCE(e.output_tokens, 0)
  FROM source s JOIN usage_events e ON e.workspace_id = p_workspace AND e.occurred_at >= s.lo AND e.occurred_at < s.hi WHERE s.source = 'l'
$$;

-- Rolls up one more step of the ledger and recomputes hours that changed since. Answers whether more is to be done. Rows younger
-- than a minute are left: every statement that writes the ledger is cancelled long before that.
CREATE FUNCTION usage_roll(p_step interval) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  s usage_rollup_state;
  v_from timestamptz;
  v_to timestamptz;
  v_newest timestamptz := date_trunc('minute', app_now() - interval '1 minute', 'UTC');
  v_keep timestamptz := date_trunc('day', app_now() - interval '100 days', 'UTC');
  v_taken int;
  v_spaces text[]; v_hours timestamptz[];
  v_day_spaces text[]; v_days timestamptz[];
BEGIN
  SELECT * INTO s FROM usage_rollup_state FOR UPDATE;
  v_from := s.rolled_until;
  IF v_from = '-infinity' THEN
    SELECT date_trunc('hour', min(occurred_at), 'UTC') INTO v_from FROM usage_events;
    v_from := COALESCE(v_from, v_newest);
  END IF;
  v_to := LEAST(v_from + p_step, v_newest);
  IF v_to < v_from THEN RETURN false; END IF;
  IF s.hours_from < v_keep THEN
    DELETE FROM usage_rollups WHERE span = 'hour' AND at < v_keep;
    DELETE FROM usage_model_rollups WHERE span = 'hour' AND at < v_keep;
    UPDATE usage_rollup_state SET hours_from = v_keep;
  END IF;

  -- Hours that changed, a few at a time: who changes one of them waits for this to commit, and one that is being changed is left for
  -- the next time. Where a day's hours are no longer kept, all of them are read again.
  WITH free AS MATERIALIZED (
    SELECT workspace_id, hour FROM usage_rollup_stale WHERE hour < v_to ORDER BY hour LIMIT 200 FOR UPDATE SKIP LOCKED
  ), gone AS (
    DELETE FROM usage_rollup_stale t USING free o WHERE t.workspace_id = o.workspace_id AND t.hour = o.hour RETURNING t.workspace_id, t.hour
  ), hours AS (
    SELECT DISTINCT g.workspace_id, h.hour FROM gone g
    CROSS JOIN LATERAL generate_series(CASE WHEN g.hour < v_keep THEN date_trunc('day', g.hour, 'UTC') ELSE g.hour END,
                                       CASE WHEN g.hour < v_keep THEN date_trunc('day', g.hour, 'UTC') + interval '23 hours' ELSE g.hour END, interval '1 hour') h(hour)
    WHERE g.hour >= s.ledger_from
  )
  SELECT (SELECT count(*) FROM gone), array_agg(workspace_id ORDER BY workspace_id, hour), array_agg(hour ORDER BY workspace_id, hour) INTO v_taken, v_spaces, v_hours FROM hours;
  SELECT array_agg(d.space), array_agg(d.day) INTO v_day_spaces, v_days
  FROM (SELECT DISTINCT x.space, date_trunc('day', x.hour, 'UTC') AS day FROM unnest(v_spaces, v_hours) x(space, hour)) d;
  DELETE FROM usage_rollups r USING unnest(v_spaces, v_hours) x(space, hour) WHERE r.workspace_id = x.space AND r.span = 'hour' AND r.at = x.hour;
  DELETE FROM usage_model_rollups r USING unnest(v_spaces, v_hours) x(space, hour) WHERE r.workspace_id = x.space AND r.span = 'hour' AND r.at = x.hour;

  WITH event AS (
    SELECT n.* FROM usage_events n
    WHERE n.occurred_at >= v_from AND n.occurred_at < v_to
      AND NOT EXISTS (SELECT FROM unnest(v_spaces, v_hours) x(space, hour) WHERE x.space = n.workspace_id AND x.hour = date_trunc('hour', n.occurred_at, 'UTC'))
    UNION ALL
    SELECT o.* FROM unnest(v_spaces, v_hours) x(space, hour)
    JOIN usage_events o ON o.workspace_id = x.space AND o.occurred_at >= x.hour AND o.occurred_at < LEAST(x.hour + interval '1 hour', v_to)
  ), alike AS (
    SELECT e.workspace_id, date_trunc('hour', e.occurred_at, 'UTC') AS hour, e.operation, COALESCE(e.api_key_id, '') AS api_key_id, COALESCE(e.member_id, '') AS member_id,
           COALESCE(e.provider, '') AS provider, COALESCE(e.model, '') AS model, e.outcome, e.units, count(*) AS calls,
           count(*) FILTER (WHERE e.provider IS NOT NULL AND e.cost_micros IS NULL) AS unpriced,
           COALESCE(sum(e.cost_micros), 0) AS cost, COALESCE(sum(e.input_tokens), 0) AS input, COALESCE(sum(e.output_tokens), 0) AS output
    FROM event e GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), fact AS MATERIALIZED (  -- once for the calls themselves, with the meter '', and once for every meter
    SELECT a.workspace_id, a.hour, a.operation, a.api_key_id, a.member_id, a.provider, a.model, a.outcome, m.meter,
           sum(a.calls) AS calls, sum(a.calls * m.units::numeric) AS units, sum(a.unpriced) AS unpriced, sum(a.cost) AS cost, sum(a.input) AS input, sum(a.output) AS output
    FROM alike a CROSS JOIN LATERAL (SELECT '' AS meter, 0::bigint AS units UNION ALL SELECT key, value::bigint FROM jsonb_each_text(a.units)) m
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
  ), spans AS (
    SELECT f.*, x.span, date_trunc(x.span, f.hour, 'UTC') AS at FROM fact f CROSS JOIN (VALUES ('hour'), ('day')) x(span)
    WHERE CASE x.span WHEN 'hour' THEN f.hour >= v_keep OR EXISTS (SELECT FROM unnest(v_spaces, v_hours) y(space, hour) WHERE y.space = f.workspace_id AND y.hour = f.hour)
      ELSE NOT EXISTS (SELECT FROM unnest(v_day_spaces, v_days) y(space, day) WHERE y.space = f.workspace_id AND y.day = date_trunc('day', f.hour, 'UTC')) END
  ), by_operation AS (
    INSERT INTO usage_rollups AS r (workspace_id, span, at, operation, api_key_id, member_id, outcome, calls, unpriced, units, cost_micros, input_tokens, output_tokens)
    SELECT g.workspace_id, g.span, g.at, g.operation, g.api_key_id, g.member_id, g.outcome, max(g.calls) FILTER (WHERE g.meter = ''), max(g.unpriced) FILTER (WHERE g.meter = ''),
           COALESCE(jsonb_object_agg(g.meter, g.units) FILTER (WHERE g.meter <> ''), '{}'),
           max(g.cost) FILTER (WHERE g.meter = ''), max(g.input) FILTER (WHERE g.meter = ''), max(g.output) FILTER (WHERE g.meter = '')
    FROM (
      SELECT f.workspace_id, f.span, f.at, f.operation, f.api_key_id, f.member_id, f.outcome, f.meter, sum(f.calls) AS calls, sum(f.unpriced) AS unpriced, sum(f.units) AS units, sum(f.cost) AS cost, sum(f.input) AS input, sum(f.output) AS output
      FROM spans f GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ) g GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, span, at, operation, api_key_id, member_id, outcome) DO UPDATE SET calls = r.calls + excluded.calls, unpriced = r.unpriced + excluded.unpriced,
      units = units_plus(r.units, excluded.units), cost_micros = r.cost_micros + excluded.cost_micros, input_tokens = r.input_tokens + excluded.input_tokens, output_tokens = r.output_tokens + excluded.output_tokens
  )
  INSERT INTO usage_model_rollups AS r (workspace_id, span, at, provider, model, outcome, calls, unpriced, units, cost_micros, input_tokens, output_tokens)
  SELECT g.workspace_id, g.span, g.at, g.provider, g.model, g.outcome, max(g.calls) FILTER (WHERE g.meter = ''), max(g.unpriced) FILTER (WHERE g.meter = ''),
         COALESCE(jsonb_object_agg(g.meter, g.units) FILTER (WHERE g.meter <> ''), '{}'),
         max(g.cost) FILTER (WHERE g.meter = ''), max(g.input) FILTER (WHERE g.meter = ''), max(g.output) FILTER (WHERE g.meter = '')
  FROM (
    SELECT f.workspace_id, f.span, f.at, f.provider, f.model, f.outcome, f.meter, sum(f.calls) AS calls, sum(f.unpriced) AS unpriced, sum(f.units) AS units, sum(f.cost) AS cost, sum(f.input) AS input, sum(f.output) AS output
    FROM spans f GROUP BY 1, 2, 3, 4, 5, 6, 7
  ) g GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3
  ON CONFLICT (workspace_id, span, at, provider, model, outcome) DO UPDATE SET calls = r.calls + excluded.calls, unpriced = r.unpriced + excluded.unpriced, units = units_plus(r.units, excluded.units),
    cost_micros = r.cost_micros + excluded.cost_micros, input_tokens = r.input_tokens + excluded.input_tokens, output_tokens = r.output_tokens + excluded.output_tokens;

  IF v_taken > 0 THEN PERFORM usage_roll_days(v_day_spaces, v_days, v_keep); END IF;
  UPDATE usage_rollup_state SET rolled_until = v_to;
  RETURN v_to < v_newest OR v_taken = 200;
END $$;

-- Makes days anew from their hours, and drops such hours as are kept no longer.
CREATE FUNCTION usage_roll_days(p_spaces text[], p_days timestamptz[], p_keep timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM usage_rollups r USING unnest(p_spaces, p_days) x(space, day) WHERE r.workspace_id = x.space AND r.span = 'day' AND r.at = x.day;
  INSERT INTO usage_rollups (workspace_id, span, at, operation, api_key_id, member_id, outcome, calls, unpriced, units, cost_micros, input_tokens, output_tokens)
  WITH hour AS MATERIALIZED (
    SELECT x.day, r.* FROM unnest(p_spaces, p_days) x(space, day) JOIN usage_rollups r ON r.workspace_id = x.space AND r.span = 'hour' AND r.at >= x.day AND r.at < x.day + interval '24 hours'
  ), meter AS (
    SELECT m.workspace_id, m.day, m.operation, m.api_key_id, m.member_id, m.outcome, jsonb_object_agg(m.key, m.units) AS units
    FROM (SELECT h.workspace_id, h.day, h.operation, h.api_key_id, h.member_id, h.outcome, u.key, sum(u.value::numeric) AS units FROM hour h CROSS JOIN LATERAL jsonb_each_text(h.units) u GROUP BY 1, 2, 3, 4, 5, 6, 7) m
    GROUP BY 1, 2, 3, 4, 5, 6
  )
  SELECT workspace_id, 'day', day, operation, api_key_id, member_id, outcome, sum(h.calls), sum(h.unpriced), COALESCE(m.units, '{}'), sum(h.cost_micros), sum(h.input_tokens), sum(h.output_tokens)
  FROM hour h LEFT JOIN meter m USING (workspace_id, day, operation, api_key_id, member_id, outcome) GROUP BY workspace_id, day, operation, api_key_id, member_id, outcome, m.units;

  DELETE FROM usage_model_rollups r USING unnest(p_spaces, p_days) x(space, day) WHERE r.workspace_id = x.space AND r.span = 'day' AND r.at = x.day;
  INSERT INTO usage_model_rollups (workspace_id, span, at, provider, model, outcome, calls, unpriced, units, cost_micros, input_tokens, output_tokens)
  WITH hour AS MATERIALIZED (
    SELECT x.day, r.* FROM unnest(p_spaces, p_days) x(space, day) JOIN usage_model_rollups r ON r.workspace_id = x.space AND r.span = 'hour' AND r.at >= x.day AND r.at < x.day + interval '24 hours'
  ), meter AS (
    SELECT m.workspace_id, m.day, m.provider, m.model, m.outcome, jsonb_object_agg(m.key, m.units) AS units
    FROM (SELECT h.workspace_id, h.day, h.provider, h.model, h.outcome, u.key, sum(u.value::numeric) AS units FROM hour h CROSS JOIN LATERAL jsonb_each_text(h.units) u GROUP BY 1, 2, 3, 4, 5, 6) m
    GROUP BY 1, 2, 3, 4, 5
  )
  SELECT workspace_id, 'day', day, provider, model, outcome, sum(h.calls), sum(h.unpriced), COALESCE(m.units, '{}'), sum(h.cost_micros), sum(h.input_tokens), sum(h.output_tokens)
  FROM hour h LEFT JOIN meter m USING (workspace_id, day, provider, model, outcome) GROUP BY workspace_id, day, provider, model, outcome, m.units;

  DELETE FROM usage_rollups r USING unnest(p_spaces, p_days) x(space, day) WHERE r.workspace_id = x.space AND r.span = 'hour' AND r.at >= x.day AND r.at < x.day + interval '24 hours' AND r.at < p_keep;
  DELETE FROM usage_model_rollups r USING unnest(p_spaces, p_days) x(space, day) WHERE r.workspace_id = x.space AND r.span = 'hour' AND r.at >= x.day AND r.at < x.day + interval '24 hours' AND r.at < p_keep;
END $$;
