-- What the program may, right by right; run by Flyway after every migration. Whoever the database's administrator lets
-- into schema lapse_quartz is a role that the program runs as (db/roles/lapse.sql), and gets exactly these rights on
-- Lapse's tables: those it lacks are granted, those of an earlier release are taken away. A migration that adds a table
-- adds its line here. Nothing is done where the tables' owner runs the program, or where this is run by anyone else.
do $$
declare
  change text;
begin
  -- two owners that start at once would change the same rights at once
  perform pg_advisory_xact_lock(hashtext('lapse: rights'));
  for change in
    with ours as (
      select c.oid, c.relkind, n.nspname, c.relname, c.relacl, format('%I.%I', n.nspname, c.relname) as name
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('lapse', 'lapse_batch', 'lapse_quartz')
        and c.relkind in ('r', 'p', 'v', 'S')
        and pg_has_role(c.relowner, 'usage')
    ),
    rights as (
      select nspname, relname, unnest(string_to_array(rights, ' ')) as privilege
      from (
        values
          ('lapse', 'flyway_schema_history', 'select'),
          ('lapse', 'access_over_time', 'select'),
          ('lapse', 'account', 'select insert update'),
          ('lapse', 'account_access', 'select'),
          ('lapse', 'delivery', 'select insert update'),
          ('lapse', 'destination', 'select insert update'),
          ('lapse', 'due', 'select'),
          ('lapse', 'early_action', 'select'), -- written by triggers, with their owner's rights
          ('lapse', 'event', 'select insert update delete'), -- update: to lock rows
          ('lapse', 'evidence', 'select insert'), -- append-only
          ('lapse', 'failing', 'select'),
          ('lapse', 'hold', 'select insert update'),
          ('lapse', 'idempotency', 'select insert update delete'),
          ('lapse', 'installation', 'select'),
          ('lapse', 'kept', 'select insert update'),
          ('lapse', 'lapse', 'select insert update'),
          ('lapse', 'not_taken', 'select insert delete'),
          ('lapse', 'plan_item', 'select insert update'),
          ('lapse', 'policy', 'select insert update'),
          ('lapse', 'refused_attempt', 'select insert update delete'),
          ('lapse', 'reminder', 'select insert update'),
          ('lapse', 'residue', 'select insert update delete'),
          ('lapse', 'run', 'select insert update'),
          ('lapse', 'scheduler_check', 'select insert update'),
          ('lapse', 'slot', 'select insert update delete'),
          ('lapse', 'store_item', 'select insert update delete'),
          ('lapse', 'store_progress', 'select insert update'),
          ('lapse', 'total', 'select'),
          ('lapse', 'unclassified', 'select insert update delete'),
          ('lapse', 'untold', 'select insert update delete')
      ) as named(nspname, relname, rights)
      union all
      -- the libraries know best what they do to their tables; Spring Batch deletes nothing unless it is told to
      select
        nspname,
        relname,
        unnest(
          case
            when relkind = 'S' then array['usage']
            when nspname = 'lapse_batch' then array['select', 'insert', 'update']
            else array['select', 'insert', 'update', 'delete']
          end)
      from ours
      where nspname in ('lapse_batch', 'lapse_quartz')
    ),
    roles as (
      select allowed.grantee
      from pg_namespace n
      cross join aclexplode(n.nspacl) as allowed
      where n.nspname = 'lapse_quartz'
        and allowed.privilege_type = 'USAGE'
        and allowed.grantee <> n.nspowner
        and allowed.grantee <> 0
    ),
    wanted as (
      select ours.oid, ours.relkind, ours.name, roles.grantee, rights.privilege
      from ours
      join rights on rights.nspname = ours.nspname and rights.relname = ours.relname
      cross join roles
    ),
    granted as (
      select ours.oid, ours.relkind, ours.name, roles.grantee, lower(held.privilege_type) as privilege
      from ours
      cross join aclexplode(ours.relacl) as held
      join roles on roles.grantee = held.grantee
    )
    select format(
      'grant %s on %s %s to %I',
      privilege, case relkind when 'S' then 'sequence' else 'table' end, name, pg_get_userbyid(grantee))
    from (select * from wanted except select * from granted) as missing
    union all
    select format(
      'revoke %s on %s %s from %I',
      privilege, case relkind when 'S' then 'sequence' else 'table' end, name, pg_get_userbyid(grantee))
    from (select * from granted except select * from wanted) as superfluous
  loop
    execute change;
  end loop;
end
$$;
