-- The payment form: how each shop's looks, what buyers typed into it, how often references were looked up, and the
-- mails that leave because of it.

-- One row per shop whose form was configured; both modes use it.
CREATE TABLE payment_forms (
  shop_id    text PRIMARY KEY REFERENCES shops (id),
  -- As schemas/payment-form.schema.json describes it.
  settings   jsonb NOT NULL,
  logo       bytea,
  logo_type  text CHECK (logo_type IN ('image/png', 'image/jpeg')),
  logo_width  integer,
  logo_height integer,
  changed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT payment_forms_logo CHECK ((logo IS NULL) = (logo_type IS NULL))
);

-- What a buyer sent with one attempt to pay, and in which session: only that session is told that it paid.
CREATE TABLE form_entries (
  attempt_id    uuid PRIMARY KEY,
  order_id      uuid NOT NULL REFERENCES orders (id),
  -- A hash: whoever reads this table cannot take a session over.
  session_hash  text NOT NULL,
  language      text NOT NULL CHECK (language IN ('en', 'fr')),
  receipt_email text,
  entries       jsonb NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX form_entries_order ON form_entries (order_id, session_hash);

-- Look-ups per address, and fruitless ones per shop, within the present window. Unlogged: after a crash of the
-- database it is empty, which only means that the counting begins again.
CREATE UNLOGGED TABLE lookup_counts (
  key   text PRIMARY KEY,
  since timestamptz NOT NULL DEFAULT now(),
  count integer NOT NULL DEFAULT 1
);
CREATE INDEX lookup_counts_since ON lookup_counts (since);

-- Outgoing mails; their life is drawn in mail/states.ts.
CREATE TABLE mails (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  kind        text NOT NULL CHECK (kind IN ('RECEIPT')),
  order_id    uuid NOT NULL REFERENCES orders (id),
  shop_id     text NOT NULL REFERENCES shops (id),
  mode        text NOT NULL CHECK (mode IN ('TEST', 'PRODUCTION')),
  recipient   text NOT NULL,
  language    text NOT NULL CHECK (language IN ('en', 'fr')),
  state       text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'SENT', 'KEPT', 'FAILED')),
  tries       integer NOT NULL DEFAULT 0,
  next_try_at timestamptz NOT NULL DEFAULT now(),
  last_fault  text,
  -- Written with the first try, so that every try says the same.
  subject     text,
  body_text   text,
  body_html   text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  decided_at  timestamptz,
  CONSTRAINT mails_once UNIQUE (kind, order_id, recipient)
);
CREATE INDEX mails_due ON mails (next_try_at) WHERE state = 'WAITING';
CREATE INDEX mails_latest ON mails (created_at DESC, id);
