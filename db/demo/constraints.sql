-- Indexes and foreign keys of the sample product, after the data. Every tenant column and every foreign key column has
-- an index. No foreign key cascades, so deletions must follow the order.

-- step: indexes
create index on public.plan (currency_code);
create index on public.account (plan_code);
create index on public.account (country_code);
create index on public.account (lapsed_at) where lapsed_at is not null;
create index on public.app_user (account_id);
create index on public.contact (account_id);
create index on public.contact (country_code);
create index on public.contact_list (account_id);
create index on public.contact_list_member (contact_id);
create index on public.tag (account_id);
create index on public.contact_tag (tag_id);
create index on public.deal (account_id);
create index on public.deal (contact_id);
create index on public.deal (owner_id);
create index on public.deal (currency_code);
create index on public.note (record_id, record_type);
create index on public.campaign (account_id);
create index on public.campaign (created_by);
create index on public.campaign (list_id);
create index on public.message (campaign_id);
create index on public.message (contact_id);
create index on public.automation (account_id);
create index on public.automation_step (automation_id);
create index on public.automation_step (parent_step_id);
create index on public.automation_run (account_id);
create index on public.automation_run (automation_id);
create index on public.automation_run (current_step_id);
create index on public.automation_run (contact_id);
create index on public.event (account_id, occurred_at);
create index on public.event (contact_id);
create index on public.report (account_id);
create index on public.attachment (account_id);
create index on public.attachment (record_id, record_type);
create index on public.payment_method (account_id);
create index on public.invoice (account_number);
create index on public.invoice (plan_code);
create index on public.invoice (currency_code);

-- step: foreign keys
alter table public.plan
  add foreign key (currency_code) references public.currency;
alter table public.account
  add foreign key (plan_code) references public.plan,
  add foreign key (country_code) references public.country;
alter table public.app_user
  add foreign key (account_id) references public.account;
alter table public.contact
  add foreign key (account_id) references public.account,
  add foreign key (country_code) references public.country;
alter table public.contact_list
  add foreign key (account_id) references public.account;
alter table public.contact_list_member
  add foreign key (list_id) references public.contact_list,
  add foreign key (contact_id) references public.contact;
alter table public.tag
  add foreign key (account_id) references public.account;
alter table public.contact_tag
  add foreign key (contact_id) references public.contact,
  add foreign key (tag_id) references public.tag;
alter table public.deal
  add foreign key (account_id) references public.account,
  add foreign key (contact_id) references public.contact,
  add foreign key (owner_id) references public.app_user,
  add foreign key (currency_code) references public.currency;
alter table public.campaign
  add foreign key (account_id) references public.account,
  add foreign key (created_by) references public.app_user,
  add foreign key (list_id) references public.contact_list;
alter table public.message
  add foreign key (campaign_id) references public.campaign,
  add foreign key (contact_id) references public.contact;
alter table public.automation
  add foreign key (account_id) references public.account;
alter table public.automation_step
  add foreign key (automation_id) references public.automation,
  add foreign key (parent_step_id) references public.automation_step;
alter table public.automation_run
  add foreign key (account_id) references public.account,
  add foreign key (automation_id) references public.automation,
  add foreign key (current_step_id) references public.automation_step,
  add foreign key (contact_id) references public.contact;
alter table public.event
  add foreign key (account_id) references public.account,
  add foreign key (contact_id) references public.contact;
alter table public.report
  add foreign key (account_id) references public.account;
alter table public.attachment
  add foreign key (account_id) references public.account;
alter table public.payment_method
  add foreign key (account_id) references public.account;
alter table public.invoice
  add foreign key (plan_code) references public.plan,
  add foreign key (currency_code) references public.currency;

-- step: statistics
analyze;
