-- What was answered to commands that carried an idempotency key.

create table lapse.idempotency (
  key text primary key,
  request text not null,
  account_id text not null,
  used_at timestamptz not null,
  status integer,
  etag text,
  body text
);
comment on table lapse.idempotency is 'Answers to commands that carried an Idempotency-Key, committed with the effect of the command. Refusals are not kept. Forgotten after 7 days, and when the account is erased.';
comment on column lapse.idempotency.key is 'The key, as the caller made it up.';
comment on column lapse.idempotency.request is 'SHA-256 of caller, path and body: the key stands for this request and no other.';
comment on column lapse.idempotency.account_id is 'The account that the command changed.';
comment on column lapse.idempotency.used_at is 'When the command was carried out.';
comment on column lapse.idempotency.status is 'HTTP status of the answer; null only within the transaction of the command.';
comment on column lapse.idempotency.etag is 'ETag of the answer.';
comment on column lapse.idempotency.body is 'Body of the answer.';
create index idempotency_used_at on lapse.idempotency (used_at);
create index idempotency_account on lapse.idempotency (account_id);
