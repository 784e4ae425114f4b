-- What must be true of the sample product after the night of demo.now, worked out without Lapse: from each account as
-- it was before (demo.account_before), by the calendar, in SQL. Run it on the product's database with demo.now set. One
-- row a state; the night was right if `expected` and `in_agreement` are equal in every row and there is no row
-- `unknown`.
--
-- The states, of an account as it stands at demo.now, a deadline being reached when demo.now >= deadline:
--   active    has not lapsed
--   grace     lapsed, and lapsed_at + 5 days is not reached
--   cut-off   a trial that ended, lapsed_at + 5 days reached; trials are not erased
--   retained  paused with retain_data, lapsed_at + 5 days reached, lapsed_at + 1 year not
--   purged    lapsed without retain_data and no trial that ended, lapsed_at + 5 days reached
--   expired   paused with retain_data, lapsed_at + 1 year reached
-- In Lapse: access is full for active and grace, else billing-only; data is available for active and grace, retained
-- for cut-off and retained, erased for purged and expired. recorded.sql judges that.
--
-- The rows, by table: purged and expired accounts have none but their invoices. All others have every row unchanged,
-- except payment methods, which no lapsed account has.
--
-- How the state is worked out stands in the view demo.expectation, at the end of generate.sql.
with rows_expected as (
  select
    rows_before.*
  from demo.rows_before
  join demo.expectation using (account_id)
  where (state not in ('purged', 'expired') or table_name = 'invoice')
    and not (lapsed and table_name = 'payment_method')
),
disagreement as (
  select
    account_id,
    array_agg(table_name order by table_name) as tables
  from rows_expected
  full join demo.rows_now using (account_id, table_name)
  where rows_expected.rows is distinct from rows_now.rows
    or rows_expected.checksum is distinct from rows_now.checksum
  group by account_id
),
judged as (
  -- An account that was not there before is unknown, and so are rows that belong to nobody.
  select
    account_id,
    coalesce(state, 'unknown') as state,
    expectation.account_id is not null and disagreement.tables is null as agrees,
    row_number() over (partition by state, disagreement.tables is null order by account_id) as place,
    disagreement.tables
  from demo.expectation
  full join disagreement using (account_id)
)
select
  state,
  count(judged.state) filter (where state <> 'unknown') as expected,
  count(judged.state) filter (where agrees) as in_agreement,
  string_agg(
    coalesce(account_id::text, 'nobody') || ' ('
      || case when cardinality(tables) > 3 then cardinality(tables) || ' tables' else array_to_string(tables, ', ') end
      || ')',
    '; '
    order by account_id
  ) filter (where not agrees and place <= 5) as first_disagreements
from unnest(array['active', 'grace', 'cut-off', 'retained', 'purged', 'expired', 'unknown'])
  with ordinality as states (state, place_in_list)
left join judged using (state)
group by state, place_in_list
having state <> 'unknown' or count(judged.state) > 0
order by place_in_list;
