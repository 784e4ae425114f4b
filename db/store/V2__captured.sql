create table lapse_store.captured (
  account_id text not null,
  set_name text not null,
  columns text not null,
  keys text[] not null,
  captured_at timestamptz not null default now(),
  primary key (account_id, set_name, columns, keys)
);
comment on table lapse_store.captured is 'Keys of rows of a large account whose erasure is under way, and which could not be found again once the rows are gone that refer to them. Empty otherwise.';
comment on column lapse_store.captured.account_id is 'The account, as its key reads as text.';
comment on column lapse_store.captured.set_name is 'Schema and table.';
comment on column lapse_store.captured.columns is 'The columns of the key.';
comment on column lapse_store.captured.keys is 'Their values, as text.';
comment on column lapse_store.captured.captured_at is 'When they were written down.';
