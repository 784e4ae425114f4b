-- What the metrics say. Totals only grow, and are written by the statement that writes what they count, whoever runs it:
-- a crash, a second node or a run from the command line loses nothing and counts nothing twice.
-- The functions run with the rights of their owner: whoever writes outcomes needs no right to write totals.

-- Rather fail, and be tried again, than make whoever waits for these tables wait long.
set local lock_timeout = '3s';

create table lapse.total (
  fact text not null check (fact in
    ('enforced-accounts', 'erased-rows', 'blocked-erasures', 'lateness', 'lateness-seconds', 'runs', 'run-seconds')),
  job text not null default '',
  part text not null default '',
  value double precision not null check (value >= 0),
  primary key (fact, job, part)
);
comment on table lapse.total is 'How much there was of each thing since the installation. Only grows.';
comment on column lapse.total.fact is 'What is counted. enforced-accounts: outcomes; erased-rows; blocked-erasures: accounts; lateness: accounts that are done; lateness-seconds: how late they were, in all; runs that ended; run-seconds: how long they took, in all.';
comment on column lapse.total.job is 'The job; empty where jobs are not told apart.';
comment on column lapse.total.part is 'The outcome, the set with its store, the reason, the status; of lateness, the bound in seconds up to which it was and not up to the bound before.';
comment on column lapse.total.value is 'How much.';

create table lapse.failing (
  job text not null,
  account_id text not null,
  lapse_number integer not null,
  nights integer not null,
  last_night date not null,
  primary key (job, account_id)
);
comment on table lapse.failing is 'Accounts of which the last outcome in a job is failed. Removed when they are done or skipped.';
comment on column lapse.failing.job is 'The job.';
comment on column lapse.failing.account_id is 'The account.';
comment on column lapse.failing.lapse_number is 'The lapse of the account.';
comment on column lapse.failing.nights is 'On how many business dates it failed since it was last done or skipped.';
comment on column lapse.failing.last_night is 'The last of them, as a date in UTC.';

create table lapse.early_action (
  number bigint generated always as identity primary key,
  account_id text not null,
  lapse_number integer not null,
  action text not null,
  due_at timestamptz,
  acted_at timestamptz not null,
  recorded_at timestamptz not null default clock_timestamp()
);
comment on table lapse.early_action is 'What was done before it was due. Must stay empty: each row is a promise broken.';
comment on column lapse.early_action.number is 'Order of recording.';
comment on column lapse.early_action.account_id is 'The account.';
comment on column lapse.early_action.lapse_number is 'The lapse of the account.';
comment on column lapse.early_action.action is 'remove-billing-details, cut-off, erasure (the point of no return) or expiry of a kept set.';
comment on column lapse.early_action.due_at is 'The deadline that was stored when it was done; null if there was none.';
comment on column lapse.early_action.acted_at is 'When it was done, by the clock of Lapse.';
comment on column lapse.early_action.recorded_at is 'When this was written, by the clock of the database.';

create table lapse.residue (
  account_id text primary key,
  lapse_number integer not null,
  rows bigint not null,
  found_at timestamptz not null
);
comment on table lapse.residue is 'What the last verification still found of accounts that are not erased yet. Removed when they are.';
comment on column lapse.residue.account_id is 'The account.';
comment on column lapse.residue.lapse_number is 'The lapse of the account.';
comment on column lapse.residue.rows is 'Rows in all stores.';
comment on column lapse.residue.found_at is 'When they were found.';

create table lapse.unclassified (
  store text not null,
  cell text not null,
  tables integer not null,
  checked_at timestamptz not null,
  primary key (store, cell)
);
comment on table lapse.unclassified is 'How many tables the catalog does not classify, as the last look at each live database found it.';
comment on column lapse.unclassified.store is 'The store.';
comment on column lapse.unclassified.cell is 'The cell.';
comment on column lapse.unclassified.tables is 'Tables that the catalog does not speak of, and tables that it asks a question about.';
comment on column lapse.unclassified.checked_at is 'When it was looked at.';

create table lapse.scheduler_check (
  at timestamptz not null,
  only_one boolean primary key default true check (only_one)
);
comment on table lapse.scheduler_check is 'One row: the scheduler of some node fires.';
comment on column lapse.scheduler_check.at is 'When it fired last.';
comment on column lapse.scheduler_check.only_one is 'Keeps it at one row.';

alter table lapse.plan_item add column blocked_by text;
comment on column lapse.plan_item.blocked_by is 'Why the account could not be erased, in one word, if the catalog or its store forbade it.';

alter table lapse.run add column restarted_at timestamptz;
comment on column lapse.run.restarted_at is 'When it was last gone on with, or begun after its approval; null if it was started once.';
create index run_success on lapse.run (job, cell, ended_at) where status = 'completed' and not dry_run and account_filter = '{}';
-- how many accounts there are is read from it alone
create index account_state on lapse.account (state, cell);
create index run_awaiting_approval on lapse.run (id) where status = 'awaiting-approval';

create function lapse.lateness_bound(late double precision) returns text
  language sql
  immutable
  parallel safe
