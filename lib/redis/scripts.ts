// All keys of a script share a hash tag. A script decides nothing about retries: that is up to the law, which runs in
// the processes. Each is named by the SHA-1 of its text as well, which a test holds.

/** How long keys live after they were last used, in milliseconds: longer than a server can ask for patience. */
const LIFE = '360000';

/** Reports of processes that nobody has taken up. More are dropped. */
const MOST_REPORTS = '500';

/** Releases are given out for so long ahead, in milliseconds: as long as it may be from one report to the next. */
const AHEAD = '120';

/**
 * Tells the fleet about a process, and the process about the fleet. The state hash has the `law` and when it was
 * published (`at`), what the scripts need of it (`probeAt`, `rate`), the sums of the fleet (`size`, `delays`, `busy`),
 * who may send the probe (`holder`, with the lease `token`, until `leaseUntil`), who brings the law up to date (`clerk`,
 * until `clerkUntil`; the next from `tickAt`), and when the next release is free (`slotAt`).
 */
const SYNC = `
local state, fleet, reports = KEYS[1], KEYS[2], KEYS[3]
local id, size, delays, busy, report, urgent, due, token, hold, known, owed = unpack(ARGV)
size, delays, busy, due, hold = tonumber(size), tonumber(delays), tonumber(busy), tonumber(due), tonumber(hold)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local function text(number) return string.format('%.3f', number) end

local s = {}
local flat = redis.call('HGETALL', state)
for i = 1, #flat, 2 do s[flat[i]] = flat[i + 1] end
local function num(name) return tonumber(s[name]) or 0 end
-- The clock went back, as after a failover: nothing that is known about times holds.
if num('seen') > now + 1000 then
  redis.call('DEL', state, fleet, reports)
  s = {}
end
local changes = {}
local function put(name, value)
  s[name] = value
  changes[#changes + 1] = name
  changes[#changes + 1] = value
end
local idle = now - num('seen')
put('seen', text(now))

-- The sums of the fleet: by difference, and now and then afresh, without those that are gone.
local FORMAT = '^(%S+) (%S+) (%S+) (%S+)$'
local sums = { num('size'), num('delays'), num('busy') }
local function add(member, sign)
  local _, a, b, c = string.match(member, FORMAT)
  sums[1], sums[2], sums[3] = sums[1] + sign * a, sums[2] + sign * b, sums[3] + sign * c
end
local before = redis.call('HGET', fleet, id)
if before then add(before, -1) end
if size + busy > 0 then
  local member = string.format('%.3f %.0f %.0f %.0f', now, size, delays, busy)
  redis.call('HSET', fleet, id, member)
  add(member, 1)
elseif before then
  redis.call('HDEL', fleet, id)
end
if now >= num('countAt') then
  sums = { 0, 0, 0 }
  local members = redis.call('HGETALL', fleet)
  for i = 1, #members, 2 do
    local seen = string.match(members[i + 1], FORMAT)
    if now - seen > 2500 then redis.call('HDEL', fleet, members[i]) else add(members[i + 1], 1) end
  end
  put('countAt', text(now + 500))
end
for i, name in ipairs({ 'size', 'delays', 'busy' }) do put(name, string.format('%.0f', sums[i])) end

local count = redis.call('LLEN', reports)
if report ~= '' and count < ${MOST_REPORTS} then
  count = redis.call('RPUSH', reports, text(now) .. ' ' .. id .. ' ' .. report)
end

-- One probe at a time: for whoever has a retry that is about to fall due. Who has died loses it.
local isLeased = now < num('leaseUntil')
local lease = ''
local function keep(time) put('leaseUntil', text(now + time)) end
if token ~= '' then
  if s.token == token then keep(hold) end
elseif due >= 0 and s.probeAt and s.probeAt ~= '' then
  if isLeased and s.holder == id then
    lease = s.token
    keep(due + 1000)
  elseif not isLeased and now + due >= num('probeAt') then
    lease = id .. ':' .. redis.call('HINCRBY', state, 'count', 1)
    put('token', lease)
    put('holder', id)
    keep(due + 1000)
  end
end

-- In a recovery, the releases of the whole fleet, evenly spaced: each process is given those until it will ask again.
local rate, slotAt, slots = num('rate'), math.max(now, num('slotAt')), 0
if rate > 0 and tonumber(owed) > 0 then
  slotAt = math.min(now + 1000, slotAt + owed / rate)
  put('slotAt', text(slotAt))
end
if rate > 0 and size > 0 then
  local most = math.ceil(rate * ${AHEAD} * size / math.max(size, sums[1]))
  slots = math.max(0, math.min(size, most, math.ceil((now + ${AHEAD} - slotAt) * rate)))
  if slots > 0 then put('slotAt', text(slotAt + slots / rate)) end
end

-- One clerk at a time: it takes up the reports, or publishes what it knows if there is no law. The next takes up the same ones if this one dies.
local clerk = ''
if (count > 0 or (not s.at and size + busy > 0)) and now >= num('clerkUntil') and (urgent == '1' or now >= num('tickAt')) then
  clerk = id .. ':' .. redis.call('HINCRBY', state, 'count', 1)
  put('clerk', clerk)
  put('clerkUntil', text(now + 150))
end

redis.call('HSET', state, unpack(changes))
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ${LIFE}) end
local reply = {
  text(now), s.size, s.delays, s.busy, string.format('%.0f', count), text(idle),
  s.at or '', (s.at and s.at ~= known) and s.law or '',
  lease, (isLeased and s.holder ~= id) and s.holder or '', s.token or '', clerk,
  text(slotAt), string.format('%.0f', slots)
}
if clerk ~= '' then
  for _, line in ipairs(redis.call('LRANGE', reports, 0, -1)) do reply[#reply + 1] = line end
end
return reply
`;

