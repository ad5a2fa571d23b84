-- Written by `npm run schema` from the migrations; a test fails when it is stale.

TABLE attempts (
  id uuid NOT NULL,
  order_id uuid NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  reference text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  gateway text NOT NULL,
  account text NOT NULL,
  state text NOT NULL DEFAULT 'OPEN'::text,
  page_token text,
  open_until timestamp with time zone NOT NULL,
  transaction_id text,
  paid_at timestamp with time zone,
  late boolean NOT NULL DEFAULT false,
  surplus_reason text,
  payer_session text,
  begun_at timestamp with time zone NOT NULL DEFAULT now(),
  decided_at timestamp with time zone,
  next_step_at timestamp with time zone NOT NULL,
  steps integer NOT NULL DEFAULT 0
);

CONSTRAINT attempts.attempts_check CHECK ((((state = 'SURPLUS'::text) OR (state = 'REFUNDED'::text)) = (surplus_reason IS NOT NULL)));

CONSTRAINT attempts.attempts_gateway_check CHECK ((gateway = ANY (ARRAY['SIMULATOR'::text, 'LYRA'::text])));

CONSTRAINT attempts.attempts_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT attempts.attempts_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id);

CONSTRAINT attempts.attempts_pkey PRIMARY KEY (id);

CONSTRAINT attempts.attempts_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CONSTRAINT attempts.attempts_state_check CHECK ((state = ANY (ARRAY['OPEN'::text, 'PAID'::text, 'REFUSED'::text, 'ABANDONED'::text, 'SURPLUS'::text, 'REFUNDED'::text])));

CONSTRAINT attempts.attempts_surplus_reason_check CHECK ((surplus_reason = ANY (ARRAY['SECOND'::text, 'CANCELLED'::text])));

CREATE INDEX attempts_due ON public.attempts USING btree (next_step_at) WHERE (state = ANY (ARRAY['OPEN'::text, 'SURPLUS'::text]));

CREATE INDEX attempts_order ON public.attempts USING btree (order_id);

CREATE UNIQUE INDEX attempts_open ON public.attempts USING btree (order_id) WHERE (state = 'OPEN'::text);

CREATE UNIQUE INDEX attempts_transaction ON public.attempts USING btree (gateway, transaction_id);

TABLE batches (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  number integer NOT NULL,
  drop text NOT NULL,
  claim_id uuid NOT NULL,
  file_name text NOT NULL,
  structured_name text,
  name_fault text,
  size bigint NOT NULL,
  sha256 text NOT NULL,
  format text,
  head jsonb,
  state text NOT NULL,
  starts integer NOT NULL DEFAULT 0,
  faults integer NOT NULL DEFAULT 0,
  last_fault text,
  flow integer NOT NULL DEFAULT 0,
  records integer NOT NULL DEFAULT 0,
  cancels integer NOT NULL DEFAULT 0,
  sums jsonb NOT NULL DEFAULT '{}'::jsonb,
  findings integer NOT NULL DEFAULT 0,
  more_findings jsonb NOT NULL DEFAULT '[]'::jsonb,
  invalid_records bytea,
  read_whole boolean NOT NULL DEFAULT false,
  duplicate_of integer,
  archived_as text,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  acknowledged_at timestamp with time zone,
  decided_at timestamp with time zone,
  answered_at timestamp with time zone,
  cleared_at timestamp with time zone,
  snapshot_id integer
);

CONSTRAINT batches.batches_claim_id_key UNIQUE (claim_id);

CONSTRAINT batches.batches_drop_check CHECK ((drop = ANY (ARRAY['in'::text, 'check'::text])));

CONSTRAINT batches.batches_duplicate_of_fkey FOREIGN KEY (duplicate_of) REFERENCES batches(id);

CONSTRAINT batches.batches_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT batches.batches_name_fault_check CHECK ((name_fault = ANY (ARRAY['length'::text, 'characters'::text])));

CONSTRAINT batches.batches_pkey PRIMARY KEY (id);

CONSTRAINT batches.batches_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CONSTRAINT batches.batches_shop_id_mode_number_key UNIQUE (shop_id, mode, number);

CONSTRAINT batches.batches_snapshot_id_fkey FOREIGN KEY (snapshot_id) REFERENCES status_reports(id);

CONSTRAINT batches.batches_state_check CHECK ((state = ANY (ARRAY['RECEIVED'::text, 'VALIDATING'::text, 'CREATING'::text, 'ACCEPTED'::text, 'REJECTED'::text, 'DUPLICATE'::text, 'FAILED'::text, 'VALID'::text, 'INVALID'::text])));

