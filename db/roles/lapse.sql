-- Roles in Lapse's own database. An administrator runs this once, connected to that database, and again whenever a
-- release asks for it; what is there already is left as it is:
--
--   psql -d lapse -f db/roles/lapse.sql
--   psql -d lapse -v owner=lapse_owner -v runtime=lapse -f db/roles/lapse.sql    (names of your own)
--
-- Afterwards give each role a password, with \password lapse_owner and \password lapse, and run 'lapse migrate' as the
-- owner. docs/database-roles.md says who may what and why.

\set ON_ERROR_STOP on
\if :{?owner} \else \set owner lapse_owner
\endif
\if :{?runtime} \else \set runtime lapse
\endif

-- The names, where the statements below can read them.
select set_config('lapse_roles.owner', :'owner', false), set_config('lapse_roles.runtime', :'runtime', false);

-- Two roles that may log in and nothing else: one owns what 'lapse migrate' creates, as the other the program runs.
do $$
declare
  name text;
begin
  foreach name in array array[current_setting('lapse_roles.owner'), current_setting('lapse_roles.runtime')] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit -1', name);
    end if;
  end loop;
end
$$;

-- Only these two come in, and only the owner may create schemas. Temporary tables are for neither.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant connect, create on database %I to %I', current_database(), current_setting('lapse_roles.owner'));
  execute format('grant connect on database %I to %I', current_database(), current_setting('lapse_roles.runtime'));
end
$$;

-- Lapse puts nothing into schema public, and nobody can lay anything there that a query would take for its own.
revoke all on schema public from public;

-- The schemas, empty: the owner of one owns what 'lapse migrate' creates in it. Only a superuser creates schemas for
-- others; an administrator who is none becomes a member of the owner's role for it.
do $$
declare
  name text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', current_setting('lapse_roles.owner'));
  end if;
  foreach name in array array['lapse', 'lapse_batch', 'lapse_quartz'] loop
    if to_regnamespace(name) is null then
      execute format('create schema %I authorization %I', name, current_setting('lapse_roles.owner'));
    end if;
  end loop;
end
$$;

-- The program comes into the schemas. What it may do there, table by table, 'lapse migrate' grants to every role that
-- may use lapse_quartz (db/migration/afterMigrate__rights.sql): nothing can be created, and evidence cannot be changed.
grant usage on schema lapse, lapse_batch, lapse_quartz to :"runtime";
