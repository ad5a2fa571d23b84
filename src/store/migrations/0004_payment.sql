-- Attempts of buyers to pay orders, what gateways told of them, and the simulated platform of TEST.

CREATE TABLE attempts (
  -- unguessable: it is part of addresses
  id             uuid        PRIMARY KEY,
  order_id       uuid        NOT NULL REFERENCES orders (id),
  -- What the payment has to be for. It is kept here, so that what a gateway tells is compared with what was asked of it.
  shop_id        text        NOT NULL REFERENCES shops (id),
  mode           text        NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  reference      text        NOT NULL,
  amount         bigint      NOT NULL,
  currency       text        NOT NULL,
  gateway        text        NOT NULL CHECK (gateway IN ('SIMULATOR', 'LYRA')),
  -- the gateway's own number of the shop
  account        text        NOT NULL,
  state          text        NOT NULL DEFAULT 'OPEN'
                             CHECK (state IN ('OPEN', 'PAID', 'REFUSED', 'ABANDONED', 'SURPLUS', 'REFUNDED')),
  -- What the gateway's page is opened with; null before the gateway has given it. No card data, and worthless once used.
  page_token     text,
  -- until when the gateway's page takes a payment
  open_until     timestamptz NOT NULL,
  -- the gateway's id of the payment or refusal
  transaction_id text,
  paid_at        timestamptz,
  -- the order had expired when the money was confirmed
  late           boolean     NOT NULL DEFAULT false,
  -- why the money is too much
  surplus_reason text        CHECK (surplus_reason IN ('SECOND', 'CANCELLED')),
  -- hash of the session whose browser came back from the gateway's page
  payer_session  text,
  begun_at       timestamptz NOT NULL DEFAULT now(),
  decided_at     timestamptz,
  -- when the gateway is asked about an OPEN one, or asked to give a SURPLUS one back; counted before it is done
  next_step_at   timestamptz NOT NULL,
  steps          integer     NOT NULL DEFAULT 0,
  CHECK ((state = 'SURPLUS' OR state = 'REFUNDED') = (surplus_reason IS NOT NULL))
);
-- Never two at once, so that nothing can be paid twice.
CREATE UNIQUE INDEX attempts_open ON attempts (order_id) WHERE state = 'OPEN';
-- What a gateway tells twice is known by it.
CREATE UNIQUE INDEX attempts_transaction ON attempts (gateway, transaction_id);
CREATE INDEX attempts_order ON attempts (order_id);
CREATE INDEX attempts_due ON attempts (next_step_at) WHERE state IN ('OPEN', 'SURPLUS');

-- What a person has to look at: money that fits no order, money that could not be given back.
CREATE TABLE payment_alerts (
  id             integer     PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  kind           text        NOT NULL,
  gateway        text        NOT NULL,
  shop_id        text        NOT NULL REFERENCES shops (id),
  mode           text        NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  transaction_id text,
  attempt_id     uuid        REFERENCES attempts (id),
  detail         jsonb       NOT NULL DEFAULT '{}',
  raised_at      timestamptz NOT NULL DEFAULT now(),
  -- gateways repeat themselves
  CONSTRAINT payment_alerts_once UNIQUE NULLS NOT DISTINCT (kind, gateway, shop_id, mode, transaction_id, attempt_id)
);
CREATE INDEX payment_alerts_raised ON payment_alerts (raised_at);

-- The simulated platform's own books: what its page has done, and the notifications that it still owes.
CREATE TABLE simulator_payments (
  transaction_id text        PRIMARY KEY,
  -- its page takes one payment per attempt, as a real platform's does
  attempt_id     uuid        NOT NULL UNIQUE REFERENCES attempts (id),
  outcome        text        NOT NULL CHECK (outcome IN ('PAID', 'REFUSED', 'ABANDONED')),
  amount         bigint      NOT NULL,
  currency       text        NOT NULL,
  made_at        timestamptz NOT NULL DEFAULT now(),
  notify_at      timestamptz NOT NULL,
  -- notifications that are still owed
  owed           integer     NOT NULL,
  refunded_at    timestamptz
);
CREATE INDEX simulator_payments_owed ON simulator_payments (notify_at) WHERE owed > 0;
