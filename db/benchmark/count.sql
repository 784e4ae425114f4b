-- The rows of each table, and how many of them belong to accounts that are closed: every tenth account.
select 'account' as name, count(*) as rows, count(*) filter (where id % 10 = 0) as closed from account
union all select 'app_user', count(*), count(*) filter (where account_id % 10 = 0) from app_user
union all select 'contact', count(*), count(*) filter (where account_id % 10 = 0) from contact
union all select 'tag', count(*), count(*) filter (where account_id % 10 = 0) from tag
union all select 'contact_tag', count(*), count(*) filter (where (1 + contact_id) % 10 = 0) from contact_tag
union all select 'deal', count(*), count(*) filter (where account_id % 10 = 0) from deal
union all select 'note', count(*), count(*) filter (where account_id % 10 = 0) from note
union all select 'campaign', count(*), count(*) filter (where account_id % 10 = 0) from campaign
union all select 'message', count(*), count(*) filter (where (1 + campaign_id) % 10 = 0) from message
union all select 'event', count(*), count(*) filter (where account_id % 10 = 0) from event
union all select 'report', count(*), count(*) filter (where account_id % 10 = 0) from report
union all select 'attachment', count(*), count(*) filter (where account_id % 10 = 0) from attachment
order by name;
