-- Roles in a store: a PostgreSQL database that keeps account data. An administrator runs this once in each store and cell,
-- connected to its database; what is there already is left as it is:
--
--   psql -d product -f db/roles/store.sql
--   psql -d product -v owner=lapse_store_owner -v eraser=lapse_eraser -f db/roles/store.sql    (names of your own)
--
-- Afterwards give each role a password, with \password, run 'lapse migrate' as the owner, and then, in each store, what
-- 'lapse catalog check --grants' prints. Stores on one server may share these roles or have some of their own.

\set ON_ERROR_STOP on
\if :{?owner} \else \set owner lapse_store_owner
\endif
\if :{?eraser} \else \set eraser lapse_eraser
\endif

-- The names, where the statements below can read them.
select set_config('lapse_roles.owner', :'owner', false), set_config('lapse_roles.eraser', :'eraser', false);

-- Two roles that may log in and nothing else: one owns Lapse's small schema, as the other Lapse erases.
do $$
declare
  name text;
begin
  foreach name in array array[current_setting('lapse_roles.owner'), current_setting('lapse_roles.eraser')] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit -1', name);
    end if;
  end loop;
end
$$;

-- Both come in. The owner creates nothing outside its schema and sees none of the product's tables; the rights of the
-- eraser on those are what 'lapse catalog check --grants' prints, and no more.
do $$
begin
  execute format('grant connect on database %I to %I', current_database(), current_setting('lapse_roles.owner'));
  execute format('grant connect on database %I to %I', current_database(), current_setting('lapse_roles.eraser'));
end
$$;

-- Lapse's small schema, empty: 'lapse migrate' creates its tables, and these belong to the owner. Only a superuser creates
-- schemas for others; an administrator who is none becomes a member of the owner's role for it, and so may run what
-- 'lapse catalog check --grants' prints for this schema.
do $$
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', current_setting('lapse_roles.owner'));
  end if;
  if to_regnamespace('lapse_store') is null then
    execute format('create schema lapse_store authorization %I', current_setting('lapse_roles.owner'));
  end if;
end
$$;

-- Where accounts live in this store, the product asks lapse_store.may_reactivate before it brings one back. It needs no
-- right on the table behind it:
--   grant usage on schema lapse_store to PRODUCT;
