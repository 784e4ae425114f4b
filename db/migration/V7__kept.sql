create table lapse.kept (
  account_id text not null references lapse.account (id),
  lapse_number integer not null,
  set_name text not null,
  why text not null,
  keep_until timestamptz not null,
  erased_at timestamptz,
  primary key (account_id, lapse_number, set_name)
);
comment on table lapse.kept is 'Sets that outlive an erased account, and until when. What was promised here is not changed by a later catalog.';
comment on column lapse.kept.account_id is 'The account.';
comment on column lapse.kept.lapse_number is 'The lapse after which the account was erased.';
comment on column lapse.kept.set_name is 'Store, schema and table.';
comment on column lapse.kept.why is 'The reason that the catalog gave.';
comment on column lapse.kept.keep_until is 'The job expire erases the set from this instant on.';
comment on column lapse.kept.erased_at is 'When that was done.';
create index kept_due on lapse.kept (keep_until) where erased_at is null;
