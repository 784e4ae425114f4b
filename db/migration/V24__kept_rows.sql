-- Rows that are kept for a period of their own go one by one: each part of a set has its entry, until it is erased.
alter table lapse.kept
  add column counted_by text,
  add column period text,
  add column zone text,
  drop constraint kept_pkey,
  add primary key (account_id, lapse_number, set_name, keep_until);
comment on table lapse.kept is 'Sets that outlive an erased account, and until when. What was promised here is not changed by a later catalog. Of a set whose rows go one by one, each part that was erased, and the next one.';
comment on column lapse.kept.keep_until is 'The job expire erases the set from this instant on; of a set whose rows go one by one, those whose period is over.';
comment on column lapse.kept.counted_by is 'What the rows are counted by: the column with their date, or the set that they go with. NULL if the whole set is kept until one instant.';
comment on column lapse.kept.period is 'How long each row is kept from its date on, as in P10Y; NULL with counted_by.';
comment on column lapse.kept.zone is 'The zone in which the period is added; NULL with counted_by.';
