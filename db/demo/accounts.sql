-- The accounts of the sample product, one JSON object a line, as `lapse import` takes them.
select
  json_strip_nulls(json_build_object(
    'id', account.id::text,
    'name', account.name,
    'kind', account.kind,
    'state', account.state,
    'lapsedAt', to_char(account.lapsed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'retainData', account.retain_data,
    'timeZone', account.time_zone,
    'cell', 'main'
  ))::text as line
from public.account
order by account.id;
