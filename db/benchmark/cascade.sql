-- Every foreign key deletes with the row that it refers to. Then "delete from account where state = 'closed'" is the purge.
do $$
declare
  reference record;
begin
  for reference in
    select conrelid::regclass as referring, conname as name, pg_get_constraintdef(oid) as definition
    from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace
  loop
    execute format(
      'alter table %s drop constraint %I, add constraint %I %s on delete cascade',
      reference.referring, reference.name, reference.name, reference.definition);
  end loop;
end
$$;
