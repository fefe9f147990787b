import { script } from "./store.ts";

/** The keys of a conversation by name, then what every script that changes something ends with. */
const names = `
  local parent, waiting, replies, attempts, posted, lease, pending =
    KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
  local function settle(key)
    local hash, shown = unpack(redis.call('HMGET', parent, 'hash', 'shownHash'))
    if (hash and hash ~= shown) or redis.call('ZCARD', waiting) > 0 then
      local now = redis.call('TIME')
      redis.call('ZADD', pending, 'NX', now[1] .. '.' .. string.format('%06d', now[2]), key)
    else
      redis.call('ZREM', pending, key)
    end
  end
`;

/** Stores the wanted content of the parent, unless a newer one is known. */
export const wantScript = script(`${names}
  local rev = redis.call('HGET', parent, 'rev')
  if rev and tonumber(rev) > tonumber(ARGV[4]) then return 'stale' end
  redis.call('HSETNX', parent, 'channel', ARGV[2])
  redis.call('HSET', parent, 'desired', ARGV[3], 'rev', ARGV[4], 'hash', ARGV[5], 'milestone', ARGV[6])
  if ARGV[7] == '' then redis.call('HDEL', parent, 'goodUntil')
  else redis.call('HSET', parent, 'goodUntil', ARGV[7]) end
  settle(ARGV[1])
  return 'stored'
`);

/** Takes the wanted content back, unless it is or may be posted. Its revision stays, so that nothing older comes again. */
export const takeBackScript = script(`${names}
  if redis.call('HEXISTS', parent, 'ts') == 1 then return 'posted' end
  redis.call('HSETNX', parent, 'channel', ARGV[2])
  redis.call('HSET', parent, 'rev', ARGV[3])
  if redis.call('HEXISTS', parent, 'attempt') == 1 then
    redis.call('HSET', parent, 'goodUntil', 0)
    return 'unsure'
  end
  redis.call('HDEL', parent, 'desired', 'hash', 'goodUntil')
  settle(ARGV[1])
  return 'taken back'
`);

/** Forgets a content that was not posted in time. */
export const lapseScript = script(`${names}
  if redis.call('GET', lease) ~= ARGV[2] or redis.call('HGET', parent, 'hash') ~= ARGV[3] then return 0 end
  redis.call('HDEL', parent, 'desired', 'hash', 'goodUntil', 'attempt')
  settle(ARGV[1])
  return 1
`);

/** Forgets what the parent shows, as long as it is the message that was looked at. */
export const forgetShownScript = script(`${names}
  if redis.call('HGET', parent, 'ts') ~= ARGV[2] then return 0 end
  redis.call('HDEL', parent, 'shownHash')
  settle(ARGV[1])
  return 1
`);

/** Adds a reply at the end of those that wait, unless it waits or was posted already. */
export const addReplyScript = script(`${names}
  if redis.call('HEXISTS', replies, ARGV[3]) == 1 or redis.call('HEXISTS', posted, ARGV[3]) == 1 then
    return 'exists'
  end
  redis.call('HSETNX', parent, 'channel', ARGV[2])
  redis.call('ZADD', waiting, redis.call('HINCRBY', parent, 'sequence', 1), ARGV[3])
  redis.call('HSET', replies, ARGV[3], ARGV[4])
  settle(ARGV[1])
  return 'stored'
`);

/** Reads the parent and its first waiting replies in one moment. JSON spells an empty list as an object: avoid it. */
export const readScript = script(`${names}
  local fields = redis.call('HGETALL', parent)
  if #fields == 0 then return false end
  local list = {}
  for _, replyKey in ipairs(redis.call('ZRANGE', waiting, 0, ARGV[1] - 1)) do
    local reply = { replyKey, redis.call('HGET', replies, replyKey), redis.call('HGET', attempts, replyKey) or '' }
    table.insert(list, cjson.encode(reply))
  end
  local setBackAt = cjson.encode(redis.call('HGET', KEYS[8], 'at') or '')
  return '{"fields":' .. cjson.encode(fields) .. ',"replies":[' .. table.concat(list, ',') .. '],"setBackAt":' .. setBackAt .. '}'
`);

/** Takes the lease when it is free, and renews it when it is the token's. */
export const leaseScript = script(`${names}
  local owner = redis.call('GET', lease)
  if owner and string.sub(owner, 1, #ARGV[3]) ~= ARGV[3] then return 0 end
  redis.call('SET', lease, ARGV[1], 'PX', ARGV[2])
  return 1
`);

/** Gives the lease back if it is the token's. */
export const releaseLeaseScript = script(`${names}
  if redis.call('GET', lease) == ARGV[1] then redis.call('DEL', lease) end
  return 1
`);

/** Notes that a post begins, or that it did not happen. */
export const noteAttemptScript = script(`${names}
  if redis.call('GET', lease) ~= ARGV[1] then return 0 end
  local where, field = attempts, ARGV[2]
  if field == '' then where, field = parent, 'attempt' end
  if ARGV[3] == '' then redis.call('HDEL', where, field)
  elseif where == parent and redis.call('HEXISTS', parent, 'hash') == 0 then return 0
  else redis.call('HSET', where, field, ARGV[3]) end
  return 1
`);

/** Records what the parent shows. */
export const noteParentScript = script(`${names}
  if redis.call('GET', lease) ~= ARGV[2] then return 0 end
  redis.call('HSET', parent, 'ts', ARGV[4], 'shownHash', ARGV[5], 'lastEditAt', ARGV[6], 'shownMilestone', ARGV[7])
  redis.call('HDEL', parent, 'attempt')
  settle(ARGV[1])
  return 1
`);

/** Records that a reply was posted, and drops its content. */
export const noteReplyScript = script(`${names}
  if redis.call('GET', lease) ~= ARGV[2] then return 0 end
  redis.call('ZREM', waiting, ARGV[3])
  redis.call('HDEL', replies, ARGV[3])
  redis.call('HDEL', attempts, ARGV[3])
  redis.call('HSET', posted, ARGV[3], ARGV[4])
  settle(ARGV[1])
  return 1
`);
