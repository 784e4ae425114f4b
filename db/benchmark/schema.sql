-- A product of 12 tables in which the rows of different accounts are interleaved, as in a product that has been in use:
-- 2,000 accounts, about 9,300,000 rows. Every tenth account is closed: 200 accounts with about 925,000 rows.
-- With "set benchmark.scale = 0.1" before it there are a tenth of the rows, for a quick try.
create function pg_temp.scaled(count bigint) returns bigint language sql stable as $$
  -- a multiple of the number of accounts: only then do rows that refer to each other belong to the same account
  select greatest(1, round(count * coalesce(current_setting('benchmark.scale', true), '1')::numeric / 2000))::bigint * 2000
$$;

create table account (
  id bigint primary key,
  name text not null,
  state text not null
);
create table app_user (
  id bigint primary key,
  account_id bigint not null,
  email text not null
);
create table contact (
  id bigint primary key,
  account_id bigint not null,
  email text not null,
  payload text not null
);
create table tag (
  id bigint primary key,
  account_id bigint not null,
  name text not null
);
create table contact_tag (
  contact_id bigint not null,
  tag_id bigint not null,
  primary key (contact_id, tag_id)
);
create table deal (
  id bigint primary key,
  account_id bigint not null,
  contact_id bigint not null,
  payload text not null
);
create table note (
  id bigint primary key,
  account_id bigint not null,
  deal_id bigint not null,
  payload text not null
);
create table campaign (
  id bigint primary key,
  account_id bigint not null,
  name text not null
);
create table message (
  id bigint primary key,
  campaign_id bigint not null,
  contact_id bigint not null,
  payload text not null
);
create table event (
  id bigint primary key,
  account_id bigint not null,
  contact_id bigint not null,
  payload text not null
);
create table report (
  id bigint primary key,
  account_id bigint not null,
  payload text not null
);
create table attachment (
  id bigint primary key,
  account_id bigint not null,
  deal_id bigint not null,
  payload text not null
);

-- the account of row g is 1 + g % 2000: neighbours in a table belong to different accounts
insert into account select g, 'account ' || g, case when g % 10 = 0 then 'closed' else 'active' end from generate_series(1, 2000) g;
insert into app_user select g, 1 + g % 2000, g || '@example.com' from generate_series(1, pg_temp.scaled(10000)) g;
insert into contact select g, 1 + g % 2000, g || '@example.com', repeat('c', 80) from generate_series(1, pg_temp.scaled(1400000)) g;
insert into tag select g, 1 + g % 2000, 'tag ' || g from generate_series(1, pg_temp.scaled(20000)) g;
insert into contact_tag select g, 1 + (g - 1) % pg_temp.scaled(20000) from generate_series(1, pg_temp.scaled(1400000)) g;
insert into deal select g, 1 + g % 2000, g, repeat('d', 100) from generate_series(1, pg_temp.scaled(400000)) g;
insert into note select g, 1 + g % 2000, 1 + (g - 1) % pg_temp.scaled(400000), repeat('n', 100) from generate_series(1, pg_temp.scaled(740000)) g;
insert into campaign select g, 1 + g % 2000, 'campaign ' || g from generate_series(1, pg_temp.scaled(20000)) g;
insert into message select g, 1 + (g - 1) % pg_temp.scaled(20000), 1 + (g - 1) % pg_temp.scaled(1400000), repeat('m', 60) from generate_series(1, pg_temp.scaled(2320000)) g;
insert into event select g, 1 + g % 2000, 1 + (g - 1) % pg_temp.scaled(1400000), repeat('e', 60) from generate_series(1, pg_temp.scaled(2700000)) g;
insert into report select g, 1 + g % 2000, repeat('r', 200) from generate_series(1, pg_temp.scaled(50000)) g;
insert into attachment select g, 1 + g % 2000, 1 + (g - 1) % pg_temp.scaled(400000), repeat('a', 100) from generate_series(1, pg_temp.scaled(200000)) g;

create index on app_user (account_id);
create index on contact (account_id);
create index on tag (account_id);
create index on contact_tag (tag_id);
create index on deal (account_id);
create index on deal (contact_id);
create index on note (account_id);
create index on note (deal_id);
create index on campaign (account_id);
create index on message (campaign_id);
create index on message (contact_id);
create index on event (account_id);
create index on event (contact_id);
create index on report (account_id);
create index on attachment (account_id);
create index on attachment (deal_id);

alter table app_user add foreign key (account_id) references account;
alter table contact add foreign key (account_id) references account;
alter table tag add foreign key (account_id) references account;
alter table contact_tag add foreign key (contact_id) references contact;
alter table contact_tag add foreign key (tag_id) references tag;
alter table deal add foreign key (account_id) references account;
alter table deal add foreign key (contact_id) references contact;
alter table note add foreign key (account_id) references account;
alter table note add foreign key (deal_id) references deal;
alter table campaign add foreign key (account_id) references account;
alter table message add foreign key (campaign_id) references campaign;
alter table message add foreign key (contact_id) references contact;
alter table event add foreign key (account_id) references account;
alter table event add foreign key (contact_id) references contact;
alter table report add foreign key (account_id) references account;
alter table attachment add foreign key (account_id) references account;
alter table attachment add foreign key (deal_id) references deal;
