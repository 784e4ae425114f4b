-- Roles in Lapse's own database. An administrator runs this once, connected to that database, and again whenever a
-- release asks for it; what is there already is left as it is:
--
--   psql -d lapse -f db/roles/lapse.sql
--   psql -d lapse -v owner=lapse_owner -v runtime=lapse -f db/roles/lapse.sql    (names of your own)
--
-- Afterwards give each role a password, with \password lapse_owner and \password lapse, and run 'lapse migrate' as the
-- owner. docs/database-roles.md says what each role may do, and why.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?owner} \else \set owner lapse_owner
\endif
\if :{?runtime} \else \set runtime lapse
\endif

-- The owner owns what 'lapse migrate' creates; the program runs as the other.
\set worker :runtime
\set schemas lapse,lapse_batch,lapse_quartz
\ir owner-and-worker.sql

-- Only these two may connect, and only the owner may create schemas. Temporary tables are for neither.
do $$
begin
  execute format('revoke all on database %I from public', current_database());
  execute format('grant create on database %I to %I', current_database(), current_setting('lapse_roles.owner'));
end
$$;

-- Lapse puts nothing into schema public, and nobody can lay anything there that a query would take for its own.
revoke all on schema public from public;

-- The program comes into the schemas. What it may do there, table by table, 'lapse migrate' grants to every role that
-- may use lapse_quartz (db/migration/afterMigrate__rights.sql): nothing can be created, and evidence cannot be changed.
grant usage on schema lapse, lapse_batch, lapse_quartz to :"runtime";