/** Publishes the law that a clerk has brought up to date, and drops the reports that went into it. */
const PUBLISH = `
local state, reports = KEYS[1], KEYS[2]
local clerk, law, probeAt, count, done, rate = unpack(ARGV)
if redis.call('HGET', state, 'clerk') ~= clerk then return {} end
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local function text(number) return string.format('%.3f', number) end
redis.call('HSET', state, 'law', law, 'at', text(now), 'probeAt', probeAt, 'rate', rate,
  'clerk', '', 'clerkUntil', '0', 'tickAt', text(now + 50))
if done ~= '' and redis.call('HGET', state, 'token') == done then redis.call('HSET', state, 'leaseUntil', '0') end
redis.call('LTRIM', reports, tonumber(count), -1)
return { text(now) }
`;

/** Counts calls and retries over a window, and says whether there is room for one more retry. */
const SPEND = `
local counts = KEYS[1]
local width, buckets, ratio, least, stage = unpack(ARGV)
width, buckets = tonumber(width), tonumber(buckets)
local clock = redis.call('TIME')
local now = clock[1] * 1000 + clock[2] / 1000
local latest = math.floor(now / width)
local oldest = latest - buckets
local function add(kind, bucket, number)
  if bucket >= oldest then redis.call('HINCRBY', counts, string.format('%s:%.0f', kind, bucket), number) end
end
-- What the process has counted since: calls by their age, retries given back by their bucket.
for i = 6, #ARGV, 3 do
  local kind, place, number = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  if kind == 'calls' then place = math.floor((now - place) / width) end
  add(kind, place, number)
end
local sums = { calls = 0, wait = 0, send = 0 }
local flat = redis.call('HGETALL', counts)
for i = 1, #flat, 2 do
  local kind, bucket = string.match(flat[i], '^(%a+):(%d+)$')
  bucket = tonumber(bucket)
  -- A later one was counted before the clock went back.
  if not bucket or bucket < oldest or bucket > latest + 1 then
    redis.call('HDEL', counts, flat[i])
  elseif kind ~= 'calls' or bucket > oldest then
    sums[kind] = sums[kind] + flat[i + 1]
  end
end
local isAllowed = stage ~= '' and sums[stage] + 1 <= ratio * sums.calls + least
if isAllowed then add(stage, latest, 1) end
redis.call('PEXPIRE', counts, string.format('%.0f', 2 * width * buckets + 1000))
return { isAllowed and '1' or '', string.format('%.0f', latest) }
`;

export const SCRIPTS = {
  sync: { text: SYNC, sha: '46f84cfc38392dfa6b5c76b8c42d7e36cbab8a51' },
  publish: { text: PUBLISH, sha: '3a7c84dbec2692c38a08837fe494d2dd175cf317' },
  spend: { text: SPEND, sha: '1d029309b48c98d8bc6c8ab6035cdfb42e8b5981' },
} as const;

export type ScriptName = keyof typeof SCRIPTS;
