-- Lapse's own tables. Every instant is stored with microseconds; deadlines are rounded up and the present is rounded down,
-- so that nothing is ever due early.

create table lapse.policy (
  version text primary key,
  features text[] not null,
  is_current boolean not null,
  first_used_at timestamptz not null default now()
);
comment on table lapse.policy is 'Each policy that deadlines were computed with.';
comment on column lapse.policy.version is 'The version named in policy.yaml, a dash, and eight digits of the SHA-256 of its rules.';
comment on column lapse.policy.features is 'Features and data accesses that a cut-off switches off, as named in policy.yaml.';
comment on column lapse.policy.is_current is 'True for the policy that the program started last was given.';
comment on column lapse.policy.first_used_at is 'When a program first started with it.';
create unique index policy_one_current on lapse.policy (is_current) where is_current;

create table lapse.account (
  id text primary key check (id <> ''),
  name text,
  kind text not null check (kind in ('direct', 'trial', 'resold')),
  state text not null check (state in ('active', 'paused', 'closed', 'trial-ended')),
  cell text not null,
  time_zone text not null,
  lapse_number integer not null default 0,
  lapsed_at timestamptz,
  retain_data boolean not null default false,
  reason text,
  expected_length text,
  policy_version text references lapse.policy (version),
  cut_off_due timestamptz,
  purge_due timestamptz,
  expire_due timestamptz,
  last_paused_at timestamptz,
  reactivated_at timestamptz,
  billing_removed_at timestamptz,
  cut_off_at timestamptz,
  point_of_no_return_at timestamptz,
  erased_at timestamptz,
  created_at timestamptz not null default now(),
  check ((state = 'active') = (lapsed_at is null)),
  check ((state = 'active') = (cut_off_due is null)),
  check (purge_due is null or expire_due is null),
  check (purge_due >= cut_off_due),
  check (expire_due >= cut_off_due),
  check (erased_at is null or point_of_no_return_at is not null),
  check (state <> 'active' or (purge_due is null and expire_due is null))
);
comment on table lapse.account is 'One customer of the product, its current lapse and what was carried out of it.';
comment on column lapse.account.id is 'The key of the account in the stores, as text.';
comment on column lapse.account.name is 'For people who read the pages. Removed when the account is erased.';
comment on column lapse.account.kind is 'direct, trial or resold.';
comment on column lapse.account.state is 'active, paused, closed or trial-ended.';
comment on column lapse.account.cell is 'The shard of the product in which the account lives.';
comment on column lapse.account.time_zone is 'IANA name; calendar periods are applied in it.';
comment on column lapse.account.lapse_number is 'Counts the lapses of the account. A plan acts only on the lapse that it planned for.';
comment on column lapse.account.lapsed_at is 'Instant of the current lapse; null while active.';
comment on column lapse.account.retain_data is 'The retention choice made at pausing.';
comment on column lapse.account.reason is 'Why the account was paused or closed, in the words of the customer. Removed when the account is erased.';
comment on column lapse.account.expected_length is 'How long the customer expects a pause to last, as an ISO-8601 period.';
comment on column lapse.account.policy_version is 'The policy that the deadlines were computed with.';
comment on column lapse.account.cut_off_due is 'Instant from which access is billing-only.';
comment on column lapse.account.purge_due is 'Instant from which the purge may begin; null if there is none.';
comment on column lapse.account.expire_due is 'Instant from which retained data may be erased; null if there is none.';
comment on column lapse.account.last_paused_at is 'Instant of the last pause; it limits the next one. Survives a reactivation.';
comment on column lapse.account.reactivated_at is 'Instant of the last reactivation.';
comment on column lapse.account.billing_removed_at is 'When the payment details of the current lapse were removed.';
comment on column lapse.account.cut_off_at is 'When the cut-off of the current lapse was carried out.';
comment on column lapse.account.point_of_no_return_at is 'When the erasure of the account was committed to.';
comment on column lapse.account.erased_at is 'When verification found nothing left.';
comment on column lapse.account.created_at is 'When Lapse first heard of the account.';
create index account_billing_due on lapse.account (cell, lapsed_at) where state <> 'active' and billing_removed_at is null;
create index account_cut_off_due on lapse.account (cell, cut_off_due) where state <> 'active' and cut_off_at is null;
create index account_purge_due on lapse.account (cell, purge_due) where purge_due is not null and erased_at is null;
create index account_expire_due on lapse.account (cell, expire_due) where expire_due is not null and erased_at is null;

create table lapse.hold (
  account_id text not null references lapse.account (id),
  name text not null check (name <> ''),
  reason text not null,
  placed_by text not null,
  placed_at timestamptz not null,
  until timestamptz,
  released_by text,
  released_at timestamptz,
  release_reason text,
  primary key (account_id, name, placed_at)
);
comment on table lapse.hold is 'Named reasons that forbid the erasure of an account until they are released.';
comment on column lapse.hold.account_id is 'The account that must not be erased.';
comment on column lapse.hold.name is 'Name of the hold, unique among the active holds of the account.';
comment on column lapse.hold.reason is 'Why.';
comment on column lapse.hold.placed_by is 'Who placed it.';
comment on column lapse.hold.placed_at is 'When it was placed.';
comment on column lapse.hold.until is 'The hold ends by itself at this instant; null: only by release.';
comment on column lapse.hold.released_by is 'Who released it.';
comment on column lapse.hold.released_at is 'When it was released; null while it is active.';
comment on column lapse.hold.release_reason is 'Why it was released.';
create unique index hold_one_active on lapse.hold (account_id, name) where released_at is null;

