-- What is to be brought to a partner's server, in the order in which it came about: answers and status reports, and
-- the requests there that are done with.

CREATE TABLE deliveries (
  id            bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop_id       text        NOT NULL REFERENCES shops,
  mode          text        NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  kind          text        NOT NULL CHECK (kind IN ('ANSWER', 'REQUEST')),
  -- Of an answer its name in out/; of a request the id of its claim.
  name          text        NOT NULL,
  -- Of a request: the bytes that were taken in.
  size          bigint,
  queued_at     timestamptz NOT NULL DEFAULT now(),
  delivered_at  timestamptz,
  tries         integer     NOT NULL DEFAULT 0,
  failing_since timestamptz,
  last_fault    text,
  next_try_at   timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX deliveries_waiting ON deliveries (shop_id, mode, kind, name) WHERE delivered_at IS NULL;
CREATE INDEX deliveries_line ON deliveries (shop_id, mode, id) WHERE delivered_at IS NULL;
