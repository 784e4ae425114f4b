-- Counts removals at the commit, mends indexes, and says what columns mean since.

-- Rather fail, and be tried again, than make whoever waits for these tables wait long.
set local lock_timeout = '3s';

-- no query reads the lapses by their instant alone
drop index lapse.lapse_at;

-- accounts are listed with what fails of each
create index failing_account on lapse.failing (account_id);

drop trigger count_removal_by_command on lapse.evidence;

create or replace function lapse.count_removal_by_command() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from lapse.failing
  where job = 'remove-billing-details'
    and account_id = new.account_id;

  -- the lapse that the evidence is of: at the commit the account may have come back from it
  insert into lapse.total as t (fact, job, part, value)
  with removal as (
    select greatest(0, extract(epoch from (new.detail ->> 'at')::timestamptz - lapsed_at)) as late
    from lapse.lapse
    where account_id = new.account_id
      and lapse_number = new.lapse_number
  ),
  gained (fact, job, part, value) as (
    select 'enforced-accounts', 'remove-billing-details', 'done', 1
    union all
    select 'lateness', 'remove-billing-details', lapse.lateness_bound(late), 1
    from removal
    union all
    select 'lateness-seconds', 'remove-billing-details', '', late
    from removal
    union all
    select 'erased-rows', '', key, value::bigint
    from jsonb_each_text(new.detail -> 'rows')
  )
  select fact, job, part, value
  from gained
  where value > 0
  order by fact, job, part
  on conflict (fact, job, part) do update
  set value = t.value + excluded.value;
  return null;
end
$$;

-- at the commit: until then a reactivation may run statements in every store, and nobody is to wait for it here
create constraint trigger count_removal_by_command
  after insert on lapse.evidence
  deferrable initially deferred
  for each row
  when (new.kind = 'billing-removed' and new.run_id is null)
  execute function lapse.count_removal_by_command();

comment on column lapse.lapse.corrected is 'True if it does not count: the next lapse corrects this one, such as its instant, or the account was forgotten.';

-- commands, whose files may be other ones, no longer say which policy is in force
comment on column lapse.policy.is_current is 'True for the policy in force: of the server or run that was started last, or the one that a server loaded since.';
comment on column lapse.policy.first_used_at is 'When a program first had it.';

-- also what is told of no account
comment on table lapse.event is 'What happened to accounts and to the files in force, to be told outside. No personal data. Removed after 30 days, unless a delivery of it is open or dead.';
comment on column lapse.event.type is 'account.lapsed, account.cut-off, …, files.loaded, files.refused.';
comment on column lapse.event.account_id is 'The account; empty if it tells of none.';
comment on column lapse.event.lapse_number is 'The lapse of the account; 0 if it tells of none.';
comment on column lapse.delivery.account_id is 'The account of the event, or empty: its events are delivered one after the other.';
