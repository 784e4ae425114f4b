create table lapse.refused_attempt (
  minute timestamptz not null,
  actor text not null,
  address text not null,
  method text not null,
  path text not null,
  account_id text,
  status smallint,
  problem text not null,
  count bigint not null check (count > 0),
  constraint refused_attempt_is_counted_once
    unique nulls not distinct (minute, actor, address, method, path, account_id, status, problem)
);
comment on table lapse.refused_attempt is 'What was asked over HTTP and refused, summed by the minute and kept for 90 days. Never a token, a password, a query or a body.';
comment on column lapse.refused_attempt.minute is 'The minute in which it was refused.';
comment on column lapse.refused_attempt.actor is 'Who asked: the subject of the token or a user of Lapse; - if nobody was signed in; others for what is summed because there was too much of it.';
comment on column lapse.refused_attempt.address is 'The address it came from.';
comment on column lapse.refused_attempt.method is 'The method of the request.';
comment on column lapse.refused_attempt.path is 'The pattern of the path, such as /api/v1/accounts/{id}; - where Lapse has no such path.';
comment on column lapse.refused_attempt.account_id is 'The account that was asked for, if somebody was signed in.';
comment on column lapse.refused_attempt.status is 'The status of the answer; none for others.';
comment on column lapse.refused_attempt.problem is 'The type of the problem it was answered with, such as forbidden.';
comment on column lapse.refused_attempt.count is 'How often that was in this minute.';
