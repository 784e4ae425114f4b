-- Exact to the second whether or not a job has run: the deadline decides, what the job did makes it durable.
create view lapse.account_access as
with standing as (
  select
    a.*,
    a.cut_off_at is not null or coalesce(a.cut_off_due <= statement_timestamp(), false) as is_cut_off
  from lapse.account a
)
select
  s.id as account_id,
  case when s.is_cut_off then 'billing-only' else 'full' end as access,
  case
    when s.erased_at is not null then 'erased'
    when s.point_of_no_return_at is not null then 'being-erased'
    when s.is_cut_off then 'retained'
    else 'available'
  end as data,
  case
    when s.is_cut_off then least(s.cut_off_at, s.cut_off_due)
    else coalesce(s.reactivated_at, s.created_at)
  end as since,
  case
    when s.erased_at is not null or s.point_of_no_return_at is not null then null
    when s.is_cut_off then coalesce(s.purge_due, s.expire_due)
    else s.cut_off_due
  end as until,
  (
    select coalesce(jsonb_object_agg(feature, not s.is_cut_off order by feature), '{}')
    from lapse.policy p, unnest(p.features) as feature
    where p.is_current
  ) as features
from standing s;
comment on view lapse.account_access is 'What an account may do at this moment.';
comment on column lapse.account_access.account_id is 'The account.';
comment on column lapse.account_access.access is 'full or billing-only.';
comment on column lapse.account_access.data is 'available, retained, being-erased or erased.';
comment on column lapse.account_access.since is 'Since when this access holds.';
comment on column lapse.account_access.until is 'Until when this answer holds if nothing else happens: the cut-off, then the earliest erasure; null if open.';
comment on column lapse.account_access.features is 'Each feature and data access of the policy: true if it is on.';
