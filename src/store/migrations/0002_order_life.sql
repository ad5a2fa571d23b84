-- The life of an order after its creation: what it became, and an event for each change.

ALTER TABLE orders
  ADD COLUMN paid_at          timestamptz,
  ADD COLUMN paid_amount      bigint,
  ADD COLUMN transaction_id   text,
  -- Tries of buyers that the gateway refused; the order stayed WAITING.
  ADD COLUMN refused_attempts integer NOT NULL DEFAULT 0;

-- What is due next, without looking at all orders: they expire by themselves, however many there are.
CREATE INDEX orders_due ON orders (expires_at) WHERE status = 'WAITING';

-- An event keeps what the order was at that moment: a report that tells it later says the same each time.
ALTER TABLE order_events
  ADD COLUMN shop_id          text,
  ADD COLUMN mode             text,
  ADD COLUMN refused_attempts integer NOT NULL DEFAULT 0,
  ADD COLUMN paid_at          timestamptz,
  ADD COLUMN paid_amount      bigint,
  ADD COLUMN transaction_id   text;
UPDATE order_events e SET shop_id = o.shop_id, mode = o.mode FROM orders o WHERE o.id = e.order_id;
ALTER TABLE order_events
  ALTER COLUMN shop_id SET NOT NULL,
  ALTER COLUMN mode SET NOT NULL,
  ADD CONSTRAINT order_events_kind_check CHECK (kind IN ('PAID', 'EXPIRED', 'CANCELLED', 'REFUSED'));
CREATE INDEX order_events_order ON order_events (order_id);

-- Its columns are those of the table when it was made, so it is made anew.
DROP VIEW visible_orders;
CREATE VIEW visible_orders AS
  SELECT o.*, b.number AS batch_number
    FROM orders o
    LEFT JOIN batches b ON b.id = o.batch_id
   WHERE o.batch_id IS NULL OR b.state = 'ACCEPTED';
