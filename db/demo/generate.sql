-- Fills the sample product. Nothing is random: every value follows from ids by arithmetic, so that the same demo.now,
-- demo.accounts and demo.rows give the same rows on every machine. The settings are explained in schema.sql.
--
-- The accounts stand at every point of the timeline, most of them active. Some stand exactly at a boundary, and one
-- second before and after it; see the stories below.

-- step: shared tables
insert into public.country (code, name)
values
  ('AT', 'Austria'), ('AU', 'Australia'), ('BE', 'Belgium'), ('BR', 'Brazil'), ('CA', 'Canada'), ('CH', 'Switzerland'),
  ('CZ', 'Czechia'), ('DE', 'Germany'), ('DK', 'Denmark'), ('ES', 'Spain'), ('FI', 'Finland'), ('FR', 'France'),
  ('GB', 'United Kingdom'), ('IE', 'Ireland'), ('IN', 'India'), ('IT', 'Italy'), ('JP', 'Japan'), ('KE', 'Kenya'),
  ('NL', 'Netherlands'), ('NO', 'Norway'), ('NZ', 'New Zealand'), ('PL', 'Poland'), ('PT', 'Portugal'),
  ('SE', 'Sweden'), ('US', 'United States');

insert into public.currency (code, name, minor_units)
values
  ('EUR', 'Euro', 2), ('GBP', 'Pound sterling', 2), ('JPY', 'Yen', 0), ('USD', 'US dollar', 2);

insert into public.plan (code, name, monthly_price, currency_code, contact_limit)
values
  ('free-trial', 'Free trial', 0, 'USD', 1000),
  ('starter', 'Starter', 29, 'USD', 2500),
  ('growth', 'Growth', 99, 'USD', 10000),
  ('scale', 'Scale', 349, 'USD', 100000);

