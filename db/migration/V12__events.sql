-- What is told to the world outside: written in the transaction of what it speaks of, delivered afterwards.

create table lapse.installation (
  id uuid not null default gen_random_uuid(),
  only_one boolean primary key default true check (only_one)
);
comment on table lapse.installation is 'One row: which installation of Lapse this is.';
comment on column lapse.installation.id is 'Part of the source of every event, unless the settings name another source.';
comment on column lapse.installation.only_one is 'Keeps it at one row.';
insert into lapse.installation default values;

create table lapse.event (
  number bigint generated always as identity primary key,
  id uuid not null unique,
  type text not null,
  account_id text not null,
  lapse_number integer not null,
  at timestamptz not null,
  recorded_at timestamptz not null,
  valid_until timestamptz,
  data jsonb not null
);
comment on table lapse.event is 'What happened to accounts, to be told outside. No personal data. Removed after 30 days, unless a delivery of it is open or dead.';
comment on column lapse.event.number is 'Order of the events of one account: whoever writes one holds the lock of the account''s row.';
comment on column lapse.event.id is 'Names the event outside, the same at every attempt to deliver it.';
comment on column lapse.event.type is 'account.lapsed, account.cut-off, …';
comment on column lapse.event.account_id is 'The account.';
comment on column lapse.event.lapse_number is 'The lapse of the account.';
comment on column lapse.event.at is 'When it happened.';
comment on column lapse.event.recorded_at is 'When it was written here.';
comment on column lapse.event.valid_until is 'A reminder is not sent from this instant on; null for what stays true.';
comment on column lapse.event.data is 'Ids, instants, kinds and versions, as asyncapi.yaml describes them.';
create index event_recorded on lapse.event (recorded_at);

create table lapse.delivery (
  destination text not null,
  event_number bigint not null references lapse.event (number) on delete cascade,
  account_id text not null,
  state text not null check (state in ('pending', 'delivered', 'dead', 'superseded')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  lease uuid,
  leased_until timestamptz,
  last_status integer,
  last_error text,
  delivered_at timestamptz,
  resent_by text,
  resent_at timestamptz,
  primary key (destination, event_number),
  check ((lease is null) = (leased_until is null)),
  check ((state = 'delivered') = (delivered_at is not null))
);
comment on table lapse.delivery is 'Each event for each destination that wants its type, and how far its delivery came.';
comment on column lapse.delivery.destination is 'Name of the webhook, or kafka.';
comment on column lapse.delivery.event_number is 'The event.';
comment on column lapse.delivery.account_id is 'The account of the event: its events are delivered one after the other.';
comment on column lapse.delivery.state is 'pending, delivered, dead (given up until an operator sends it again), or superseded (a reminder that is no longer true).';
comment on column lapse.delivery.attempts is 'Attempts that were begun since it was written or sent again.';
comment on column lapse.delivery.next_attempt_at is 'No attempt before this instant.';
comment on column lapse.delivery.lease is 'The attempt that is under way.';
comment on column lapse.delivery.leased_until is 'Until when nobody else attempts it; then the node that did is taken for dead.';
comment on column lapse.delivery.last_status is 'HTTP status of the last answer; null if there was none.';
comment on column lapse.delivery.last_error is 'Why the last attempt failed, in words of Lapse: nothing of what the receiver wrote.';
comment on column lapse.delivery.delivered_at is 'When the destination had it.';
comment on column lapse.delivery.resent_by is 'Who sent it again after it was dead.';
comment on column lapse.delivery.resent_at is 'When that was.';
create index delivery_due on lapse.delivery (destination, next_attempt_at, event_number) where state = 'pending';
create index delivery_account on lapse.delivery (account_id, destination, event_number);
create index delivery_event on lapse.delivery (event_number);
create index delivery_dead on lapse.delivery (destination, event_number) where state = 'dead';

create table lapse.destination (
  name text primary key,
  stopped_at timestamptz,
  resumed_by text,
  resumed_at timestamptz,
  resumes integer not null default 0
);
comment on table lapse.destination is 'Destinations that were stopped once.';
comment on column lapse.destination.name is 'Name of the webhook.';
comment on column lapse.destination.stopped_at is 'When it said that it is gone for good; null if it is resumed.';
comment on column lapse.destination.resumed_by is 'Who resumed it last.';
comment on column lapse.destination.resumed_at is 'When that was.';
comment on column lapse.destination.resumes is 'How often it was resumed: what it answers to an attempt begun before the last time does not stop it again.';

create table lapse.reminder (
  account_id text not null,
  lapse_number integer not null,
  milestone text not null,
  kind text not null check (kind in ('grace-ending', 'retention-ending')),
  due_at timestamptz not null,
  deadline timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'skipped', 'withdrawn')),
  decided_at timestamptz,
  primary key (account_id, lapse_number, milestone),
  check (due_at < deadline)
);
comment on table lapse.reminder is 'When an account is reminded of a deadline, once per milestone of a lapse.';
comment on column lapse.reminder.account_id is 'The account.';
comment on column lapse.reminder.lapse_number is 'The lapse whose deadline it is.';
comment on column lapse.reminder.milestone is 'The kind and the days before the deadline, such as grace-ending-2.';
comment on column lapse.reminder.kind is 'grace-ending or retention-ending.';
comment on column lapse.reminder.due_at is 'From when it is sent.';
comment on column lapse.reminder.deadline is 'What it reminds of; it is not sent from then on.';
comment on column lapse.reminder.state is 'waiting, sent (an event was written), skipped (its time was over, or a later one took its place), or withdrawn (the deadline is no longer there).';
comment on column lapse.reminder.decided_at is 'When it was sent, skipped or withdrawn.';
create index reminder_waiting on lapse.reminder (due_at) where state = 'waiting';
