-- The history of lapses, which a reactivation and an erasure leave, and the counts of what commands remove themselves.

-- Rather fail, and be tried again, than make whoever waits for these tables wait long.
set local lock_timeout = '3s';

create table lapse.lapse (
  account_id text not null references lapse.account (id),
  lapse_number integer not null,
  kind text not null,
  state text not null check (state in ('paused', 'closed', 'trial-ended')),
  lapsed_at timestamptz not null,
  reason_code text,
  reason_text text,
  expected_length text,
  corrected boolean not null default false,
  returned_at timestamptz,
  erased_at timestamptz,
  primary key (account_id, lapse_number)
);
comment on table lapse.lapse is 'The history of lapses, with what became of each.';
comment on column lapse.lapse.account_id is 'The account.';
comment on column lapse.lapse.lapse_number is 'Counts the lapses of the account.';
comment on column lapse.lapse.kind is 'The kind of the account when it lapsed: direct, trial or resold.';
comment on column lapse.lapse.state is 'paused, closed or trial-ended.';
comment on column lapse.lapse.lapsed_at is 'When it happened.';
comment on column lapse.lapse.reason_code is 'The reason, as a code of the policy''s list; null if there was no list, or no reason.';
comment on column lapse.lapse.reason_text is 'The reason in the words of the customer. Removed when the account is erased.';
comment on column lapse.lapse.expected_length is 'How long the customer expected a pause to last, as an ISO-8601 period.';
comment on column lapse.lapse.corrected is 'True if the next lapse corrects this one, such as its instant: it does not count.';
comment on column lapse.lapse.returned_at is 'When the account came back from it; null if it did not.';
comment on column lapse.lapse.erased_at is 'When its data was erased for this lapse; null if it was not.';
create index lapse_at on lapse.lapse (lapsed_at);

-- what the evidence has of earlier lapses, and what the account still says of the current one
insert into lapse.lapse
  (account_id, lapse_number, kind, state, lapsed_at, reason_text, expected_length, corrected, returned_at, erased_at)
with known as (
  select distinct on (e.account_id, e.lapse_number)
    e.account_id, e.lapse_number, e.detail ->> 'state' as state, (e.detail ->> 'lapsedAt')::timestamptz as lapsed_at
  from lapse.evidence e
  where e.kind = 'lapsed'
    and e.detail ->> 'state' in ('paused', 'closed', 'trial-ended')
    and e.detail ? 'lapsedAt'
  order by e.account_id, e.lapse_number, e.number
),
became as (
  select
    e.account_id,
    e.lapse_number,
    min((e.detail ->> 'at')::timestamptz) filter (where e.kind = 'reactivated') as returned_at,
    min((e.detail ->> 'at')::timestamptz) filter (where e.kind = 'erasure-outcome') as erased_at
  from lapse.evidence e
  where e.kind in ('reactivated', 'erasure-outcome')
  group by e.account_id, e.lapse_number
)
select
  k.account_id,
  k.lapse_number,
  a.kind,
  k.state,
  k.lapsed_at,
  case when current then a.reason end,
  case when current then a.expected_length end,
  coalesce(
    b.returned_at is null
      and lead(k.state) over (partition by k.account_id order by k.lapse_number) = k.state,
    false),
  b.returned_at,
  coalesce(b.erased_at, case when current then a.erased_at end)
from known k
join lapse.account a on a.id = k.account_id
left join became b on b.account_id = k.account_id and b.lapse_number = k.lapse_number
cross join lateral (select a.state <> 'active' and a.lapse_number = k.lapse_number as current) c;

create function lapse.count_removal_by_command() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  delete from lapse.failing
  where job = 'remove-billing-details'
    and account_id = new.account_id;

  insert into lapse.total as t (fact, job, part, value)
  with removal as (
    select greatest(0, extract(epoch from (new.detail ->> 'at')::timestamptz - lapsed_at)) as late
    from lapse.account
    where id = new.account_id
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
comment on function lapse.count_removal_by_command() is 'Adds payment details that a command removed itself to the totals, as the job''s are.';
create trigger count_removal_by_command
  after insert on lapse.evidence
  for each row
  when (new.kind = 'billing-removed' and new.run_id is null)
  execute function lapse.count_removal_by_command();
