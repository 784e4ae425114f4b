-- The limit: one statement per table for all closed accounts at once, in one transaction, while foreign-key triggers do not
-- fire. It counts nothing, proves nothing, and cannot be stopped half-way.
begin;
set local session_replication_role = replica;
create temporary table lapsed on commit drop as select id from account where state = 'closed';
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
