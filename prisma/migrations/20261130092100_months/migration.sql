-- Makes a month of the ledger. Rows that came before it was made went to the partition for the unplanned and are moved from there,
-- in the same transaction: nobody sees a row twice or not at all. Calls wait while it runs, so it gives up for its job to try again
-- rather than have them queue behind a long transaction, and moves at most a hundred thousand rows; a month with more stays where it is, and works there.
CREATE OR REPLACE FUNCTION ensure_usage_partition(p_month date) RETURNS void LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  v_first date := date_trunc('month', p_month);
  v_lo timestamptz := v_first::timestamp AT TIME ZONE 'UTC';
  v_hi timestamptz := (v_first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
  v_name text := 'usage_events_' || to_char(v_first, 'YYYY_MM');
  v_moved boolean := false;
BEGIN
  IF to_regclass(v_name) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(4802, 0);
  IF to_regclass(v_name) IS NOT NULL OR v_lo < (SELECT ledger_from FROM usage_rollup_state) THEN RETURN; END IF;
  LOCK TABLE usage_events IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM usage_events_unplanned WHERE occurred_at >= v_lo AND occurred_at < v_hi) THEN
    IF (SELECT count(*) FROM (SELECT FROM usage_events_unplanned WHERE occurred_at >= v_lo AND occurred_at < v_hi LIMIT 100001) x) > 100000 THEN RETURN; END IF;
    CREATE TEMP TABLE usage_events_moved ON COMMIT DROP AS SELECT * FROM usage_events_unplanned WHERE occurred_at >= v_lo AND occurred_at < v_hi;
    DELETE FROM usage_events_unplanned WHERE occurred_at >= v_lo AND occurred_at < v_hi;
    v_moved := true;
  END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF usage_events FOR VALUES FROM (%L) TO (%L)', v_name, v_lo, v_hi);
  EXECUTE format('CREATE UNIQUE INDEX %I ON %I (workspace_id, request_id) WHERE outcome <> ''released''', v_name || '_request_once', v_name);
  IF v_moved THEN
    INSERT INTO usage_events SELECT * FROM usage_events_moved;
    DROP TABLE usage_events_moved;
  END IF;
END $$;

-- What the ledger said of a month, by workspace, when the month was taken out of it.
CREATE TABLE "usage_detached_months" (
  "month" DATE NOT NULL,
  "workspace_id" TEXT NOT NULL,
  "calls" BIGINT NOT NULL,
  "charged" BIGINT,
  "unpriced" BIGINT NOT NULL,
  "units" JSONB NOT NULL,
  "cost_micros" BIGINT NOT NULL,
  "input_tokens" BIGINT NOT NULL,
  "output_tokens" BIGINT NOT NULL,
  "detached_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "usage_detached_months_pkey" PRIMARY KEY ("month", "workspace_id")
);
CREATE TRIGGER usage_detached_months_are_immutable BEFORE UPDATE OR DELETE ON "usage_detached_months" FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The oldest month of the ledger that begins before p_before, if there is one.
CREATE FUNCTION oldest_usage_month(p_before date) RETURNS date LANGUAGE sql STABLE AS $$
  SELECT min(to_date(right(c.relname, 7), 'YYYY_MM')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
  WHERE i.inhparent = 'usage_events'::regclass AND c.relname ~ '^usage_events_[0-9]{4}_[0-9]{2}$' AND to_date(right(c.relname, 7), 'YYYY_MM') < date_trunc('month', p_before)
$$;

-- Takes a month out of the ledger and leaves it as a table of its own, to be copied elsewhere and dropped. Only the oldest month
-- goes, only when all of it is rolled up, nothing in it changed since and no call in it is still held. Its sums are kept.
-- Detaching itself changes the catalogue and no rows, but nobody may use the ledger meanwhile (a partition for the unplanned rules
-- out CONCURRENTLY), so it gives up after half a second for its job to try again. Answers the table's name, or null where the month cannot go.
CREATE FUNCTION detach_usage_month(p_month date) RETURNS text LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
  s usage_rollup_state;
  v_first date := date_trunc('month', p_month);
  v_lo timestamptz := v_first::timestamp AT TIME ZONE 'UTC';
  v_hi timestamptz := (v_first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
  v_name text := 'usage_events_' || to_char(v_first, 'YYYY_MM');
  v_open boolean;
BEGIN
  PERFORM pg_advisory_xact_lock(4802, 0);
  IF to_regclass(v_name) IS NULL OR oldest_usage_month((v_first + interval '1 month')::date) IS DISTINCT FROM v_first THEN RETURN NULL; END IF;
  -- Before the ledger's lock, and in the order in which the roll-up takes them.
  SELECT * INTO s FROM usage_rollup_state FOR UPDATE;
  IF s.rolled_until < v_hi THEN RETURN NULL; END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE outcome = ''held'')', v_name) INTO v_open;
  IF v_open THEN RETURN NULL; END IF;
  INSERT INTO usage_detached_months (month, workspace_id, calls, charged, unpriced, units, cost_micros, input_tokens, output_tokens, detached_at)
  SELECT v_first, c.workspace_id, c.calls, c.charged, c.unpriced, COALESCE(m.units, '{}'), c.cost, c.input, c.output, app_now()
  FROM (
    SELECT workspace_id, sum(calls) AS calls, sum(calls) FILTER (WHERE outcome <> 'released') AS charged, sum(unpriced) AS unpriced, sum(cost_micros) AS cost, sum(input_tokens) AS input, sum(output_tokens) AS output
    FROM usage_rollups WHERE span = 'day' AND at >= v_lo AND at < v_hi GROUP BY 1
  ) c LEFT JOIN (
    SELECT x.workspace_id, jsonb_object_agg(x.key, x.units) AS units
    FROM (SELECT r.workspace_id, u.key, sum(u.value::numeric) AS units FROM usage_rollups r CROSS JOIN LATERAL jsonb_each_text(r.units) u WHERE r.span = 'day' AND r.at >= v_lo AND r.at < v_hi AND r.outcome <> 'released' GROUP BY 1, 2) x
    GROUP BY 1
  ) m USING (workspace_id);
  UPDATE usage_rollup_state SET ledger_from = v_hi;
  LOCK TABLE usage_events IN ACCESS EXCLUSIVE MODE;
  -- With nobody else in the ledger: what changed while the sums were taken would be lost.
  IF EXISTS (SELECT FROM usage_rollup_stale WHERE hour >= v_lo AND hour < v_hi) THEN RAISE EXCEPTION 'month % changed while it was taken out of the ledger', v_first USING ERRCODE = 'lock_not_available'; END IF;
  EXECUTE format('ALTER TABLE usage_events DETACH PARTITION %I', v_name);
  EXECUTE format('ALTER TABLE %I RENAME TO %I', v_name, v_name || '_detached');
  RETURN v_name || '_detached';
END $$;
