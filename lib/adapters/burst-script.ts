/**
 * Decides the calls of a batch in Redis, all workspaces in one script: what lib/domain/rate-limit/rate-limiter.ts does in
 * memory. A key is a hash of one workspace's seconds, `r<second>` for requests and `m<second>` for messages. What is not of
 * this form is removed and does not count: Redis holds nothing that is worth an error.
 *
 * KEYS: one per workspace. ARGV: milliseconds or '' for Redis's own clock; then for each key the most requests and messages
 * (-1: no limit) and its calls in order, a letter each, 'r' or 'm'. Answers for each key: a sign per call ('.' passes, 'x' is
 * refused), requests used and ms until one comes free, the same for messages.
 */
export const burstScript = `
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local second = math.floor(now / 1000)

local function read(key)
  local used, counts = { r = 0, m = 0 }, { r = {}, m = {} }
  local kind = redis.call('TYPE', key).ok
  if kind == 'none' then return used, counts end
  if kind ~= 'hash' or redis.call('HLEN', key) > 500 then
    redis.call('UNLINK', key)
    return used, counts
  end
  local flat, wrong = redis.call('HGETALL', key), {}
  for i = 1, #flat, 2 do
    local what, at = string.match(flat[i], '^([rm])(%d+)$')
    local units = string.match(flat[i + 1], '^%d+$') and tonumber(flat[i + 1])
    at = tonumber(at)
    if at and units and at >= second - 60 and at <= second and units <= 1000000000 then
      used[what] = used[what] + units
      counts[what][at] = units
    else
      wrong[#wrong + 1] = flat[i]
    end
  end
  if #wrong > 0 then redis.call('HDEL', key, unpack(wrong)) end
  return used, counts
end

local function frees(used, counts, limit)
  if used == 0 then return 0 end
  local left, wanted = used, used
  if limit >= 0 and limit < used then wanted = limit end
  for at = second - 60, second do
    left = left - (counts[at] or 0)
    if left < wanted then return math.max(0, (at + 61) * 1000 - now) end
  end
  return 61000
end

local answers = {}
for i, key in ipairs(KEYS) do
  local most = { r = tonumber(ARGV[i * 3 - 1]), m = tonumber(ARGV[i * 3]) }
  local used, counts = read(key)
  local taken, verdicts = { r = 0, m = 0 }, {}
  for what in string.gmatch(ARGV[i * 3 + 1], '.') do
    local full = most[what] >= 0 and used[what] >= most[what]
    verdicts[#verdicts + 1] = full and 'x' or '.'
    if not full then
      used[what] = used[what] + 1
      taken[what] = taken[what] + 1
    end
  end
  for what, units in pairs(taken) do
    if units > 0 then
      counts[what][second] = redis.call('HINCRBY', key, what .. string.format('%d', second), units)
    end
  end
  if taken.r + taken.m > 0 then redis.call('EXPIRE', key, 62) end
  answers[i] = { table.concat(verdicts), used.r, frees(used.r, counts.r, most.r), used.m, frees(used.m, counts.m, most.m) }
end
return answers
`;
