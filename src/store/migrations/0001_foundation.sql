-- Shops, batches, findings, staged records, orders: the single source of truth.

CREATE TABLE shops (
  id                text        PRIMARY KEY CHECK (id ~ '^[0-9]{8}$'),
  label             text        NOT NULL,
  settings          jsonb       NOT NULL DEFAULT '{}',
  production_active boolean     NOT NULL DEFAULT false,
  password_hash     text,
  created_at        timestamptz NOT NULL DEFAULT now()
);

-- The last number given out per shop and mode. Its row is the lock that makes numbers gapless and the line orderly.
CREATE TABLE lines (
  shop_id      text    NOT NULL REFERENCES shops,
  mode         text    NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  last_number  integer NOT NULL DEFAULT 0,
  PRIMARY KEY (shop_id, mode)
);

CREATE TABLE batches (
  id              integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  shop_id         text        NOT NULL REFERENCES shops,
  mode            text        NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  number          integer     NOT NULL,
  drop            text        NOT NULL CHECK (drop IN ('in', 'check')),
  claim_id        uuid        NOT NULL UNIQUE,
  file_name       text        NOT NULL,
  structured_name text,
  -- What was wrong with the name that the file was dropped under; it is kept under a cleaned one.
  name_fault      text        CHECK (name_fault IN ('length', 'characters')),
  size            bigint      NOT NULL,
  sha256          text        NOT NULL,
  format          text,
  head            jsonb,
  state           text        NOT NULL CHECK (state IN
    ('RECEIVED', 'VALIDATING', 'CREATING', 'ACCEPTED', 'REJECTED', 'DUPLICATE', 'FAILED', 'VALID', 'INVALID')),
  starts          integer     NOT NULL DEFAULT 0,
  faults          integer     NOT NULL DEFAULT 0,
  last_fault      text,
  flow            integer     NOT NULL DEFAULT 0,
  records         integer     NOT NULL DEFAULT 0,
  cancels         integer     NOT NULL DEFAULT 0,
  sums            jsonb       NOT NULL DEFAULT '{}',
  findings        integer     NOT NULL DEFAULT 0,
  more_findings   jsonb       NOT NULL DEFAULT '[]',
  invalid_records bytea,
  read_whole      boolean     NOT NULL DEFAULT false,
  duplicate_of    integer     REFERENCES batches,
  archived_as     text,
  received_at     timestamptz NOT NULL DEFAULT now(),
  acknowledged_at timestamptz,
  decided_at      timestamptz,
  answered_at     timestamptz,
  -- When retention removed the batch's files; the row itself stays.
  cleared_at      timestamptz,
  UNIQUE (shop_id, mode, number)
);

-- The last guards of "the same content is never created twice", whatever the code above them does.
CREATE UNIQUE INDEX batches_accepted_content ON batches (shop_id, mode, sha256) WHERE state = 'ACCEPTED';
CREATE UNIQUE INDEX batches_accepted_name ON batches (shop_id, mode, structured_name) WHERE state = 'ACCEPTED';
-- Recovery and the line look only at what is not finished.
CREATE INDEX batches_unfinished ON batches (shop_id, mode, number) WHERE state IN ('RECEIVED', 'VALIDATING', 'CREATING');
CREATE INDEX batches_unanswered ON batches (received_at) WHERE answered_at IS NULL;
CREATE INDEX batches_kept ON batches (answered_at) WHERE cleared_at IS NULL;

CREATE TABLE findings (
  batch_id  integer NOT NULL REFERENCES batches,
  position  integer NOT NULL,
  code      text    NOT NULL,
  record    integer,
  line      integer,
  detail    jsonb   NOT NULL,
  PRIMARY KEY (batch_id, position)
);

CREATE TABLE staged_records (
  batch_id         integer     NOT NULL,
  record           integer     NOT NULL,
  line             integer     NOT NULL,
  action           text        NOT NULL,
  reference        text        NOT NULL,
  amount           bigint,
  currency         text,
  description      text,
  expires_at       timestamptz,
  locale           text,
  receipt_email    text,
  merchant_comment text,
  tax_amount       bigint,
  tax_rate         text,
  customer         jsonb,
  metadata         jsonb,
  PRIMARY KEY (batch_id, record)
);

-- An order is visible if and only if its batch is ACCEPTED, or it was made by hand (no batch).
CREATE TABLE orders (
  id               uuid        PRIMARY KEY,
  shop_id          text        NOT NULL,
  mode             text        NOT NULL,
  reference        text        NOT NULL,
  batch_id         integer,
  record           integer,
  status           text        NOT NULL DEFAULT 'WAITING' CHECK (status IN ('WAITING', 'PAID', 'EXPIRED', 'CANCELLED')),
  amount           bigint      NOT NULL,
  currency         text        NOT NULL,
  description      text,
  expires_at       timestamptz NOT NULL,
  locale           text        NOT NULL,
  receipt_email    text,
  merchant_comment text,
  tax_amount       bigint,
  tax_rate         text,
  customer         jsonb,
  metadata         jsonb,
  created_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT orders_reference UNIQUE (shop_id, mode, reference)
);
CREATE UNIQUE INDEX orders_record ON orders (batch_id, record);

-- What happened to an order after its creation: what, when, by whom.
CREATE TABLE order_events (
  id        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id  uuid        NOT NULL REFERENCES orders,
  kind      text        NOT NULL,
  at        timestamptz NOT NULL DEFAULT now(),
  by        text        NOT NULL,
  batch_id  integer,
  record    integer
);
CREATE UNIQUE INDEX order_events_record ON order_events (batch_id, record) WHERE batch_id IS NOT NULL;

CREATE VIEW visible_orders AS
  SELECT o.*, b.number AS batch_number
    FROM orders o
    LEFT JOIN batches b ON b.id = o.batch_id
   WHERE o.batch_id IS NULL OR b.state = 'ACCEPTED';

-- Secrets and facts of the installation, e.g. the operator's password hash.
CREATE TABLE installation (
  name  text PRIMARY KEY,
  value text NOT NULL
);
