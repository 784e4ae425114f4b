create table lapse_store.progress (
  run uuid not null,
  account_id text not null,
  set_name text not null,
  rows bigint not null,
  changed_at timestamptz not null default now(),
  primary key (run, account_id, set_name)
);
create index progress_account on lapse_store.progress (account_id);
comment on table lapse_store.progress is 'Rows erased, counted by the statements that erased them.';
comment on column lapse_store.progress.run is 'The token of the run.';
comment on column lapse_store.progress.account_id is 'The account, as its key reads as text.';
comment on column lapse_store.progress.set_name is 'Schema and table.';
comment on column lapse_store.progress.rows is 'Rows erased so far.';
comment on column lapse_store.progress.changed_at is 'When the last of them were erased.';
