create table lapse.store_item (
  store_name text not null,
  account_id text not null,
  item text not null,
  set_name text not null,
  run uuid not null,
  gone boolean not null default false,
  primary key (store_name, account_id, item)
);
create index store_item_account on lapse.store_item (account_id);
comment on table lapse.store_item is 'What is being erased one by one in stores that are no databases, until the account is erased. Each thing counts once, in whichever run.';
comment on column lapse.store_item.store_name is 'The store, as the catalog names it.';
comment on column lapse.store_item.account_id is 'The account.';
comment on column lapse.store_item.item is 'Digest of an object, a delete marker or an upload.';
comment on column lapse.store_item.set_name is 'objects or uploads.';
comment on column lapse.store_item.run is 'The token of the run that asked for it last.';
comment on column lapse.store_item.gone is 'True once a later list did not show it; false again if another one does.';

alter table lapse.store_progress
  add column foreseen bigint,
  add column unproven_since timestamptz;
comment on column lapse.store_progress.foreseen is 'What a look before the erasure showed; null once the account is erased.';
comment on column lapse.store_progress.unproven_since is 'When nothing was shown any more of what was foreseen and never seen to go; the account is not called erased before a later look shows the same.';
comment on column lapse.store_progress.rows is 'Erased so far: what a service says it erased, and of buckets what lapse.store_item counted until the account was erased.';
comment on column lapse.store_progress.pending is 'The key of the erasure that a service was asked for and has not answered as done. Written before the service is asked; goes over to the next run of the same lapse.';

-- what was under way when an older release stopped is looked for by the next run, which finds it by its list
update lapse.store_progress
set pending = '{}'
where set_name in ('objects', 'uploads')
  and pending <> '{}';