as $$
  select coalesce(
    (
      select min(bound)::text
      from unnest(array[60, 300, 900, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 604800, 2592000]) bound
      where late <= bound
    ),
    '+Inf'
  )
$$;
comment on function lapse.lateness_bound(double precision) is 'The bound in seconds up to which something was late.';

create function lapse.count_outcomes() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into lapse.failing as f (job, account_id, lapse_number, nights, last_night)
  select r.job, a.account_id, a.lapse_number, 1, (r.as_of at time zone 'UTC')::date
  from after_change a
  join before_change b using (run_id, account_id)
  join lapse.run r on r.id = a.run_id
  where r.mode = 'enforce'
    and not r.dry_run
    and a.outcome = 'failed'
    and b.outcome <> 'failed'
  order by a.account_id
  on conflict (job, account_id) do update
  set
    nights =
      case
        when f.lapse_number <> excluded.lapse_number then 1
        when f.last_night < excluded.last_night then f.nights + 1
        else f.nights
      end,
    lapse_number = excluded.lapse_number,
    last_night = greatest(f.last_night, excluded.last_night);

  delete from lapse.failing f
  using after_change a
  join lapse.run r on r.id = a.run_id
  where r.mode = 'enforce'
    and not r.dry_run
    and a.outcome in ('done', 'skipped')
    and f.job = r.job
    and f.account_id = a.account_id;

  -- last, and in one order: whoever holds these rows is about to commit
  insert into lapse.total as t (fact, job, part, value)
  with changed as (
    select
      r.job,
      a.outcome,
      a.outcome <> b.outcome and a.outcome in ('done', 'skipped', 'failed') as decided,
      greatest(0, extract(epoch from a.decided_at - a.due_at)) as late,
      a.blocked_by,
      a.rows_by_set as rows_after,
      b.rows_by_set as rows_before
    from after_change a
    join before_change b using (run_id, account_id)
    join lapse.run r on r.id = a.run_id
    where r.mode = 'enforce'
      and not r.dry_run
  ),
  gained (fact, job, part, value) as (
    select 'enforced-accounts', job, outcome, count(*)
    from changed
    where decided
    group by job, outcome
    union all
    select 'lateness', job, lapse.lateness_bound(late), count(*)
    from changed
    where decided and outcome = 'done'
    group by job, lapse.lateness_bound(late)
    union all
    select 'lateness-seconds', job, '', sum(late)
    from changed
    where decided and outcome = 'done'
    group by job
    union all
    select 'blocked-erasures', '', blocked_by, count(*)
    from changed
    where decided and blocked_by is not null
    group by blocked_by
    union all
    select 'erased-rows', '', more.key, sum(more.value::bigint - coalesce((rows_before ->> more.key)::bigint, 0))
    from changed, jsonb_each_text(rows_after) more
    where rows_after <> rows_before
    group by more.key
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
comment on function lapse.count_outcomes() is 'Adds what became of accounts to the totals. Rehearsals are not counted.';
create trigger count_outcomes
  after update on lapse.plan_item
  referencing old table as before_change new table as after_change
  for each statement execute function lapse.count_outcomes();

create function lapse.count_not_taken() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into lapse.total as t (fact, job, part, value)
  select 'enforced-accounts', r.job, 'failed', count(*)
  from added n
  join lapse.run r on r.id = n.run_id
  where r.mode = 'enforce'
    and not r.dry_run
    and not exists (
      select from lapse.plan_item p where p.run_id = n.run_id and p.account_id = n.account_id
    )
  group by r.job
  on conflict (fact, job, part) do update
  set value = t.value + excluded.value;
  return null;
end
$$;
comment on function lapse.count_not_taken() is 'Accounts that a store tells of and that cannot be taken count as failed, as in the summary of the run.';
create trigger count_not_taken
  after insert on lapse.not_taken
  referencing new table as added
  for each statement execute function lapse.count_not_taken();

create function lapse.count_run() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  since timestamptz := coalesce(new.restarted_at, new.started_at);
  until timestamptz := new.ended_at;
begin
  if new.stop_cause = 'crash' then
    -- found later than it happened: it was alive when it last wrote an outcome
    select max(decided_at) into until from lapse.plan_item where run_id = new.id;
  end if;
  insert into lapse.total as t (fact, job, part, value)
  values
    ('run-seconds', new.job, new.status,
      greatest(0, extract(epoch from coalesce(until, since) - since))),
    ('runs', new.job, new.status, 1)
  on conflict (fact, job, part) do update
  set value = t.value + excluded.value;
  return null;
end
$$;
comment on function lapse.count_run() is 'Adds a run that ended to the totals; each time if it is started again.';
create trigger count_run
  after update of status on lapse.run
  for each row
  when (old.status = 'running' and new.status <> 'running' and not new.dry_run)
  execute function lapse.count_run();

-- Early or not is decided here once more, from the stored deadlines alone, and not by the rules that let it be done.
create function lapse.note_early_action() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into lapse.early_action (account_id, lapse_number, action, due_at, acted_at)
  values (
    old.id,
    old.lapse_number,
    tg_argv[0],
    case tg_argv[0]
      when 'remove-billing-details' then old.lapsed_at
      when 'cut-off' then old.cut_off_due
      else coalesce(old.purge_due, old.expire_due)
    end,
    case tg_argv[0]
      when 'remove-billing-details' then new.billing_removed_at
      when 'cut-off' then new.cut_off_at
      else new.point_of_no_return_at
    end
  );
  return null;
end
$$;
comment on function lapse.note_early_action() is 'Writes down what was done to an account before it was due.';
create trigger note_early_removal
  after update of billing_removed_at on lapse.account
  for each row
  when (old.billing_removed_at is null and new.billing_removed_at < coalesce(old.lapsed_at, 'infinity'))
  execute function lapse.note_early_action('remove-billing-details');
create trigger note_early_cut_off
  after update of cut_off_at on lapse.account
  for each row
  when (old.cut_off_at is null and new.cut_off_at < coalesce(old.cut_off_due, 'infinity'))
  execute function lapse.note_early_action('cut-off');
create trigger note_early_erasure
  after update of point_of_no_return_at on lapse.account
  for each row
  when (
    old.point_of_no_return_at is null
    and new.point_of_no_return_at < coalesce(old.purge_due, old.expire_due, 'infinity')
  )
  execute function lapse.note_early_action('erasure');

create function lapse.note_early_expiry() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into lapse.early_action (account_id, lapse_number, action, due_at, acted_at)
  values (old.account_id, old.lapse_number, 'expiry of a kept set', old.keep_until, new.erased_at);
  return null;
end
$$;
comment on function lapse.note_early_expiry() is 'Writes down that a kept set was erased before its time.';
create trigger note_early_expiry
  after update of erased_at on lapse.kept
  for each row
  when (old.erased_at is null and new.erased_at < old.keep_until)
  execute function lapse.note_early_expiry();

-- What happened before there were totals, as far as it is known. Deadlines may have changed since something was done:
-- of early actions nothing can be said, and of blocked erasures nobody wrote down the word.
insert into lapse.total (fact, job, part, value)
with decided as (
  select r.job, i.outcome, i.rows_by_set, greatest(0, extract(epoch from i.decided_at - i.due_at)) as late
  from lapse.plan_item i
  join lapse.run r on r.id = i.run_id
  where r.mode = 'enforce'
    and not r.dry_run
)
select 'enforced-accounts', job, outcome, count(*)
from decided
where outcome in ('done', 'skipped', 'failed')
group by job, outcome
union all
select 'lateness', job, lapse.lateness_bound(late), count(*)
from decided
where outcome = 'done' and late is not null
group by job, lapse.lateness_bound(late)
union all
select 'lateness-seconds', job, '', sum(late)
from decided
where outcome = 'done' and late is not null
group by job
union all
select 'erased-rows', '', more.key, sum(more.value::bigint)
from decided, jsonb_each_text(rows_by_set) more
group by more.key
union all
select 'runs', job, status, count(*)
from lapse.run
where status <> 'running' and not dry_run
group by job, status
union all
select 'run-seconds', job, status, sum(greatest(0, extract(epoch from ended_at - started_at)))
from lapse.run
where status <> 'running' and not dry_run and ended_at is not null
group by job, status;

insert into lapse.failing (job, account_id, lapse_number, nights, last_night)
with outcome as (
  select
    r.job,
    i.account_id,
    i.lapse_number,
    i.outcome,
    (r.as_of at time zone 'UTC')::date as night,
    row_number() over (partition by r.job, i.account_id order by r.as_of desc, r.id desc) as place
  from lapse.plan_item i
  join lapse.run r on r.id = i.run_id
  where r.mode = 'enforce'
    and not r.dry_run
    and i.outcome in ('done', 'skipped', 'failed')
),
last_good as (
  select job, account_id, min(place) as place
  from outcome
  where outcome <> 'failed'
  group by job, account_id
)
select o.job, o.account_id, max(o.lapse_number), count(distinct o.night), max(o.night)
from outcome o
left join last_good g using (job, account_id)
where o.place < coalesce(g.place, o.place + 1)
group by o.job, o.account_id;

insert into lapse.residue (account_id, lapse_number, rows, found_at)
select last.account_id, last.lapse_number, left_over.rows, last.decided_at
from (
  select distinct on (i.account_id) i.account_id, i.lapse_number, i.reason, i.decided_at, i.outcome
  from lapse.plan_item i
  join lapse.run r on r.id = i.run_id
  join lapse.account a on a.id = i.account_id and a.lapse_number = i.lapse_number
  where r.mode = 'enforce'
    and not r.dry_run
    and r.job in ('purge', 'expire')
    and a.point_of_no_return_at is not null
    and a.erased_at is null
  order by i.account_id, i.run_id desc
) last
cross join lateral (
  select sum(found[1]::bigint) as rows
  from regexp_matches(last.reason, '(?:residue: |, )(\d+) in ', 'g') found
) left_over
where last.outcome = 'failed'
  and last.reason like 'residue: %'
  and last.decided_at is not null
  and left_over.rows > 0;
