-- The sample product: email marketing and CRM as a service. One account is one customer.
--
-- The loader sets, on the one connection it uses for schema.sql, generate.sql and constraints.sql:
--   demo.now       the instant of the night, in whole seconds   (default: now)
--   demo.accounts  how many accounts, at least 100              (default: 2000)
--   demo.rows      how many rows in all, roughly                (default: 1100000)
-- Order: schema.sql, generate.sql, constraints.sql (indexes and foreign keys, after the data).

-- step: settings
select
  set_config(
    'demo.now',
    coalesce(nullif(current_setting('demo.now', true), ''), date_trunc('second', now())::text),
    false
  ),
  set_config('demo.accounts', coalesce(nullif(current_setting('demo.accounts', true), ''), '2000'), false),
  set_config('demo.rows', coalesce(nullif(current_setting('demo.rows', true), ''), '1100000'), false);

-- step: shared tables
create table public.country (
  code text primary key,
  name text not null
);

create table public.currency (
  code text primary key,
  name text not null,
  minor_units smallint not null
);

create table public.plan (
  code text primary key,
  name text not null,
  monthly_price numeric(10, 2) not null,
  currency_code text not null,
  contact_limit integer not null
);

-- step: accounts and users
create table public.account (
  id bigint primary key,
  name text not null,
  kind text not null check (kind in ('direct', 'trial', 'resold')),
  state text not null check (state in ('active', 'paused', 'closed', 'trial-ended')),
  lapsed_at timestamptz,
  retain_data boolean not null default false,
  time_zone text not null default 'UTC',
  plan_code text not null,
  country_code text not null,
  created_at timestamptz not null,
  check ((state = 'active') = (lapsed_at is null)),
  check (state = 'paused' or not retain_data)
);

create table public.app_user (
  id bigint primary key,
  account_id bigint not null,
  email text not null,
  full_name text not null,
  role text not null check (role in ('primary-administrator', 'administrator', 'editor', 'viewer')),
  last_seen_at timestamptz,
  created_at timestamptz not null
);

-- step: contacts and lists
create table public.contact (
  id bigint primary key,
  account_id bigint not null,
  email text not null,
  first_name text,
  last_name text,
  company text,
  phone text,
  country_code text,
  status text not null check (status in ('subscribed', 'unsubscribed', 'bounced')),
  created_at timestamptz not null
);

create table public.contact_list (
  id bigint primary key,
  account_id bigint not null,
  name text not null,
  created_at timestamptz not null
);

create table public.contact_list_member (
  list_id bigint not null,
  contact_id bigint not null,
  joined_at timestamptz not null,
  primary key (list_id, contact_id)
);

create table public.tag (
  id bigint primary key,
  account_id bigint not null,
  name text not null,
  color text not null
);

create table public.contact_tag (
  contact_id bigint not null,
  tag_id bigint not null,
  primary key (contact_id, tag_id)
);

-- step: deals and notes
create table public.deal (
  id bigint primary key,
  account_id bigint not null,
  contact_id bigint not null,
  owner_id bigint not null,
  title text not null,
  stage text not null check (stage in ('lead', 'qualified', 'proposal', 'won', 'lost')),
  amount numeric(12, 2) not null,
  currency_code text not null,
  closes_on date,
  created_at timestamptz not null
);

-- Belongs to a contact or to a deal: no foreign key can say which, and no account_id either.
create table public.note (
  id bigint primary key,
  record_type text not null check (record_type in ('Contact', 'Deal')),
  record_id bigint not null,
  author text not null,
  body text not null,
  created_at timestamptz not null
);

-- step: campaigns and messages
create table public.campaign (
  id bigint primary key,
  account_id bigint not null,
  created_by bigint not null,
  list_id bigint not null,
  name text not null,
  subject text not null,
  status text not null check (status in ('draft', 'scheduled', 'sent')),
  scheduled_at timestamptz
);

create table public.message (
  id bigint primary key,
  campaign_id bigint not null,
  contact_id bigint not null,
  status text not null check (status in ('sent', 'delivered', 'opened', 'clicked', 'bounced')),
  sent_at timestamptz not null,
  opened_at timestamptz
);

-- step: automations
create table public.automation (
  id bigint primary key,
  account_id bigint not null,
  name text not null,
  trigger_kind text not null,
  enabled boolean not null,
  created_at timestamptz not null
);

