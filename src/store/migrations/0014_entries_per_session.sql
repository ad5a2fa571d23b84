-- An open attempt is given back to whoever presses "pay" again, perhaps in another browser: each has its own entries.

ALTER TABLE form_entries
  DROP CONSTRAINT form_entries_pkey,
  ADD PRIMARY KEY (attempt_id, session_hash);
