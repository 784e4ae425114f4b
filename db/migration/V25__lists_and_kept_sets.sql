-- Lists of accounts put ids that are numbers in the order of their values: 2 before 10. Of two numbers without leading
-- zeros the shorter one is smaller, and of two with as many digits text order is theirs.
create function lapse.digits(id text) returns integer
  language sql
  immutable
  parallel safe
return case when id ~ '^(0|[1-9][0-9]*)$' then length(id) else 2147483647 end;
comment on function lapse.digits(text) is 'How many digits an id has that is a number; greater than that of any number for other ids. Lists are ordered by this and then by the id: numbers first, by value, then other ids as text.';

-- the order of the pages
create index account_in_lists on lapse.account (lapse.digits(id), id);

alter table lapse.run add column kept_without_rows text[] not null default '{}';
comment on column lapse.run.kept_without_rows is 'Sets that the catalog keeps and of which no account of the plan had rows when it was frozen, so that nothing of them stays.';
