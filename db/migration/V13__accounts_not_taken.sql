create table lapse.not_taken (
  run_id bigint not null references lapse.run (id),
  account_id text not null,
  reason text not null,
  primary key (run_id, account_id)
);
comment on table lapse.not_taken is 'Accounts of which a store told something at the start of a run that could not be taken. The run does not act on them and is not completed.';
comment on column lapse.not_taken.run_id is 'The run.';
comment on column lapse.not_taken.account_id is 'The account, as the store names it; empty for rows without an id.';
comment on column lapse.not_taken.reason is 'What is wrong with what the store tells.';