create table lapse.run (
  id bigint generated always as identity primary key,
  token uuid not null default gen_random_uuid() unique,
  job text not null check (job in ('remove-billing-details', 'cut-off', 'purge', 'expire')),
  cell text not null,
  as_of timestamptz not null,
  rerun integer not null default 0,
  account_filter text[] not null default '{}',
  mode text not null check (mode in ('observe', 'enforce')),
  dry_run boolean not null,
  scheduled boolean not null,
  actor text not null,
  reason text,
  policy_version text not null references lapse.policy (version),
  catalog_version text not null,
  status text not null check (status in ('running', 'completed', 'partial', 'failed', 'stopped', 'awaiting-approval')),
  stop_cause text check (stop_cause in ('operator', 'window', 'shutdown', 'crash', 'superseded')),
  stop_requested_by text,
  started_at timestamptz not null,
  ended_at timestamptz,
  plan_frozen_at timestamptz,
  over_limit text,
  approved_by text,
  approved_at timestamptz,
  approval_reason text,
  superseded_by bigint references lapse.run (id),
  error text,
  batch_job_execution_id bigint
);
comment on table lapse.run is 'One execution of one job for one business date and one cell.';
comment on column lapse.run.id is 'The number by which people name the run.';
comment on column lapse.run.token is 'Names the run in the stores; unique across installations.';
comment on column lapse.run.job is 'remove-billing-details, cut-off, purge or expire.';
comment on column lapse.run.cell is 'The cell whose accounts the run acts on.';
comment on column lapse.run.as_of is 'Business date: what is due at this instant or before is acted on.';
comment on column lapse.run.rerun is '0 for the first run of a business date, then 1, 2, …';
comment on column lapse.run.account_filter is 'The accounts the run was limited to, sorted; empty for all.';
comment on column lapse.run.mode is 'observe plans and reports; enforce acts.';
comment on column lapse.run.dry_run is 'True if an operator asked for a dry run.';
comment on column lapse.run.scheduled is 'True if the schedule started it last, so that the window of the job applies.';
comment on column lapse.run.actor is 'Who or what started it.';
comment on column lapse.run.reason is 'Why a rerun was asked for.';
comment on column lapse.run.policy_version is 'The policy in force when the plan was made.';
comment on column lapse.run.catalog_version is 'Digest of the catalog in force when the plan was made.';
comment on column lapse.run.status is 'running, completed, partial, failed, stopped or awaiting-approval.';
comment on column lapse.run.stop_cause is 'Why a stopped run stopped.';
comment on column lapse.run.stop_requested_by is 'Who asked the run to stop at the next account; null if nobody did.';
comment on column lapse.run.started_at is 'When it was started first.';
comment on column lapse.run.ended_at is 'When it ended last; null while it runs.';
comment on column lapse.run.plan_frozen_at is 'When the plan was written; nothing is planned again after it.';
comment on column lapse.run.over_limit is 'The limit that the plan exceeds, in words; null if none.';
comment on column lapse.run.approved_by is 'Who approved the plan.';
comment on column lapse.run.approved_at is 'When it was approved.';
comment on column lapse.run.approval_reason is 'Why it was approved.';
comment on column lapse.run.superseded_by is 'The rerun that took the place of this run while it waited for approval.';
comment on column lapse.run.error is 'Why the run as a whole failed.';
comment on column lapse.run.batch_job_execution_id is 'The last execution in Spring Batch''s job repository.';
create unique index run_once_per_slot on lapse.run (job, cell, as_of, rerun, md5(account_filter::text)) where mode = 'enforce' and not dry_run;
create unique index run_observed_once_per_slot on lapse.run (job, cell, as_of, rerun, md5(account_filter::text)) where mode = 'observe' and not dry_run;
create index run_newest on lapse.run (job, cell, as_of desc, rerun desc);

create table lapse.plan_item (
  run_id bigint not null references lapse.run (id),
  account_id text not null,
  lapse_number integer not null,
  due_at timestamptz not null,
  rows_planned bigint not null default 0,
  outcome text not null check (outcome in ('planned', 'acted', 'done', 'skipped', 'failed')),
  reason text,
  rows_by_set jsonb not null default '{}',
  decided_at timestamptz,
  primary key (run_id, account_id)
);
comment on table lapse.plan_item is 'The frozen plan of a run, one row per account, and what became of each.';
comment on column lapse.plan_item.run_id is 'The run.';
comment on column lapse.plan_item.account_id is 'The account.';
comment on column lapse.plan_item.lapse_number is 'The lapse that was planned for.';
comment on column lapse.plan_item.due_at is 'The stored deadline that made it due.';
comment on column lapse.plan_item.rows_planned is 'Rows counted when the plan was frozen.';
comment on column lapse.plan_item.outcome is 'planned, acted (not yet verified), done, skipped or failed.';
comment on column lapse.plan_item.reason is 'Why it was skipped or failed.';
comment on column lapse.plan_item.rows_by_set is 'Rows erased in this run, by store.table.';
comment on column lapse.plan_item.decided_at is 'When the outcome was written.';
create index plan_item_open on lapse.plan_item (run_id, outcome, due_at, account_id);
create index plan_item_account on lapse.plan_item (account_id);

create table lapse.slot (
  job text not null,
  cell text not null,
  cron text not null,
  zone text not null,
  known_since timestamptz not null,
  last_slot timestamptz,
  primary key (job, cell)
);
comment on table lapse.slot is 'Since when each job and cell is scheduled, and the last business date that was started.';
comment on column lapse.slot.job is 'The job.';
comment on column lapse.slot.cell is 'The cell.';
comment on column lapse.slot.cron is 'The cron expression in force.';
comment on column lapse.slot.zone is 'The zone in which it is read.';
comment on column lapse.slot.known_since is 'Slots before this instant are not made up for.';
comment on column lapse.slot.last_slot is 'The newest business date that the schedule started a run for.';
