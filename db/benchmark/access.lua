-- For wrk: asks what accounts may do, each time another one of 10,000. LAPSE_CREDENTIALS is the Authorization
-- header; with LAPSE_IDS above 1 so many accounts are asked for at once.
local ids = tonumber(os.getenv("LAPSE_IDS") or "1")
local accounts = 10000

wrk.headers["Authorization"] = os.getenv("LAPSE_CREDENTIALS")

function init(args)
  math.randomseed(os.time())
end

function request()
  if ids == 1 then
    return wrk.format("GET", "/api/v1/accounts/" .. math.random(accounts) .. "/access")
  end
  local some = {}
  for i = 1, ids do
    some[i] = '"' .. math.random(accounts) .. '"'
  end
  local headers = { ["Authorization"] = wrk.headers["Authorization"], ["Content-Type"] = "application/json" }
  return wrk.format("POST", "/api/v1/access", headers, '{"ids":[' .. table.concat(some, ",") .. "]}")
end

function done(summary, latency, requests)
  local failed = summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout
  io.write(string.format("answers/s %.0f  p50 %.2f ms  p99 %.2f ms  failed %d\n",
    summary.requests * ids / (summary.duration / 1e6),
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
