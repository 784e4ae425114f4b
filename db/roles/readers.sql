-- Two more, optional roles.
--
-- In Lapse's own database, after 'lapse migrate': a gateway that reads what accounts may do, and nothing else.
--
--   psql -d lapse -v access_reader=gateway -f db/roles/readers.sql
--
-- In a store: 'lapse catalog discover' reads the schema and samples every table. It runs once in a while, by a person;
-- the role that erases every night need not see all of that.
--
--   psql -d product -v discoverer=lapse_discoverer -f db/roles/readers.sql

\set ON_ERROR_STOP on
\set QUIET on
\if :{?access_reader} \else \set access_reader ''
\endif
\if :{?discoverer} \else \set discoverer ''
\endif

-- The names, where the statements below can read them.
set lapse_roles.access_reader = :'access_reader';
set lapse_roles.discoverer = :'discoverer';

do $$
declare
  access_reader text := current_setting('lapse_roles.access_reader');
  discoverer text := current_setting('lapse_roles.discoverer');
  name text;
begin
  foreach name in array array[access_reader, discoverer] loop
    if name <> '' and not exists (select from pg_roles where rolname = name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit -1', name);
    end if;
    if name <> '' then
      execute format('grant connect on database %I to %I', current_database(), name);
    end if;
  end loop;

  -- The view runs with its owner's rights: its readers need no rights on the tables behind it.
  if access_reader <> '' then
    execute format('grant usage on schema lapse to %I', access_reader);
    execute format('grant select on lapse.account_access to %I', access_reader);
  end if;

  -- Every table and no change to any: the transactions of this role are read-only even if somebody forgets.
  if discoverer <> '' then
    execute format('grant pg_read_all_data to %I', discoverer);
    execute format('alter role %I set default_transaction_read_only = on', discoverer);
  end if;
end
$$;