create table public.automation_step (
  id bigint primary key,
  automation_id bigint not null,
  parent_step_id bigint,
  kind text not null check (kind in ('trigger', 'wait', 'condition', 'send', 'tag')),
  settings jsonb not null
);

create table public.automation_run (
  id bigint primary key,
  account_id bigint not null,
  automation_id bigint not null,
  current_step_id bigint not null,
  contact_id bigint not null,
  status text not null check (status in ('running', 'finished', 'stopped')),
  started_at timestamptz not null
);

-- step: events
-- One partition a month for the last twelve months, named by how many months they lie back.
create table public.event (
  id bigint not null,
  account_id bigint not null,
  contact_id bigint,
  kind text not null,
  occurred_at timestamptz not null,
  properties jsonb not null,
  primary key (id, occurred_at)
) partition by range (occurred_at);

create function pg_temp.start_of_month(months_back integer)
returns timestamptz
language sql
stable
return (
  date_trunc('month', current_setting('demo.now')::timestamptz at time zone 'UTC')
  - make_interval(months => months_back)
) at time zone 'UTC';

create table public.event_older
  partition of public.event
  for values from (minvalue) to (pg_temp.start_of_month(12));

create table public.event_12_back
  partition of public.event
  for values from (pg_temp.start_of_month(12)) to (pg_temp.start_of_month(11));

create table public.event_11_back
  partition of public.event
  for values from (pg_temp.start_of_month(11)) to (pg_temp.start_of_month(10));

create table public.event_10_back
  partition of public.event
  for values from (pg_temp.start_of_month(10)) to (pg_temp.start_of_month(9));

create table public.event_09_back
  partition of public.event
  for values from (pg_temp.start_of_month(9)) to (pg_temp.start_of_month(8));

create table public.event_08_back
  partition of public.event
  for values from (pg_temp.start_of_month(8)) to (pg_temp.start_of_month(7));

create table public.event_07_back
  partition of public.event
  for values from (pg_temp.start_of_month(7)) to (pg_temp.start_of_month(6));

create table public.event_06_back
  partition of public.event
  for values from (pg_temp.start_of_month(6)) to (pg_temp.start_of_month(5));

create table public.event_05_back
  partition of public.event
  for values from (pg_temp.start_of_month(5)) to (pg_temp.start_of_month(4));

create table public.event_04_back
  partition of public.event
  for values from (pg_temp.start_of_month(4)) to (pg_temp.start_of_month(3));

create table public.event_03_back
  partition of public.event
  for values from (pg_temp.start_of_month(3)) to (pg_temp.start_of_month(2));

create table public.event_02_back
  partition of public.event
  for values from (pg_temp.start_of_month(2)) to (pg_temp.start_of_month(1));

create table public.event_01_back
  partition of public.event
  for values from (pg_temp.start_of_month(1)) to (pg_temp.start_of_month(0));

create table public.event_this_month
  partition of public.event
  for values from (pg_temp.start_of_month(0)) to (pg_temp.start_of_month(-1));

create table public.event_next_month
  partition of public.event
  for values from (pg_temp.start_of_month(-1)) to (pg_temp.start_of_month(-2));

-- step: reports and attachments
create table public.report (
  id bigint primary key,
  account_id bigint not null,
  name text not null,
  definition jsonb not null,
  created_at timestamptz not null
);

-- Attached to a deal or a campaign; storage is counted by account, so it carries account_id as well.
create table public.attachment (
  id bigint primary key,
  account_id bigint not null,
  record_type text not null check (record_type in ('Deal', 'Campaign')),
  record_id bigint not null,
  file_name text not null,
  content_type text not null,
  size_bytes bigint not null,
  storage_key text not null,
  created_at timestamptz not null
);

-- step: billing
create table public.payment_method (
  id bigint primary key,
  account_id bigint not null,
  holder text not null,
  brand text not null,
  last_four text not null,
  token text not null,
  expires_on date not null,
  created_at timestamptz not null
);

-- Kept for ten years by tax law, longer than the account: account_number is account.id without a foreign key, and
-- the customer it was billed to is written out.
create table public.invoice (
  id bigint primary key,
  account_number bigint not null,
  number text not null unique,
  billed_to text not null,
  plan_code text not null,
  net numeric(10, 2) not null,
  tax numeric(10, 2) not null,
  currency_code text not null,
  issued_on date not null,
  paid_at timestamptz
);
