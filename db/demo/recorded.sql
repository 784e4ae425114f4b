-- What Lapse's own database must say of the sample product after the night of demo.now. Run it there, with the
-- expectation of the product's database (account_id and state of demo.expectation, as two arrays) and the instant.
-- One row a state; Lapse's record is right if `expected` and `in_agreement` are equal in every row and there is no row
-- `unknown`.
--
-- An account agrees if everything below is as its state demands: the stored deadlines, what was carried out, and the
-- view lapse.account_access. The view answers for this moment, which is later than the night: an account that was in
-- its grace period then may have been cut off by the deadline since.
with expectation as (
  select
    account_id,
    state
  from unnest(cast(:accounts as text[]), cast(:states as text[])) as e (account_id, state)
),
judged as (
  select
    coalesce(account_id, account.id) as account_id,
    coalesce(expectation.state, 'unknown') as state,
    coalesce(
      case expectation.state
        when 'active' then
          account.state = 'active'
          and lapsed_at is null
          and cut_off_due is null
          and billing_removed_at is null
          and cut_off_at is null
          and point_of_no_return_at is null
          and access = 'full'
          and data = 'available'
        when 'grace' then
          cut_off_due > :now
          and billing_removed_at is not null
          and cut_off_at is null
          and point_of_no_return_at is null
          and (access = 'full' and data = 'available' or cut_off_due <= statement_timestamp())
        when 'cut-off' then
          account.state = 'trial-ended'
          and cut_off_due <= :now
          and purge_due is null
          and expire_due is null
          and billing_removed_at is not null
          and cut_off_at is not null
          and point_of_no_return_at is null
          and access = 'billing-only'
          and data = 'retained'
        when 'retained' then
          account.state = 'paused'
          and retain_data
          and cut_off_due <= :now
          and purge_due is null
          and expire_due > :now
          and billing_removed_at is not null
          and cut_off_at is not null
          and point_of_no_return_at is null
          and access = 'billing-only'
          and data = 'retained'
        when 'purged' then
          not retain_data
          and purge_due <= :now
          and expire_due is null
          and cut_off_at is not null
          and erased_at is not null
          and name is null
          and access = 'billing-only'
          and data = 'erased'
        when 'expired' then
          retain_data
          and purge_due is null
          and expire_due <= :now
          and cut_off_at is not null
          and erased_at is not null
          and name is null
          and access = 'billing-only'
          and data = 'erased'
      end,
      false
    ) as agrees
  from expectation
  full join lapse.account as account on account.id = expectation.account_id
  left join lapse.account_access as access using (account_id)
),
agreement as (
  select
    judged.*,
    row_number() over (partition by state, agrees order by account_id) as place
  from judged
)
select
  state,
  count(agreement.state) filter (where state <> 'unknown') as expected,
  count(agreement.state) filter (where agrees) as in_agreement,
  string_agg(account_id, '; ' order by account_id) filter (where not agrees and place <= 5) as first_disagreements
from unnest(array['active', 'grace', 'cut-off', 'retained', 'purged', 'expired', 'unknown'])
  with ordinality as states (state, place_in_list)
left join agreement using (state)
group by state, place_in_list
having state <> 'unknown' or count(agreement.state) > 0
order by place_in_list;
