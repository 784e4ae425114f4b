-- One definition of what an account may do. HTTP asks it with the clock of the program, the view account_access with
-- that of the database. It is a view and no function: whoever may read account_access needs no right on what is below.
create view lapse.access_over_time as
select
  a.id as account_id,
  'full' as access,
  'available' as data,
  coalesce(a.reactivated_at, a.created_at) as since,
  a.cut_off_due as until,
  (
    select coalesce(jsonb_object_agg(feature, true order by feature), '{}')
    from lapse.policy p, unnest(p.features) as feature
    where p.is_current
  ) as features,
  '-infinity'::timestamptz as valid_from,
  coalesce(a.cut_off_due, 'infinity') as valid_until
from lapse.account a
where a.cut_off_at is null
union all
select
  a.id,
  'billing-only',
  case
    when a.erased_at is not null then 'erased'
    when a.point_of_no_return_at is not null then 'being-erased'
    else 'retained'
  end,
  least(a.cut_off_at, a.cut_off_due),
  case
    when a.point_of_no_return_at is not null then null
    else (
      -- a hold without an end counts as infinity, and that is no instant to name
      select nullif(greatest(coalesce(a.purge_due, a.expire_due), max(coalesce(h.until, 'infinity'))), 'infinity')
      from lapse.hold h
      where h.account_id = a.id
        and h.released_at is null
        and coalesce(a.purge_due, a.expire_due) is not null
    )
  end,
  (
    select coalesce(jsonb_object_agg(feature, false order by feature), '{}')
    from lapse.policy p, unnest(p.features) as feature
    where p.is_current
  ),
  case when a.cut_off_at is null then a.cut_off_due else '-infinity' end,
  'infinity'
from lapse.account a
where a.state <> 'active';
comment on view lapse.access_over_time is 'What an account may do from one instant until another. Of each account exactly one row is valid at any instant.';
comment on column lapse.access_over_time.account_id is 'The account.';
comment on column lapse.access_over_time.access is 'full or billing-only.';
comment on column lapse.access_over_time.data is 'available, retained, being-erased or erased.';
comment on column lapse.access_over_time.since is 'Since when this access holds.';
comment on column lapse.access_over_time.until is 'Until when this answer holds if nothing else happens: the cut-off, then the earliest erasure, which no hold forbids any more; null if open.';
comment on column lapse.access_over_time.features is 'Each feature and data access of the policy: true if it is on.';
comment on column lapse.access_over_time.valid_from is 'The row is valid from this instant on.';
comment on column lapse.access_over_time.valid_until is 'The row is valid before this instant. From the cut-off on, the other row of the account is.';

create or replace view lapse.account_access as
select account_id, access, data, since, until, features
from lapse.access_over_time
where valid_from <= statement_timestamp()
  and valid_until > statement_timestamp();
comment on column lapse.account_access.until is 'Until when this answer holds if nothing else happens: the cut-off, then the earliest erasure, which no hold forbids any more; null if open.';

-- no foreign key: it is written while another connection holds the lock of the account's row
create table lapse.untold (
  account_id text primary key,
  cell text not null,
  since timestamptz not null
);
comment on table lapse.untold is 'Accounts of which stores may have been told what is not so: a reactivation that a crash kept from being committed here, or an account that came back in its own store. The next run of the cell tells the stores what is so.';
comment on column lapse.untold.account_id is 'The account.';
comment on column lapse.untold.cell is 'The cell in whose stores it is.';
comment on column lapse.untold.since is 'Since when.';
