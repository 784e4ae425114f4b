create table lapse.store_progress (
  run uuid not null,
  store_name text not null,
  account_id text not null,
  set_name text not null,
  rows bigint not null default 0,
  pending text[] not null default '{}',
  changed_at timestamptz not null default now(),
  primary key (run, store_name, account_id, set_name)
);
create index store_progress_account on lapse.store_progress (store_name, account_id);
comment on table lapse.store_progress is 'What was erased in stores that are no databases. Databases keep their own count, in lapse_store.progress.';
comment on column lapse.store_progress.run is 'The token of the run.';
comment on column lapse.store_progress.store_name is 'The store, as the catalog names it.';
comment on column lapse.store_progress.account_id is 'The account.';
comment on column lapse.store_progress.set_name is 'objects or uploads of a bucket, account of a service.';
comment on column lapse.store_progress.rows is 'Objects, versions and delete markers, or whatever the service counts, erased so far.';
comment on column lapse.store_progress.pending is 'What is being erased and not yet counted: digests of objects, or the key of the erasure that a service was asked for. Written before the store is asked.';
comment on column lapse.store_progress.changed_at is 'When the last of them were erased.';
