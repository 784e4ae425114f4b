create table lapse.evidence (
  number bigint generated always as identity primary key,
  recorded_at timestamptz not null default clock_timestamp(),
  kind text not null,
  account_id text,
  lapse_number integer,
  run_id bigint,
  actor text not null,
  detail jsonb not null default '{}',
  previous_hash bytea,
  hash bytea
);
comment on table lapse.evidence is 'What was intended and what was done. Append-only by grant and by trigger. No personal data.';
comment on column lapse.evidence.number is 'Order of recording.';
comment on column lapse.evidence.recorded_at is 'When it was recorded.';
comment on column lapse.evidence.kind is 'What happened: lapsed, cut-off, erasure-intent, erasure-outcome, …';
comment on column lapse.evidence.account_id is 'The account, if it concerns one.';
comment on column lapse.evidence.lapse_number is 'The lapse of the account.';
comment on column lapse.evidence.run_id is 'The run in which it was done.';
comment on column lapse.evidence.actor is 'Who or what did it.';
comment on column lapse.evidence.detail is 'Instants, versions, counts by set. Never names, never contents of rows.';
comment on column lapse.evidence.previous_hash is 'Hash of the record before it, once the chain is kept.';
comment on column lapse.evidence.hash is 'Hash of this record and of the one before it, once the chain is kept.';
create index evidence_account on lapse.evidence (account_id, number);
create index evidence_run on lapse.evidence (run_id, number);

create function lapse.refuse_change() returns trigger
  language plpgsql
as $$
begin
  raise exception 'lapse.% is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;
comment on function lapse.refuse_change() is 'Keeps a table append-only, for its owner and for superusers too.';

create trigger evidence_is_append_only
  before update or delete or truncate on lapse.evidence
  for each statement execute function lapse.refuse_change();
alter table lapse.evidence enable always trigger evidence_is_append_only;

revoke update, delete, truncate on lapse.evidence from public;
revoke update, delete, truncate on lapse.evidence from current_user;
