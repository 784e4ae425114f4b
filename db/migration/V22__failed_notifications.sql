alter table lapse.untold add column error text;
comment on column lapse.untold.error is 'Why the last attempt to tell the stores failed; null before the first.';
