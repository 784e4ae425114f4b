-- The limit: one statement per table for all closed accounts at once, in one transaction. It counts nothing, proves nothing,
-- and cannot be stopped half-way. The benchmark puts before it in which role its triggers see it (as replica, foreign-key
-- triggers do not fire), and which share of the accounts it takes: part 0 of 1, or parts 0 and 1 of 2 on two connections.
begin;
select set_config('session_replication_role', current_setting('benchmark.role'), true);
create temporary table lapsed on commit drop as
  select id from (select id, row_number() over (order by id) as number from account where state = 'closed') closed
  where number % current_setting('benchmark.parts')::int = current_setting('benchmark.part')::int;
analyze lapsed;
delete from contact_tag t using contact c where t.contact_id = c.id and c.account_id in (select id from lapsed);
delete from message m using campaign c where m.campaign_id = c.id and c.account_id in (select id from lapsed);
delete from event where account_id in (select id from lapsed);
delete from note where account_id in (select id from lapsed);
delete from attachment where account_id in (select id from lapsed);
delete from report where account_id in (select id from lapsed);
delete from deal where account_id in (select id from lapsed);
delete from tag where account_id in (select id from lapsed);
delete from contact where account_id in (select id from lapsed);
delete from campaign where account_id in (select id from lapsed);
delete from app_user where account_id in (select id from lapsed);
delete from account where id in (select id from lapsed);
commit;
