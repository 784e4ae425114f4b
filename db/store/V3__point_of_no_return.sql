create table lapse_store.point_of_no_return (
  account_id text primary key,
  run uuid not null,
  lapsed_at timestamptz not null,
  at timestamptz not null
);
comment on table lapse_store.point_of_no_return is 'Accounts that live in this store and whose erasure may have begun: their data does not come back. Written under the lock of the account''s row; removed when Lapse has heard that the account came back empty.';
comment on column lapse_store.point_of_no_return.account_id is 'The account, as its key reads as text.';
comment on column lapse_store.point_of_no_return.run is 'The token of the run that wrote it.';
comment on column lapse_store.point_of_no_return.lapsed_at is 'The lapse that is carried out, as Lapse knows it.';
comment on column lapse_store.point_of_no_return.at is 'When it was written, by the clock of Lapse.';

create function lapse_store.may_reactivate(account_id text) returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  -- an older snapshot would not show what was committed while the lock was waited for
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'lapse_store.may_reactivate is to be asked in a transaction that is READ COMMITTED, not %',
      upper(current_setting('transaction_isolation'))
      using errcode = 'feature_not_supported';
  end if;
  return not exists (
    select
    from lapse_store.point_of_no_return p
    where p.account_id = may_reactivate.account_id
  );
end
$$;
comment on function lapse_store.may_reactivate(text) is 'True if the account can come back with its data. To be asked by a statement of its own after the account''s row was locked for update, and in the same transaction.';
