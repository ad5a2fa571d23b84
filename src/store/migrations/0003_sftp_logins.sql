-- Public keys that open a shop's tree over SFTP, beside its password.

CREATE TABLE shop_keys (
  shop_id     text        NOT NULL REFERENCES shops,
  -- SHA256:..., as ssh-keygen -l prints it
  fingerprint text        NOT NULL,
  type        text        NOT NULL,
  -- the public key itself, as in an authorized_keys file, base64
  key         text        NOT NULL,
  comment     text        NOT NULL DEFAULT '',
  added_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (shop_id, fingerprint)
);
