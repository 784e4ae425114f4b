-- What is early is counted by the database's clock too: a program whose own clock runs ahead does not notice it.
create function lapse.clock() returns timestamptz
  language sql
  volatile
as 'select pg_catalog.clock_timestamp()';
comment on function lapse.clock() is 'The present by the clock of this database. Deadlines are due when it and the program''s clock say so.';

comment on column lapse.early_action.acted_at is 'When it was done, as Lapse wrote it down.';
comment on column lapse.early_action.recorded_at is 'When this was written, by the clock of the database.';

create or replace trigger note_early_removal
  after update of billing_removed_at on lapse.account
  for each row
  when (
    old.billing_removed_at is null
    and least(new.billing_removed_at, lapse.clock()) < coalesce(old.lapsed_at, 'infinity')
    and new.billing_removed_at is not null
  )
  execute function lapse.note_early_action('remove-billing-details');
create or replace trigger note_early_cut_off
  after update of cut_off_at on lapse.account
  for each row
  when (
    old.cut_off_at is null
    and least(new.cut_off_at, lapse.clock()) < coalesce(old.cut_off_due, 'infinity')
    and new.cut_off_at is not null
  )
  execute function lapse.note_early_action('cut-off');
create or replace trigger note_early_erasure
  after update of point_of_no_return_at on lapse.account
  for each row
  when (
    old.point_of_no_return_at is null
    and least(new.point_of_no_return_at, lapse.clock()) < coalesce(old.purge_due, old.expire_due, 'infinity')
    and new.point_of_no_return_at is not null
  )
  execute function lapse.note_early_action('erasure');
create or replace trigger note_early_expiry
  after update of erased_at on lapse.kept
  for each row
  when (
    old.erased_at is null
    and least(new.erased_at, lapse.clock()) < old.keep_until
    and new.erased_at is not null
  )
  execute function lapse.note_early_expiry();
