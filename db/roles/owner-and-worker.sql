-- Included by lapse.sql and store.sql, which set owner, worker and schemas. What is there already is left as it is.

-- The names, where the statements below can read them.
set lapse_roles.owner = :'owner';
set lapse_roles.worker = :'worker';
set lapse_roles.schemas = :'schemas';

-- Two roles that may log in and nothing else.
do $$
declare
  name text;
begin
  foreach name in array array[current_setting('lapse_roles.owner'), current_setting('lapse_roles.worker')] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format(
        'create role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit -1', name);
    end if;
    execute format('grant connect on database %I to %I', current_database(), name);
  end loop;
end
$$;

-- The schemas, empty: the owner of one owns what 'lapse migrate' creates in it. Only a superuser creates schemas for
-- others; an administrator who is none becomes a member of the owner's role for it.
do $$
declare
  name text;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', current_setting('lapse_roles.owner'));
  end if;
  foreach name in array string_to_array(current_setting('lapse_roles.schemas'), ',') loop
    if to_regnamespace(name) is null then
      execute format('create schema %I authorization %I', name, current_setting('lapse_roles.owner'));
    end if;
  end loop;
end
$$;
