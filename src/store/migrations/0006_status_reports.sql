-- Status reports: which change of an order was told in which report. An event is marked with its report, never found
-- by its time or by a highest id: a change that is committed late is then in the next report, and none is lost.

CREATE TABLE status_reports (
  id              integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop_id         text        NOT NULL REFERENCES shops,
  mode            text        NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  number          integer     NOT NULL,
  kind            text        NOT NULL CHECK (kind IN ('CHANGES', 'SNAPSHOT')),
  -- The shop's settings when the report was made: written again it has the same bytes, whatever they are by then.
  format          text        NOT NULL CHECK (format IN ('csv', 'json')),
  language        text        NOT NULL CHECK (language IN ('en', 'fr')),
  time_zone       text        NOT NULL,
  byte_order_mark boolean     NOT NULL,
  records         integer     NOT NULL DEFAULT 0,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  delivered_at    timestamptz,
  -- When retention removed the report's file; the row itself stays.
  cleared_at      timestamptz,
  UNIQUE (shop_id, mode, number)
);
CREATE INDEX status_reports_undelivered ON status_reports (shop_id, mode, number) WHERE delivered_at IS NULL;
CREATE INDEX status_reports_kept ON status_reports (delivered_at) WHERE cleared_at IS NULL;
CREATE INDEX status_reports_snapshots ON status_reports (shop_id, mode, created_at) WHERE kind = 'SNAPSHOT';

-- The last number given out per shop and mode. Its row is the lock under which changes are marked. Not a column of
-- "lines": marking a hundred thousand changes must not keep the files of that shop and mode waiting.
CREATE TABLE status_lines (
  shop_id     text    NOT NULL REFERENCES shops,
  mode        text    NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  last_number integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, mode)
);

ALTER TABLE order_events
  -- The moment of the change, not of its transaction's begin: an order's events then have times in their order, also
  -- when the later one waited for the earlier one.
  ALTER COLUMN at SET DEFAULT clock_timestamp(),
  ADD COLUMN report_id integer REFERENCES status_reports,
  DROP CONSTRAINT order_events_kind_check,
  -- CREATED: of orders made by hand; those of a batch have their batch.
  ADD CONSTRAINT order_events_kind_check CHECK (kind IN ('CREATED', 'PAID', 'EXPIRED', 'CANCELLED', 'REFUSED'));
-- An order's latest event is found without looking at all its others, however the planner counts them.
DROP INDEX order_events_order;
CREATE INDEX order_events_order ON order_events (order_id, id);
-- What the next report tells, and what only the next snapshot takes note of.
CREATE INDEX order_events_untold ON order_events (shop_id, mode, id)
  WHERE report_id IS NULL AND kind IN ('PAID', 'EXPIRED', 'CANCELLED');
CREATE INDEX order_events_unnoted ON order_events (shop_id, mode)
  WHERE report_id IS NULL AND kind IN ('CREATED', 'REFUSED');
CREATE INDEX order_events_report ON order_events (report_id, id) WHERE report_id IS NOT NULL;

-- The first snapshot that lists the orders of a batch: marked for the same reason as events are.
ALTER TABLE batches ADD COLUMN snapshot_id integer REFERENCES status_reports;
