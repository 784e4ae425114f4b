create table lapse_store.anonymized (
  account_id text not null,
  set_name text not null,
  column_name text not null,
  value text not null,
  primary key (account_id, set_name, column_name, value)
);
comment on table lapse_store.anonymized is 'What PostgreSQL or the product''s triggers made of constants that took the place of an account''s values, where it is not what the catalog writes. Verification expects it.';
comment on column lapse_store.anonymized.account_id is 'The account, as its key reads as text.';
comment on column lapse_store.anonymized.set_name is 'Schema and table.';
comment on column lapse_store.anonymized.column_name is 'The anonymized column.';
comment on column lapse_store.anonymized.value is 'The value that was stored, as text.';
