-- The loop that a team writes: one account per transaction, children before parents, triggers on. "call purge_closed()" runs it.
create procedure purge_closed() language plpgsql as $$
declare
  closed bigint;
begin
  for closed in select id from account where state = 'closed' order by id loop
    delete from contact_tag t using contact c where t.contact_id = c.id and c.account_id = closed;
    delete from message m using campaign c where m.campaign_id = c.id and c.account_id = closed;
    delete from event where account_id = closed;
    delete from note where account_id = closed;
    delete from attachment where account_id = closed;
    delete from report where account_id = closed;
    delete from deal where account_id = closed;
    delete from tag where account_id = closed;
    delete from contact where account_id = closed;
    delete from campaign where account_id = closed;
    delete from app_user where account_id = closed;
    delete from account where id = closed;
    commit;
  end loop;
end
$$;