CREATE INDEX batches_kept ON public.batches USING btree (answered_at) WHERE (cleared_at IS NULL);

CREATE INDEX batches_unanswered ON public.batches USING btree (received_at) WHERE (answered_at IS NULL);

CREATE INDEX batches_unfinished ON public.batches USING btree (shop_id, mode, number) WHERE (state = ANY (ARRAY['RECEIVED'::text, 'VALIDATING'::text, 'CREATING'::text]));

CREATE UNIQUE INDEX batches_accepted_content ON public.batches USING btree (shop_id, mode, sha256) WHERE (state = 'ACCEPTED'::text);

CREATE UNIQUE INDEX batches_accepted_name ON public.batches USING btree (shop_id, mode, structured_name) WHERE (state = 'ACCEPTED'::text);

TABLE deliveries (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  size bigint,
  queued_at timestamp with time zone NOT NULL DEFAULT now(),
  delivered_at timestamp with time zone,
  tries integer NOT NULL DEFAULT 0,
  failing_since timestamp with time zone,
  last_fault text,
  next_try_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT deliveries.deliveries_kind_check CHECK ((kind = ANY (ARRAY['ANSWER'::text, 'REQUEST'::text])));

CONSTRAINT deliveries.deliveries_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT deliveries.deliveries_pkey PRIMARY KEY (id);

CONSTRAINT deliveries.deliveries_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CREATE INDEX deliveries_line ON public.deliveries USING btree (shop_id, mode, id) WHERE (delivered_at IS NULL);

CREATE UNIQUE INDEX deliveries_waiting ON public.deliveries USING btree (shop_id, mode, kind, name) WHERE (delivered_at IS NULL);

TABLE findings (
  batch_id integer NOT NULL,
  position integer NOT NULL,
  code text NOT NULL,
  record integer,
  line integer,
  detail jsonb NOT NULL
);

CONSTRAINT findings.findings_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id);

CONSTRAINT findings.findings_pkey PRIMARY KEY (batch_id, "position");

TABLE form_entries (
  attempt_id uuid NOT NULL,
  order_id uuid NOT NULL,
  session_hash text NOT NULL,
  language text NOT NULL,
  receipt_email text,
  entries jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT form_entries.form_entries_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text])));

CONSTRAINT form_entries.form_entries_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id);

CONSTRAINT form_entries.form_entries_pkey PRIMARY KEY (attempt_id, session_hash);

CREATE INDEX form_entries_order ON public.form_entries USING btree (order_id, session_hash);

TABLE installation (
  name text NOT NULL,
  value text NOT NULL
);

CONSTRAINT installation.installation_pkey PRIMARY KEY (name);

TABLE lines (
  shop_id text NOT NULL,
  mode text NOT NULL,
  last_number integer NOT NULL DEFAULT 0
);

CONSTRAINT lines.lines_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT lines.lines_pkey PRIMARY KEY (shop_id, mode);

CONSTRAINT lines.lines_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

TABLE lookup_counts (
  key text NOT NULL,
  since timestamp with time zone NOT NULL DEFAULT now(),
  count integer NOT NULL DEFAULT 1
);

CONSTRAINT lookup_counts.lookup_counts_pkey PRIMARY KEY (key);

CREATE INDEX lookup_counts_since ON public.lookup_counts USING btree (since);

TABLE mails (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  order_id uuid NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  recipient text NOT NULL,
  language text NOT NULL,
  state text NOT NULL DEFAULT 'WAITING'::text,
  tries integer NOT NULL DEFAULT 0,
  next_try_at timestamp with time zone NOT NULL DEFAULT now(),
  last_fault text,
  subject text,
  body_text text,
  body_html text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  decided_at timestamp with time zone
);

CONSTRAINT mails.mails_kind_check CHECK ((kind = 'RECEIPT'::text));

CONSTRAINT mails.mails_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text])));

CONSTRAINT mails.mails_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT mails.mails_once UNIQUE (kind, order_id, recipient);

CONSTRAINT mails.mails_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id);

CONSTRAINT mails.mails_pkey PRIMARY KEY (id);

CONSTRAINT mails.mails_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CONSTRAINT mails.mails_state_check CHECK ((state = ANY (ARRAY['WAITING'::text, 'SENT'::text, 'KEPT'::text, 'FAILED'::text])));

CREATE INDEX mails_due ON public.mails USING btree (next_try_at) WHERE (state = 'WAITING'::text);

CREATE INDEX mails_latest ON public.mails USING btree (created_at DESC, id);

