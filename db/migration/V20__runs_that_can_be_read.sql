-- Who did what to a run, what a plan that waits for approval would do, and where exactly an account failed.

-- Rather fail, and be tried again, than make whoever waits for these tables wait long.
set local lock_timeout = '3s';

alter table lapse.run add column history jsonb not null default '[]';
comment on column lapse.run.history is 'Who started, resumed, stopped, approved, rejected or superseded it, when (ISO-8601) and why, oldest first.';
alter table lapse.run add column planned_sets jsonb not null default '{}';
comment on column lapse.run.planned_sets is 'Rows that the plan would erase, by store.schema.table, counted when it was frozen; without accounts on hold.';
alter table lapse.run drop constraint run_stop_cause_check;
alter table lapse.run add constraint run_stop_cause_check
  check (stop_cause in ('operator', 'window', 'shutdown', 'crash', 'superseded', 'rejected'));
comment on column lapse.run.superseded_by is 'The run whose newer plan took the place of this one while it waited for approval.';

alter table lapse.plan_item add column on_hold boolean not null default false;
comment on column lapse.plan_item.on_hold is 'True if the account was on hold when the plan was frozen: it does not count for the limits, and an approval leaves it out.';
alter table lapse.plan_item add column failed_set text;
comment on column lapse.plan_item.failed_set is 'The set, with its store, on which the erasure failed; null if it did not fail on one.';
alter table lapse.plan_item add column failed_constraint text;
comment on column lapse.plan_item.failed_constraint is 'The constraint that a store named when it refused; null if none.';
alter table lapse.plan_item add column sql_state text;
comment on column lapse.plan_item.sql_state is 'The SQLSTATE of the store''s error; null if it was none.';

-- what is known of earlier runs
update lapse.run r
set history = (
  select coalesce(jsonb_agg(e.entry order by e.at nulls last, e.place), '[]')
  from (
    select
      v.place,
      v.at,
      jsonb_strip_nulls(jsonb_build_object(
        'event', v.event,
        'by', v.actor,
        'at', to_char(v.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        'reason', v.reason,
        'run', v.run)) as entry
    from (
      values
        (1, 'started', r.actor, r.started_at, r.reason, cast(null as bigint)),
        (2, 'approved', r.approved_by, r.approved_at, r.approval_reason, null),
        (3, 'stop-requested', r.stop_requested_by, null, null, null),
        (4, 'superseded', (select s.actor from lapse.run s where s.id = r.superseded_by),
          case when r.superseded_by is null then null else r.ended_at end, null, r.superseded_by)
    ) v (place, event, actor, at, reason, run)
    where v.actor is not null
  ) e
);