-- step: plan of the data
-- Scatters numbers over 0..65535; neighbours land far apart, and n and n + 1 in no fixed distance.
create function pg_temp.scatter(number bigint)
returns bigint
language sql
immutable
return (
  ((number * 2654435761 % 4294967296) # (number * 2654435761 % 4294967296 >> 15)) * 1597334677 % 4294967296
) >> 16;

-- The n-th word, from any number.
create function pg_temp.pick(words text[], number bigint)
returns text
language sql
immutable
return words[1 + number % cardinality(words)];

create function pg_temp.now()
returns timestamptz
language sql
stable
return current_setting('demo.now')::timestamptz;

-- Calendar arithmetic on the account's wall clock.
create function pg_temp.plus(instant timestamptz, period interval, zone text)
returns timestamptz
language sql
stable
return (instant at time zone zone + period) at time zone zone;

create function pg_temp.minus(instant timestamptz, period interval, zone text)
returns timestamptz
language sql
stable
return (instant at time zone zone - period) at time zone zone;

-- Whether the wall clock shows the result of plus exactly once. It shows it never where clocks go forward at that time,
-- and twice where they go back; then Java keeps the offset of the lapse, and PostgreSQL takes the later instant.
create function pg_temp.unambiguous(instant timestamptz, period interval, zone text)
returns boolean
language sql
stable
return (
  select count(*) = 1
  from unnest(array[-1, 0, 1]) as shift (hours)
  where (pg_temp.plus(instant, period, zone) + make_interval(hours => shift.hours)) at time zone zone
    = instant at time zone zone + period
);

-- What happened to an account. Either days_ago, a span from which each account takes its own instant, or period and
-- seconds: the period ends that many seconds before (-1), at (0) or after (1) demo.now.
create temporary table story (
  id integer primary key,
  kind text not null,
  state text not null,
  retain_data boolean not null,
  per_thousand integer not null,
  days_ago int4range,
  period interval,
  seconds integer
);

insert into story (id, kind, state, retain_data, per_thousand, days_ago)
values
  (1, 'direct', 'active', false, 600, null),
  (2, 'resold', 'active', false, 60, null),
  (3, 'trial', 'active', false, 40, null),
  (4, 'trial', 'trial-ended', false, 20, '[0,4)'),      -- in the grace period
  (5, 'trial', 'trial-ended', false, 70, '[6,800)'),    -- cut off, not erased
  (6, 'direct', 'paused', false, 12, '[0,4)'),          -- in the grace period
  (7, 'direct', 'paused', true, 12, '[0,4)'),
  (8, 'direct', 'closed', false, 10, '[0,4)'),
  (9, 'resold', 'closed', false, 4, '[0,4)'),
  (10, 'direct', 'paused', true, 62, '[6,360)'),        -- retained
  (11, 'direct', 'paused', true, 18, '[370,1500)'),     -- retention long over
  (12, 'direct', 'paused', false, 18, '[6,30)'),        -- purge is due
  (13, 'direct', 'closed', false, 22, '[6,30)'),
  (14, 'resold', 'closed', false, 10, '[6,30)'),
  (15, 'direct', 'paused', false, 16, '[30,1200)'),     -- purge was due long ago: the backlog
  (16, 'direct', 'closed', false, 18, '[30,1200)'),
  (17, 'resold', 'closed', false, 8, '[30,1200)');

-- The boundaries, each in several zones.
insert into story (id, kind, state, retain_data, per_thousand, period, seconds)
values
  (21, 'direct', 'paused', false, 0, '5 days', -1),
  (22, 'direct', 'paused', false, 0, '5 days', 0),
  (23, 'direct', 'paused', false, 0, '5 days', 1),
  (24, 'direct', 'closed', false, 0, '5 days', -1),
  (25, 'direct', 'closed', false, 0, '5 days', 0),
  (26, 'direct', 'closed', false, 0, '5 days', 1),
  (27, 'resold', 'closed', false, 0, '5 days', 0),
  (28, 'trial', 'trial-ended', false, 0, '5 days', 0),
  (29, 'trial', 'trial-ended', false, 0, '5 days', 1),
  (30, 'direct', 'paused', true, 0, '5 days', 0),
  (31, 'direct', 'paused', true, 0, '5 days', 1),
  (32, 'direct', 'paused', true, 0, '1 year', -1),
  (33, 'direct', 'paused', true, 0, '1 year', 0),
  (34, 'direct', 'paused', true, 0, '1 year', 1);

-- One row an account: its story, its zone, its size, and where its ids begin in each table. In scattered order, the
-- first is the biggest: closed forty days ago, due for purge. The next 84 stand at the boundaries, each boundary in six
-- zones. The others share the stories by per_thousand.
create temporary table account_plan as
with numbered as (
  select
    number,
    row_number() over (order by pg_temp.scatter(number), number) - 1 as position,
    row_number() over (order by pg_temp.scatter(number + 40503), number) as size_rank
  from generate_series(1, current_setting('demo.accounts')::bigint) as number
),
boundary as (
  select
    story.id as story_id,
    zone,
    row_number() over (order by zone_number, story.id) as position
  from story
  cross join unnest(array[
    'UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Sydney', 'America/Los_Angeles'
  ]) with ordinality as zones (zone, zone_number)
  where story.period is not null
),
share as (
  select
    id as story_id,
    int8range(sum(per_thousand) over (order by id) - per_thousand, sum(per_thousand) over (order by id)) as thousandths
  from story
  where per_thousand > 0
),
assigned as (
  select
    numbered.number,
    numbered.size_rank,
    numbered.position = 0 as biggest,
    case when numbered.position = 0 then 16 else coalesce(boundary.story_id, share.story_id) end as story_id,
    coalesce(boundary.zone, pg_temp.pick(
      array[
        'America/New_York', 'Europe/Paris', 'UTC', 'America/Chicago', 'Europe/London', 'Europe/Berlin', 'Asia/Tokyo',
        'America/Los_Angeles', 'Australia/Sydney', 'Asia/Kolkata', 'America/Sao_Paulo', 'Pacific/Auckland',
        'Africa/Nairobi', 'America/St_Johns', 'Europe/Madrid', 'Asia/Kathmandu'
      ],
      pg_temp.scatter(numbered.number + 77)
    )) as wished_zone
  from numbered
  left join boundary on boundary.position = numbered.position
  left join share
    on numbered.position > 84
    and share.thousandths @> (
      (numbered.position - 85) * 1000 / (current_setting('demo.accounts')::bigint - 85)
    )
),
dated as (
  select
    assigned.*,
    story.kind,
    story.state,
    story.retain_data,
    possible.time_zone,
    possible.lapsed_at
  from assigned
  join story on story.id = assigned.story_id
  -- The wished zone, unless a change of its clocks or a leap day keeps the deadline from being exact there. On a leap
  -- day no instant a year ago leads to now, except where it is still the day before or already the day after.
  cross join lateral (
    select
      candidate.time_zone,
      candidate.lapsed_at
    from (
      select
        preference,
        time_zone,
        case
          when story.state = 'active' then null
          when assigned.biggest then pg_temp.now() - interval '960 hours'
          when story.period is null then pg_temp.now() - make_interval(secs => (
            lower(story.days_ago) * 86400
            + (upper(story.days_ago) - lower(story.days_ago)) * 86400
              * pg_temp.scatter(assigned.number + 9973)
              * pg_temp.scatter(assigned.number + 613)
              / 4294967296
          ))
          else pg_temp.minus(pg_temp.now(), story.period, time_zone) + make_interval(secs => story.seconds)
        end as lapsed_at
      from unnest(array[assigned.wished_zone, 'UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])
        with ordinality as zones (time_zone, preference)
    ) as candidate
    where candidate.lapsed_at is null
      or (
        pg_temp.unambiguous(candidate.lapsed_at, '5 days', candidate.time_zone)
        and pg_temp.unambiguous(candidate.lapsed_at, '1 year', candidate.time_zone)
        and (
          story.period is null
          or pg_temp.plus(candidate.lapsed_at, story.period, candidate.time_zone)
            = pg_temp.now() + make_interval(secs => story.seconds)
        )
      )
    order by candidate.preference
    limit 1
  ) as possible
),
-- Rows that come with an account and rows that come with each contact; the biggest account takes a tenth of all.
sized as (
  select
    dated.*,
    case
      when biggest then current_setting('demo.rows')::bigint / 10 / 11
      else greatest(1, floor(
        (current_setting('demo.rows')::bigint * 9 / 10 - current_setting('demo.accounts')::bigint * 45) / 10.4
        * (1.0 / (size_rank + 10))
        / sum(1.0 / (size_rank + 10)) over ()
      ))
    end::bigint as contacts
  from dated
),
counted as (
  select
    100000 + number as account_id,
    number,
    biggest,
    kind,
    state,
    retain_data,
    time_zone,
    lapsed_at,
    case
      when kind = 'trial' then 14 * 86400 + number % 16 * 86400
      else 60 * 86400 + pg_temp.scatter(number + 31) * 3000
    end + pg_temp.scatter(number) as age_seconds,
    contacts,
    1 + number % 3 + least(contacts / 500, 40) as users,
    1 + number % 4 + contacts / 1000 as lists,
    2 + number % 5 as tags,
    contacts / 5 as deals,
    1 + number % 4 + contacts / 250 as campaigns,
    1 + number % 3 as automations
  from sized
)
select
  counted.*,
  coalesce(lapsed_at, pg_temp.now()) as until,
  coalesce(lapsed_at, pg_temp.now()) - make_interval(secs => age_seconds) as since,
  (sum(contacts) over up_to_here)::bigint - contacts + 1 as first_contact,
  (sum(users) over up_to_here)::bigint - users + 1 as first_user,
  (sum(lists) over up_to_here)::bigint - lists + 1 as first_list,
  (sum(tags) over up_to_here)::bigint - tags + 1 as first_tag,
  (sum(deals) over up_to_here)::bigint - deals + 1 as first_deal,
  (sum(campaigns) over up_to_here)::bigint - campaigns + 1 as first_campaign,
  (sum(automations) over up_to_here)::bigint - automations + 1 as first_automation
from counted
window up_to_here as (order by number);

analyze account_plan;

-- step: accounts
insert into public.account (
  id, name, kind, state, lapsed_at, retain_data, time_zone, plan_code, country_code, created_at
)
select
  account_id,
  pg_temp.pick(
    array[
      'Alder', 'Beacon', 'Birchwood', 'Bluebell', 'Brightwater', 'Cedar', 'Clearfield', 'Copper', 'Crestline',
      'Dunmore', 'Eastgate', 'Elmhurst', 'Fairview', 'Falcon', 'Foxglove', 'Granite', 'Greenleaf', 'Harbour',
      'Hawthorn', 'Highland', 'Ironbridge', 'Juniper', 'Kestrel', 'Kingsway', 'Lakeside', 'Larkspur', 'Lighthouse',
      'Linden', 'Maple', 'Meridian', 'Millbrook', 'Northfield', 'Oakridge', 'Orchard', 'Pinecrest', 'Quarry',
      'Redwood', 'Rivermill', 'Rowan', 'Sandstone', 'Silverlake', 'Stonebridge', 'Summit', 'Tamarack', 'Thornbury',
      'Westbrook', 'Willow'
    ],
    number
  ) || ' ' || pg_temp.pick(
    array[
      'Analytics', 'Architects', 'Bakery', 'Bikes', 'Books', 'Catering', 'Ceramics', 'Cinema', 'Clinics', 'Coffee',
      'Consulting', 'Dental', 'Design', 'Engineering', 'Events', 'Fabrics', 'Fitness', 'Foods', 'Furniture', 'Gardens',
      'Hotels', 'Instruments', 'Interiors', 'Kitchens', 'Legal', 'Lighting', 'Logistics', 'Media', 'Motors', 'Music',
      'Optics', 'Outdoor', 'Partners', 'Pharmacy', 'Press', 'Properties', 'Robotics', 'Security', 'Sports', 'Studio',
      'Systems', 'Toys', 'Travel'
    ],
    number
  ) || ' ' || pg_temp.pick(
    array['Ltd', 'GmbH', 'Inc.', 'SARL', 'BV', 'Pty Ltd', '& Co.', 'Group'],
    pg_temp.scatter(number)
  ),
  kind,
  state,
  lapsed_at,
  retain_data,
  time_zone,
  case
    when kind = 'trial' then 'free-trial'
    when contacts > 500 then 'scale'
    when contacts > 50 then 'growth'
    else 'starter'
  end,
  case
    when time_zone = 'UTC' then pg_temp.pick(array['GB', 'IE', 'PT', 'BE', 'NL', 'SE'], number)
    when time_zone like 'America/%' then 'US'
    when time_zone = 'Asia/Tokyo' then 'JP'
    when time_zone like 'Asia/%' then 'IN'
    when time_zone like 'Australia/%' then 'AU'
    when time_zone like 'Pacific/%' then 'NZ'
    when time_zone like 'Africa/%' then 'KE'
    when time_zone = 'Europe/London' then 'GB'
    when time_zone = 'Europe/Paris' then 'FR'
    when time_zone = 'Europe/Madrid' then 'ES'
    else 'DE'
  end,
  since
from account_plan
order by account_id;

-- step: users
insert into public.app_user (id, account_id, email, full_name, role, last_seen_at, created_at)
select
  person.id,
  account_id,
  lower(person.first_name || '.' || person.last_name) || '.' || person.id || '@example.com',
  person.first_name || ' ' || person.last_name,
  case k when 1 then 'primary-administrator' when 2 then 'administrator' when 3 then 'viewer' else 'editor' end,
  until - make_interval(secs => least(age_seconds, pg_temp.scatter(person.id) * 20)),
  since + make_interval(secs => age_seconds * (k - 1) / users)
from account_plan
cross join generate_series(1, users) as k
cross join lateral (
  select
    first_user + k - 1 as id,
    pg_temp.pick(
      array[
        'Alice', 'Amir', 'Anna', 'Ben', 'Clara', 'Daniel', 'Elena', 'Emeka', 'Farid', 'Grace', 'Hana', 'Igor', 'Ines',
        'Jonas', 'Julia', 'Kenji', 'Laura', 'Liam', 'Maria', 'Marta', 'Nadia', 'Noah', 'Olga', 'Paul', 'Priya', 'Sara',
        'Sofia', 'Tom', 'Yuki'
      ],
      first_user + k
    ) as first_name,
    pg_temp.pick(
      array[
        'Adams', 'Becker', 'Costa', 'Dubois', 'Evans', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen', 'Kaur', 'Larsen',
        'Meyer', 'Novak', 'Okafor', 'Patel', 'Quinn', 'Rossi', 'Silva', 'Tanaka', 'Ueda', 'Varga', 'Weber', 'Young',
        'Zimmer'
      ],
      pg_temp.scatter(first_user + k)
    ) as last_name
) as person
order by person.id;

-- step: contacts
insert into public.contact (
  id, account_id, email, first_name, last_name, company, phone, country_code, status, created_at
)
select
  person.id,
  account_id,
  lower(person.first_name || '.' || person.last_name) || '.' || person.id || '@example.net',
  person.first_name,
  person.last_name,
  case when k % 3 = 0 then person.last_name || ' & Sons' end,
  case when k % 4 = 0 then '+44 20 7946 ' || lpad((person.id % 10000)::text, 4, '0') end,
  case
    when k % 10 < 8 then pg_temp.pick(array['DE', 'FR', 'GB', 'US', 'ES', 'IT', 'NL', 'SE', 'JP', 'BR'], person.id)
  end,
  case person.scattered % 20 when 0 then 'bounced' when 1 then 'unsubscribed' else 'subscribed' end,
  since + make_interval(secs => age_seconds * person.scattered / 65536)
from account_plan
cross join generate_series(1, contacts) as k
cross join lateral (
  select
    first_contact + k - 1 as id,
    pg_temp.scatter(first_contact + k) as scattered,
    pg_temp.pick(
      array[
        'Aaron', 'Adele', 'Bruno', 'Carla', 'Chen', 'Dora', 'Eric', 'Fatima', 'Felix', 'Gita', 'Hugo', 'Irene', 'Ivan',
        'Jack', 'Joana', 'Karim', 'Lena', 'Louis', 'Mia', 'Milan', 'Nina', 'Omar', 'Petra', 'Ravi', 'Rosa', 'Sven',
        'Tara', 'Viktor', 'Wanda', 'Zoe'
      ],
      first_contact + k
    ) as first_name,
    pg_temp.pick(
      array[
        'Abbott', 'Bauer', 'Conti', 'Diaz', 'Eriksen', 'Fontaine', 'Gupta', 'Hansen', 'Ivanov', 'Jones', 'Kowalski',
        'Lopez', 'Martin', 'Nguyen', 'Olsen', 'Peters', 'Ramos', 'Sato', 'Taylor', 'Urban', 'Vidal', 'Wagner', 'Yilmaz'
      ],
      pg_temp.scatter(first_contact + k)
    ) as last_name
) as person
order by person.id;

-- step: lists
insert into public.contact_list (id, account_id, name, created_at)
select
  first_list + k - 1,
  account_id,
  pg_temp.pick(
    array['All contacts', 'Newsletter', 'Customers', 'Prospects', 'Partners', 'Events', 'Press'], k - 1
  ) || case when k > 7 then ' ' || k else '' end,
  since
from account_plan
cross join generate_series(1, lists) as k;

insert into public.contact_list_member (list_id, contact_id, joined_at)
select
  first_list + (k + membership) % lists,
  first_contact + k - 1,
  since + make_interval(secs => age_seconds * pg_temp.scatter(first_contact + k) / 65536)
from account_plan
cross join generate_series(1, contacts) as k
cross join generate_series(1, least(lists, 1 + k % 2)) as membership;

-- step: tags
insert into public.tag (id, account_id, name, color)
select
  first_tag + k - 1,
  account_id,
  pg_temp.pick(array['VIP', 'Lead', 'Webinar', 'Trade fair', 'Renewal', 'Referral'], k - 1),
  pg_temp.pick(array['red', 'orange', 'green', 'blue', 'violet'], k)
from account_plan
cross join generate_series(1, tags) as k;

insert into public.contact_tag (contact_id, tag_id)
select
  first_contact + k - 1,
  first_tag + (k + mark) % tags
from account_plan
cross join generate_series(1, contacts) as k
cross join generate_series(1, k % 3) as mark;

-- step: deals
insert into public.deal (
  id, account_id, contact_id, owner_id, title, stage, amount, currency_code, closes_on, created_at
)
select
  first_deal + k - 1,
  account_id,
  first_contact + k * 5 - 1,
  first_user + k % users,
  pg_temp.pick(array['Annual contract', 'Pilot', 'Renewal', 'Extension', 'Training'], k) || ' ' || (first_deal + k - 1),
  pg_temp.pick(array['lead', 'qualified', 'proposal', 'won', 'lost'], pg_temp.scatter(first_deal + k)),
  500 + pg_temp.scatter(first_deal + k) * 0.5,
  pg_temp.pick(array['EUR', 'USD', 'GBP'], account_id),
  (until at time zone 'UTC')::date + 30 - (k % 60)::integer,
  since + make_interval(secs => age_seconds * pg_temp.scatter(first_deal + k) / 65536)
from account_plan
cross join generate_series(1, deals) as k;

-- step: notes
insert into public.note (id, record_type, record_id, author, body, created_at)
select
  row_number() over (order by account_id, record_type, record_id),
  record_type,
  record_id,
  'User ' || (first_user + record_id % users),
  pg_temp.pick(
    array[
      'Called, asked to be called back next week.', 'Sent the price list.', 'Wants a demonstration for the whole team.',
      'Met at the trade fair; interested in automation.', 'Prefers e-mail.', 'Contract is with their legal department.'
    ],
    record_id
  ),
  since + make_interval(secs => age_seconds * pg_temp.scatter(record_id) / 65536)
from (
  select
    account_plan.*,
    'Contact' as record_type,
    first_contact + k - 1 as record_id
  from account_plan
  cross join generate_series(1, contacts, 3) as k
  union all
  select
    account_plan.*,
    'Deal',
    first_deal + k - 1
  from account_plan
  cross join generate_series(1, deals, 2) as k
) as noted;

-- step: campaigns
insert into public.campaign (id, account_id, created_by, list_id, name, subject, status, scheduled_at)
select
  first_campaign + k - 1,
  account_id,
  first_user + k % users,
  first_list + k % lists,
  pg_temp.pick(array['Spring offer', 'Newsletter', 'Product news', 'Invitation', 'Season greetings'], k) || ' ' || k,
  pg_temp.pick(
    array['What is new this month', 'You are invited', 'An offer for you', 'Thank you for this year'],
    first_campaign + k
  ),
  'sent',
  since + make_interval(secs => age_seconds * k / (campaigns + 1))
from account_plan
cross join generate_series(1, campaigns) as k;

-- step: messages
insert into public.message (id, campaign_id, contact_id, status, sent_at, opened_at)
select
  row_number() over (order by account_id, k, nth),
  first_campaign + sent.campaign - 1,
  first_contact + k - 1,
  sent.status,
  sent.at,
  case
    when sent.status in ('opened', 'clicked') then sent.at + make_interval(secs => pg_temp.scatter(first_contact + k))
  end
from account_plan
cross join generate_series(1, contacts) as k
cross join generate_series(1, least(campaigns, 2 + k % 3)) as nth
cross join lateral (
  select
    1 + (k + nth) % campaigns as campaign,
    pg_temp.pick(
      array['delivered', 'opened', 'delivered', 'clicked', 'sent', 'opened', 'delivered', 'bounced'],
      pg_temp.scatter(first_contact + k * 4 + nth)
    ) as status,
    since + make_interval(secs => age_seconds * (1 + (k + nth) % campaigns) / (campaigns + 1)) as at
) as sent;

-- step: automations
insert into public.automation (id, account_id, name, trigger_kind, enabled, created_at)
select
  first_automation + k - 1,
  account_id,
  pg_temp.pick(array['Welcome series', 'Birthday', 'Win back'], k - 1),
  pg_temp.pick(array['contact-created', 'date-reached', 'no-activity'], k - 1),
  state = 'active' or k = 1,
  since
from account_plan
cross join generate_series(1, automations) as k;

-- Five steps each: the third decides, the fourth and the fifth both follow it.
insert into public.automation_step (id, automation_id, parent_step_id, kind, settings)
select
  (automation.id - 1) * 5 + step.number,
  automation.id,
  (automation.id - 1) * 5 + step.parent,
  step.kind,
  step.settings
from public.automation
cross join (
  values
    (1, null, 'trigger', jsonb '{}'),
    (2, 1, 'wait', jsonb '{"hours": 24}'),
    (3, 2, 'condition', jsonb '{"opened": true}'),
    (4, 3, 'send', jsonb '{"template": "thank-you"}'),
    (5, 3, 'tag', jsonb '{"tag": "Lead"}')
) as step (number, parent, kind, settings)
order by 1;

insert into public.automation_run (id, account_id, automation_id, current_step_id, contact_id, status, started_at)
select
  row_number() over (order by account_id, k),
  account_id,
  first_automation + k % automations,
  (first_automation + k % automations - 1) * 5 + 1 + k % 5,
  first_contact + k - 1,
  case when k % 5 >= 3 then 'finished' when state = 'active' then 'running' else 'stopped' end,
  since + make_interval(secs => age_seconds * pg_temp.scatter(first_contact + k) / 65536)
from account_plan
cross join generate_series(1, contacts) as k
where k % 5 < 4;

-- step: events
-- Most of them in the last year before the account lapsed, or before now.
insert into public.event (id, account_id, contact_id, kind, occurred_at, properties)
select
  row_number() over (order by account_id, k, nth),
  account_id,
  case when (k + nth) % 10 > 0 then first_contact + k - 1 end,
  pg_temp.pick(
    array['page-viewed', 'form-submitted', 'link-clicked', 'file-downloaded', 'page-viewed'],
    pg_temp.scatter(first_contact + k * 5 + nth)
  ),
  until - make_interval(
    secs => least(age_seconds, 370 * 86400) * pg_temp.scatter(first_contact * 7 + k * 5 + nth) / 65536
  ),
  jsonb_build_object('path', '/' || pg_temp.pick(array['pricing', 'blog', 'contact', 'product', 'webinar'], k + nth))
from account_plan
cross join generate_series(1, contacts) as k
cross join generate_series(1, 1 + k % 5) as nth;

-- step: reports
insert into public.report (id, account_id, name, definition, created_at)
select
  row_number() over (order by account_id, k),
  account_id,
  pg_temp.pick(array['Campaign results', 'Pipeline', 'List growth', 'Revenue by source', 'Activity'], k),
  jsonb_build_object('period', 'P' || 1 + k % 12 || 'M', 'chart', pg_temp.pick(array['bar', 'line', 'table'], k)),
  since
from account_plan
cross join generate_series(1, 1 + number % 5) as k;

-- step: attachments
insert into public.attachment (
  id, account_id, record_type, record_id, file_name, content_type, size_bytes, storage_key, created_at
)
select
  row_number() over (order by account_id, record_type, record_id),
  account_id,
  record_type,
  record_id,
  case record_type when 'Deal' then 'offer-' || record_id || '.pdf' else 'banner-' || record_id || '.png' end,
  case record_type when 'Deal' then 'application/pdf' else 'image/png' end,
  20000 + pg_temp.scatter(record_id) * 40,
  account_id || '/' || lower(record_type) || '/' || record_id,
  since
from (
  select
    account_id,
    since,
    'Deal' as record_type,
    first_deal + k - 1 as record_id
  from account_plan
  cross join generate_series(1, deals, 4) as k
  union all
  select
    account_id,
    since,
    'Campaign',
    first_campaign + k - 1
  from account_plan
  cross join generate_series(1, campaigns) as k
) as attached;

-- step: billing
-- Only direct accounts pay here: a trial is never billed, and a resold account is billed by its provider.
insert into public.payment_method (id, account_id, holder, brand, last_four, token, expires_on, created_at)
select
  row_number() over (order by account.id, k),
  account.id,
  account.name,
  pg_temp.pick(array['visa', 'mastercard', 'amex'], account.id + k),
  lpad((pg_temp.scatter(account.id + k) % 10000)::text, 4, '0'),
  'pm_' || md5(account.id || ':' || k),
  (pg_temp.now() at time zone 'UTC')::date + (pg_temp.scatter(account.id) % 1000)::integer,
  account.created_at
from public.account
cross join generate_series(1, case when account.id % 7 = 0 then 2 else 1 end) as k
where account.kind = 'direct';

insert into public.invoice (
  id, account_number, number, billed_to, plan_code, net, tax, currency_code, issued_on, paid_at
)
select
  row_number() over (order by account.id, k),
  account.id,
  'INV-' || account.id || '-' || lpad(k::text, 3, '0'),
  account.name || ', ' || account.country_code,
  plan.code,
  plan.monthly_price,
  plan.monthly_price * 0.2,
  plan.currency_code,
  (issued.at at time zone 'UTC')::date,
  case when issued.at + interval '72 hours' <= pg_temp.now() then issued.at + interval '72 hours' end
from public.account
join public.plan on plan.code = account.plan_code
join account_plan on account_plan.account_id = account.id
cross join lateral (
  select least(36, account_plan.age_seconds / 2592000) as number
) as months
cross join generate_series(1, months.number) as k
cross join lateral (
  select account_plan.until - make_interval(secs => (months.number - k) * 2592000) as at
) as issued
where account.kind = 'direct';

-- step: snapshot
-- What expected.sql compares with after the night. Schema demo is not part of the product and not in the catalog: it
-- copies no contents, only ids, counts and checksums.
create schema demo;

create table demo.account_before as
select
  id,
  kind,
  state,
  lapsed_at,
  retain_data,
  time_zone
from public.account;

-- Whose note it is; it can no longer be seen from the note once its contact or deal is gone.
create table demo.note_before as
select
  note.id as note_id,
  coalesce(contact.account_id, deal.account_id) as account_id
from public.note
left join public.contact on note.record_type = 'Contact' and contact.id = note.record_id
left join public.deal on note.record_type = 'Deal' and deal.id = note.record_id;

-- Rows of each account in each table, by every path, as they are now. A changed row must be noticed too: the
-- checksum adds up the hashes of whole rows.
create view demo.rows_now as
select
  account.id as account_id,
  'account' as table_name,
  count(*) as rows,
  sum(hash_record_extended(account, 0)) as checksum
from public.account
group by 1
union all
select
  app_user.account_id as account_id,
  'app_user' as table_name,
  count(*) as rows,
  sum(hash_record_extended(app_user, 0)) as checksum
from public.app_user
group by 1
union all
select
  contact.account_id as account_id,
  'contact' as table_name,
  count(*) as rows,
  sum(hash_record_extended(contact, 0)) as checksum
from public.contact
group by 1
union all
select
  contact_list.account_id as account_id,
  'contact_list' as table_name,
  count(*) as rows,
  sum(hash_record_extended(contact_list, 0)) as checksum
from public.contact_list
group by 1
union all
select
  contact_list.account_id as account_id,
  'contact_list_member' as table_name,
  count(*) as rows,
  sum(hash_record_extended(contact_list_member, 0)) as checksum
from public.contact_list_member
join public.contact_list on contact_list.id = contact_list_member.list_id
group by 1
union all
select
  tag.account_id as account_id,
  'tag' as table_name,
  count(*) as rows,
  sum(hash_record_extended(tag, 0)) as checksum
from public.tag
group by 1
union all
select
  contact.account_id as account_id,
  'contact_tag' as table_name,
  count(*) as rows,
  sum(hash_record_extended(contact_tag, 0)) as checksum
from public.contact_tag
join public.contact on contact.id = contact_tag.contact_id
group by 1
union all
select
  deal.account_id as account_id,
  'deal' as table_name,
  count(*) as rows,
  sum(hash_record_extended(deal, 0)) as checksum
from public.deal
group by 1
union all
select
  note_before.account_id as account_id,
  'note' as table_name,
  count(*) as rows,
  sum(hash_record_extended(note, 0)) as checksum
from public.note
left join demo.note_before on note_before.note_id = note.id
group by 1
union all
select
  campaign.account_id as account_id,
  'campaign' as table_name,
  count(*) as rows,
  sum(hash_record_extended(campaign, 0)) as checksum
from public.campaign
group by 1
union all
select
  campaign.account_id as account_id,
  'message' as table_name,
  count(*) as rows,
  sum(hash_record_extended(message, 0)) as checksum
from public.message
join public.campaign on campaign.id = message.campaign_id
group by 1
union all
select
  automation.account_id as account_id,
  'automation' as table_name,
  count(*) as rows,
  sum(hash_record_extended(automation, 0)) as checksum
from public.automation
group by 1
union all
select
  automation.account_id as account_id,
  'automation_step' as table_name,
  count(*) as rows,
  sum(hash_record_extended(automation_step, 0)) as checksum
from public.automation_step
join public.automation on automation.id = automation_step.automation_id
group by 1
union all
select
  automation_run.account_id as account_id,
  'automation_run' as table_name,
  count(*) as rows,
  sum(hash_record_extended(automation_run, 0)) as checksum
from public.automation_run
group by 1
union all
select
  event.account_id as account_id,
  'event' as table_name,
  count(*) as rows,
  sum(hash_record_extended(event, 0)) as checksum
from public.event
group by 1
union all
select
  report.account_id as account_id,
  'report' as table_name,
  count(*) as rows,
  sum(hash_record_extended(report, 0)) as checksum
from public.report
group by 1
union all
select
  attachment.account_id as account_id,
  'attachment' as table_name,
  count(*) as rows,
  sum(hash_record_extended(attachment, 0)) as checksum
from public.attachment
group by 1
union all
select
  payment_method.account_id as account_id,
  'payment_method' as table_name,
  count(*) as rows,
  sum(hash_record_extended(payment_method, 0)) as checksum
from public.payment_method
group by 1
union all
select
  invoice.account_number as account_id,
  'invoice' as table_name,
  count(*) as rows,
  sum(hash_record_extended(invoice, 0)) as checksum
from public.invoice
group by 1;

create table demo.rows_before as
select
  account_id,
  table_name,
  rows,
  checksum
from demo.rows_now;

-- The state that each account must have at demo.now, worked out by the calendar from the account as it was before the
-- night: without Lapse, and again with every question. expected.sql explains the states.
--
-- A deadline is the wall clock of the lapse in the account's zone, plus the period, read in that zone again. Adding an
-- interval to a timestamptz would count in the zone of the session. PostgreSQL and ZonedDateTime.plus agree on this, 29
-- February included, and where the wall clock skips the result both use the offset from before the change. They part
-- where it shows the result twice, as clocks go back: ZonedDateTime keeps the offset of the lapse if it is one of the
-- two, else takes the earlier instant, and PostgreSQL takes the later one. generate.sql leaves out lapses whose
-- deadlines fall into either hour.
create view demo.expectation as
select
  id as account_id,
  state <> 'active' as lapsed,
  case
    when state = 'active' then 'active'
    when current_setting('demo.now')::timestamptz
      < (lapsed_at at time zone time_zone + interval '5 days') at time zone time_zone then 'grace'
    when state = 'trial-ended' then 'cut-off'
    when not retain_data then 'purged'
    when current_setting('demo.now')::timestamptz
      < (lapsed_at at time zone time_zone + interval '1 year') at time zone time_zone then 'retained'
    else 'expired'
  end as state
from demo.account_before;