TABLE migrations (
  name text NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT migrations.migrations_pkey PRIMARY KEY (name);

TABLE order_events (
  id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
  order_id uuid NOT NULL,
  kind text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  by text NOT NULL,
  batch_id integer,
  record integer,
  shop_id text NOT NULL,
  mode text NOT NULL,
  refused_attempts integer NOT NULL DEFAULT 0,
  paid_at timestamp with time zone,
  paid_amount bigint,
  transaction_id text,
  report_id integer
);

CONSTRAINT order_events.order_events_kind_check CHECK ((kind = ANY (ARRAY['CREATED'::text, 'PAID'::text, 'EXPIRED'::text, 'CANCELLED'::text, 'REFUSED'::text])));

CONSTRAINT order_events.order_events_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders(id);

CONSTRAINT order_events.order_events_pkey PRIMARY KEY (id);

CONSTRAINT order_events.order_events_report_id_fkey FOREIGN KEY (report_id) REFERENCES status_reports(id);

CREATE INDEX order_events_order ON public.order_events USING btree (order_id, id);

CREATE INDEX order_events_report ON public.order_events USING btree (report_id, id) WHERE (report_id IS NOT NULL);

CREATE INDEX order_events_unnoted ON public.order_events USING btree (shop_id, mode) WHERE ((report_id IS NULL) AND (kind = ANY (ARRAY['CREATED'::text, 'REFUSED'::text])));

CREATE INDEX order_events_untold ON public.order_events USING btree (shop_id, mode, id) WHERE ((report_id IS NULL) AND (kind = ANY (ARRAY['PAID'::text, 'EXPIRED'::text, 'CANCELLED'::text])));

CREATE UNIQUE INDEX order_events_record ON public.order_events USING btree (batch_id, record) WHERE (batch_id IS NOT NULL);

TABLE orders (
  id uuid NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  reference text NOT NULL,
  batch_id integer,
  record integer,
  status text NOT NULL DEFAULT 'WAITING'::text,
  amount bigint NOT NULL,
  currency text NOT NULL,
  description text,
  expires_at timestamp with time zone NOT NULL,
  locale text NOT NULL,
  receipt_email text,
  merchant_comment text,
  tax_amount bigint,
  tax_rate text,
  customer jsonb,
  metadata jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  paid_at timestamp with time zone,
  paid_amount bigint,
  transaction_id text,
  refused_attempts integer NOT NULL DEFAULT 0
);

CONSTRAINT orders.orders_pkey PRIMARY KEY (id);

CONSTRAINT orders.orders_reference UNIQUE (shop_id, mode, reference);

CONSTRAINT orders.orders_status_check CHECK ((status = ANY (ARRAY['WAITING'::text, 'PAID'::text, 'EXPIRED'::text, 'CANCELLED'::text])));

CREATE INDEX orders_due ON public.orders USING btree (expires_at) WHERE (status = 'WAITING'::text);

CREATE UNIQUE INDEX orders_record ON public.orders USING btree (batch_id, record);

TABLE payment_alerts (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  kind text NOT NULL,
  gateway text NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  transaction_id text,
  attempt_id uuid,
  detail jsonb NOT NULL DEFAULT '{}'::jsonb,
  raised_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT payment_alerts.payment_alerts_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts(id);

CONSTRAINT payment_alerts.payment_alerts_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT payment_alerts.payment_alerts_once UNIQUE NULLS NOT DISTINCT (kind, gateway, shop_id, mode, transaction_id, attempt_id);

CONSTRAINT payment_alerts.payment_alerts_pkey PRIMARY KEY (id);

CONSTRAINT payment_alerts.payment_alerts_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CREATE INDEX payment_alerts_raised ON public.payment_alerts USING btree (raised_at);

TABLE payment_forms (
  shop_id text NOT NULL,
  settings jsonb NOT NULL,
  logo bytea,
  logo_type text,
  logo_width integer,
  logo_height integer,
  changed_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT payment_forms.payment_forms_logo CHECK (((logo IS NULL) = (logo_type IS NULL)));

CONSTRAINT payment_forms.payment_forms_logo_type_check CHECK ((logo_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text])));

CONSTRAINT payment_forms.payment_forms_pkey PRIMARY KEY (shop_id);

CONSTRAINT payment_forms.payment_forms_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

TABLE shop_keys (
  shop_id text NOT NULL,
  fingerprint text NOT NULL,
  type text NOT NULL,
  key text NOT NULL,
  comment text NOT NULL DEFAULT ''::text,
  added_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT shop_keys.shop_keys_pkey PRIMARY KEY (shop_id, fingerprint);

CONSTRAINT shop_keys.shop_keys_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

TABLE shops (
  id text NOT NULL,
  label text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  production_active boolean NOT NULL DEFAULT false,
  password_hash text,
  created_at timestamp with time zone NOT NULL DEFAULT now()
);

CONSTRAINT shops.shops_id_check CHECK ((id ~ '^[0-9]{8}$'::text));

CONSTRAINT shops.shops_pkey PRIMARY KEY (id);

TABLE simulator_payments (
  transaction_id text NOT NULL,
  attempt_id uuid NOT NULL,
  outcome text NOT NULL,
  amount bigint NOT NULL,
  currency text NOT NULL,
  made_at timestamp with time zone NOT NULL DEFAULT now(),
  notify_at timestamp with time zone NOT NULL,
  owed integer NOT NULL,
  refunded_at timestamp with time zone
);

CONSTRAINT simulator_payments.simulator_payments_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts(id);

CONSTRAINT simulator_payments.simulator_payments_attempt_id_key UNIQUE (attempt_id);

CONSTRAINT simulator_payments.simulator_payments_outcome_check CHECK ((outcome = ANY (ARRAY['PAID'::text, 'REFUSED'::text, 'ABANDONED'::text])));

CONSTRAINT simulator_payments.simulator_payments_pkey PRIMARY KEY (transaction_id);

CREATE INDEX simulator_payments_owed ON public.simulator_payments USING btree (notify_at) WHERE (owed > 0);

TABLE staged_records (
  batch_id integer NOT NULL,
  record integer NOT NULL,
  line integer NOT NULL,
  action text NOT NULL,
  reference text NOT NULL,
  amount bigint,
  currency text,
  description text,
  expires_at timestamp with time zone,
  locale text,
  receipt_email text,
  merchant_comment text,
  tax_amount bigint,
  tax_rate text,
  customer jsonb,
  metadata jsonb
);

CONSTRAINT staged_records.staged_records_pkey PRIMARY KEY (batch_id, record);

TABLE status_lines (
  shop_id text NOT NULL,
  mode text NOT NULL,
  last_number integer NOT NULL DEFAULT 0
);

CONSTRAINT status_lines.status_lines_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT status_lines.status_lines_pkey PRIMARY KEY (shop_id, mode);

CONSTRAINT status_lines.status_lines_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

TABLE status_reports (
  id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
  shop_id text NOT NULL,
  mode text NOT NULL,
  number integer NOT NULL,
  kind text NOT NULL,
  format text NOT NULL,
  language text NOT NULL,
  time_zone text NOT NULL,
  byte_order_mark boolean NOT NULL,
  records integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  delivered_at timestamp with time zone,
  cleared_at timestamp with time zone
);

CONSTRAINT status_reports.status_reports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text])));

