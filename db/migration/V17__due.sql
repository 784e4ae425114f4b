-- What each job has to do, and since when: the one definition of "due" in SQL. It reads stored deadlines and computes none.
-- An account is due from due_at on; queries add "due_at <= the date". Holds do not change what is due, so they are not here.
create view lapse.due as
select 'remove-billing-details' as job, id as account_id, cell, lapse_number, lapsed_at as due_at
from lapse.account
where state <> 'active'
  and billing_removed_at is null
union all
select 'cut-off', id, cell, lapse_number, cut_off_due
from lapse.account
where state <> 'active'
  and cut_off_at is null
  and cut_off_due is not null
union all
select 'purge', id, cell, lapse_number, purge_due
from lapse.account
where purge_due is not null
  and erased_at is null
union all
select 'expire', id, cell, lapse_number, expire_due
from lapse.account
where expire_due is not null
  and erased_at is null
union all
-- of the sets kept after an erasure, the one whose time ends first
select 'expire', a.id, a.cell, a.lapse_number, k.keep_until
from lapse.kept k
join lapse.account a on a.id = k.account_id and a.lapse_number = k.lapse_number
where a.state <> 'active'
  and a.erased_at is not null
  and k.erased_at is null
  and not exists (
    select
    from lapse.kept earlier
    where earlier.account_id = k.account_id
      and earlier.lapse_number = k.lapse_number
      and earlier.erased_at is null
      and (earlier.keep_until, earlier.set_name) < (k.keep_until, k.set_name)
  );
comment on view lapse.due is 'What each job still has to do. Each account is at most once in it for a job.';
comment on column lapse.due.job is 'The job.';
comment on column lapse.due.account_id is 'The account.';
comment on column lapse.due.cell is 'The cell in whose stores the account is.';
comment on column lapse.due.lapse_number is 'The lapse that made it due.';
comment on column lapse.due.due_at is 'The account is due from this instant on.';