CONSTRAINT status_reports.status_reports_kind_check CHECK ((kind = ANY (ARRAY['CHANGES'::text, 'SNAPSHOT'::text])));

CONSTRAINT status_reports.status_reports_language_check CHECK ((language = ANY (ARRAY['en'::text, 'fr'::text])));

CONSTRAINT status_reports.status_reports_mode_check CHECK ((mode = ANY (ARRAY['TEST'::text, 'PRODUCTION'::text])));

CONSTRAINT status_reports.status_reports_pkey PRIMARY KEY (id);

CONSTRAINT status_reports.status_reports_shop_id_fkey FOREIGN KEY (shop_id) REFERENCES shops(id);

CONSTRAINT status_reports.status_reports_shop_id_mode_number_key UNIQUE (shop_id, mode, number);

CREATE INDEX status_reports_kept ON public.status_reports USING btree (delivered_at) WHERE (cleared_at IS NULL);

CREATE INDEX status_reports_snapshots ON public.status_reports USING btree (shop_id, mode, created_at) WHERE (kind = 'SNAPSHOT'::text);

CREATE INDEX status_reports_undelivered ON public.status_reports USING btree (shop_id, mode, number) WHERE (delivered_at IS NULL);

VIEW visible_orders AS
 SELECT o.id,
    o.shop_id,
    o.mode,
    o.reference,
    o.batch_id,
    o.record,
    o.status,
    o.amount,
    o.currency,
    o.description,
    o.expires_at,
    o.locale,
    o.receipt_email,
    o.merchant_comment,
    o.tax_amount,
    o.tax_rate,
    o.customer,
    o.metadata,
    o.created_at,
    o.paid_at,
    o.paid_amount,
    o.transaction_id,
    o.refused_attempts,
    b.number AS batch_number
   FROM (orders o
     LEFT JOIN batches b ON ((b.id = o.batch_id)))
  WHERE ((o.batch_id IS NULL) OR (b.state = 'ACCEPTED'::text));
