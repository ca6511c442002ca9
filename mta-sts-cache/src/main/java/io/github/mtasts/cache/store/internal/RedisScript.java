package io.github.mtasts.cache.store.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The operations of the store, each an atomic Lua script.
 *
 * <p>The hash tag in the key prefix puts all keys into one slot of a cluster; the keys of rows are the prefix and the name.
 * When memory is full, Redis refuses a script whose first write could need memory, and allows its later writes. A script that
 * needs no more memory than it frees therefore starts with a removal, so that refreshes succeed while new rows are refused.
 */
enum RedisScript {
    /** Argument: a name. Reply: the fields, or nothing. */
    READ("""
            return row(ARGV[3]) or false
            """),

    /** Arguments for each row: name, id, source, fetchedAt, expiresAt, refreshAt, registrable domain above or empty. Reply: how many rows were written. */
    WRITE("""
            local used = {}
            local function write(name, id, source, fetchedAt, expires, refreshAt, site)
              local expiresAt, old = tonumber(expires), row(name)
              local oldFetchedAt = old and tonumber(old[3])
              if oldFetchedAt and oldFetchedAt <= now and tonumber(fetchedAt) < oldFetchedAt then
                return 0
              end
              local usedAt = digits(now)
              if old and old[2] and old[2] ~= '' and tonumber(old[6]) then
                usedAt = old[6] -- a refresh does not count as use
              end
              if old and (not old[2] or #source <= #old[2]) then
                redis.call('DEL', rows .. name)
              end
              if not version then
                redis.call('SET', schema, '1')
                version = '1'
              end
              put(name, id, source, fetchedAt, expires, refreshAt, usedAt, math.max(expiresAt, now + 300000),
                  site)
              limit(site, name, usedAt, math.max(expiresAt, now + 300000))
              used[#used + 1] = name -- the row may have expired since it was added to idle
              if expiresAt > now then
                refreshes[#refreshes + 1] = refreshAt
                refreshes[#refreshes + 1] = name
              else
                redis.call('ZREM', due, name)
              end
              named[#named + 1] = '0'
              named[#named + 1] = name
              return 1
            end
            local written = 0
            for i = 3, #ARGV, 7 do
              written = written + write(ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5],
                  ARGV[i + 6])
            end
            if #used > 0 then
              redis.call('ZREM', idle, unpack(used))
            end
            finish()
            return written
            """),

    /** Arguments: a name, the fetchedAt to replace. Reply: 1 if it was replaced, else 0. */
    CORRECT("""
            local name, old = ARGV[3], row(ARGV[3])
            local fetchedAt, expiresAt = old and tonumber(old[3]), old and tonumber(old[4])
            local refreshAt = old and tonumber(old[5])
            if not fetchedAt or not expiresAt or not refreshAt or not old[2] or old[2] == ''
                or fetchedAt ~= tonumber(ARGV[4]) or fetchedAt <= now then
              return 0
            end
            local ahead, site = fetchedAt - now, redis.call('HGET', rows .. name, 'site') or ''
            expiresAt, refreshAt = expiresAt - ahead, refreshAt - ahead
            redis.call('DEL', rows .. name)
            put(name, old[1] or '', old[2], digits(now), digits(expiresAt), digits(refreshAt), old[6] or digits(now),
                math.max(expiresAt, now + 300000), site)
            local dueAt = tonumber(redis.call('ZSCORE', due, name) or '')
            if dueAt and dueAt > refreshAt then
              refreshes[#refreshes + 1] = digits(refreshAt)
              refreshes[#refreshes + 1] = name
            end
            finish()
            return 1
            """),

    /** Argument: a name. Reply: 1 if a policy was removed, else 0. */
    REMOVE("""
            local name, at = ARGV[3], digits(now)
            local old = row(name)
            if not old or old[2] == '' then
              return 0
            end
            redis.call('DEL', rows .. name)
            put(name, '', '', at, at, at, at, now + 86400000, '')
            redis.call('ZREM', due, name)
            redis.call('ZREM', idle, name)
            redis.call('ZREM', names, name)
            finish()
            return 1
            """),

    /**
     * Arguments: a mark or an empty string, the limit. Reply: the next mark, whether there is more, names with fields.
     *
     * <p>A mark after the last change comes from a primary that was lost with its last changes and replaced by a replica. The
     * caller has all earlier changes of the replica except those written since the failover: ten minutes cover them.
     */
    CHANGES("""
            local latest = tonumber(redis.call('GET', last) or '0')
            if ARGV[3] == '' then
              return {digits(latest), 0, {}}
            end
            local from = tonumber(ARGV[3])
            if from > latest then
              from = math.max(0, latest - 600000)
            end
            local limit, found = tonumber(ARGV[4]), {}
            local page = redis.call('ZRANGEBYSCORE', changed, '(' .. digits(from), '+inf', 'WITHSCORES',
                'LIMIT', 0, limit)
            for i = 1, #page, 2 do
              collect(found, page[i])
            end
            if #page < 2 * limit then
              return {digits(latest), 0, found}
            end
            return {page[#page], tonumber(page[#page]) < latest and 1 or 0, found}
            """),

    /** Arguments: the name before the first, the limit. Reply: the number of names read, the last of them, the rows. */
    LIST("""
            local found = {}
            local page = redis.call('ZRANGEBYLEX', names, ARGV[3] == '' and '-' or '(' .. ARGV[3], '+',
                'LIMIT', 0, ARGV[4])
            for i = 1, #page do
              collect(found, page[i])
            end
            return {#page, page[#page] or '', found}
            """),

    /** Arguments: names. */
    USED("""
            for i = 3, #ARGV do
              local name = ARGV[i]
              if redis.pcall('HDEL', rows .. name, 'usedAt') == 1 then
                redis.call('HSET', rows .. name, 'usedAt', digits(now))
                local site = redis.call('HGET', rows .. name, 'site')
                if site and site ~= '' then
                  redis.call('ZADD', names_of(site), 'XX', digits(now), name)
                end
                if redis.call('ZREM', idle, name) == 1 then
                  makeDue(name)
                end
              end
            end
            return 0
            """),

    /**
     * Arguments: the limit, the lease, the longest time since the last use. Reply: names.
     *
     * <p>Domains that are due but unused are in a separate set, so that not every claim reads all of them.
     */
    CLAIM("""
            local limit, lease, usedAfter = tonumber(ARGV[3]), math.max(1, tonumber(ARGV[4])), now - tonumber(ARGV[5])
            local back = redis.call('ZRANGEBYSCORE', idle, '(' .. digits(usedAfter), '+inf', 'LIMIT', 0, 1000)
            for i = 1, #back do
              redis.call('ZREM', idle, back[i])
              makeDue(back[i])
            end
            local claimed, seen = {}, 0
            while #claimed < limit and seen < limit + 1000 do
              local page = redis.call('ZRANGEBYSCORE', due, '-inf', digits(now), 'LIMIT', 0, limit - #claimed)
              if #page == 0 then
                break
              end
              seen = seen + #page
              for i = 1, #page do
                local name, fields = page[i], row(page[i])
                redis.call('ZREM', due, name)
                local expiresAt, usedAt = fields and tonumber(fields[4]), fields and tonumber(fields[6])
                if not fields then
                  forget(name)
                elseif expiresAt and expiresAt > now and usedAt then
                  if usedAt > usedAfter then
                    redis.call('ZADD', due, digits(now + lease), name)
                    claimed[#claimed + 1] = name
                  else
                    redis.call('ZADD', idle, fields[6], name)
                  end
                end
              end
            end
            return claimed
            """),

    /** Arguments: a name, the delay. */
    RETRY("""
            local name, fields = ARGV[3], row(ARGV[3])
            local expiresAt = fields and tonumber(fields[4])
            if expiresAt and expiresAt > now then
              redis.call('ZREM', idle, name)
              redis.call('ZREM', due, name)
              redis.call('ZADD', due, digits(now + tonumber(ARGV[4])), name)
            end
            return 0
            """),

    /**
     * Argument: a limit. Reply: how many rows were deleted.
     *
     * <p>Deletes the longest unused of the rows that were due and that no claim wanted. Expired rows need no deletion.
     */
    EVICT("""
            local unused = redis.call('ZRANGE', idle, 0, ARGV[3] - 1)
            for i = 1, #unused do
              forget(unused[i])
            end
            return #unused
            """),

    /** Arguments: the position after the last call, the limit. Reply: the next position, empty at the end. */
    PRUNE("""
            local page = redis.call('ZRANGEBYSCORE', changed, '(' .. ARGV[3], '+inf', 'WITHSCORES',
                'LIMIT', 0, ARGV[4])
            for i = 1, #page, 2 do
              local goneAt = redis.pcall('HGET', rows .. page[i], 'goneAt')
              if goneAt == false and redis.call('EXISTS', rows .. page[i]) == 0
                  or type(goneAt) == 'string' and tonumber(goneAt) and tonumber(goneAt) <= now then
                forget(page[i])
              end
            end
            return page[#page] or ''
            """);

    /** The start of every script. The first two arguments are the time, empty for the server's, and the prefix of rows. */
    private static final String PRELUDE = """
            local schema, last, changed, due, idle, names = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
            local now, rows = tonumber(ARGV[1]), ARGV[2]
            if not now then
              local time = redis.call('TIME')
              now = time[1] * 1000 + math.floor(time[2] / 1000)
            end
            local version = redis.call('GET', schema)
            if version and version ~= '1' then
              return redis.error_reply('NEWERSCHEMA ' .. version)
            end
            local function digits(number)
              return string.format('%.0f', number)
            end
            -- nil if there is no row; empty if the key is not a hash
            local function row(name)
              local fields = redis.pcall('HMGET', rows .. name,
                  'id', 'source', 'fetchedAt', 'expiresAt', 'refreshAt', 'usedAt', 'goneAt')
              if fields.err then
                return {}
              end
              local goneAt = tonumber(fields[7])
              if goneAt and goneAt <= now or not goneAt and not fields[2] and not fields[3] then
                return nil
              end
              return fields
            end
            -- a replica refuses these writes; the errors are ignored
            local function forget(name)
              redis.pcall('DEL', rows .. name)
              redis.pcall('ZREM', changed, name)
              redis.pcall('ZREM', due, name)
              redis.pcall('ZREM', idle, name)
              redis.pcall('ZREM', names, name)
            end
            local function collect(found, name)
              local fields = row(name)
              if fields then
                found[#found + 1] = {name, fields}
              else
                forget(name)
              end
            end
            local function makeDue(name)
              local refreshAt = tonumber((row(name) or {})[5])
              if refreshAt then
                redis.call('ZADD', due, digits(refreshAt), name)
              end
            end
            local latest
            local changes, refreshes, named = {}, {}, {}
            -- each change is strictly later than all before, whatever the clock does
            local function put(name, id, source, fetchedAt, expiresAt, refreshAt, usedAt, goneAt, site)
              redis.call('HSET', rows .. name, 'id', id, 'source', source, 'fetchedAt', fetchedAt,
                  'expiresAt', expiresAt, 'refreshAt', refreshAt, 'usedAt', usedAt, 'goneAt', digits(goneAt))
              if site ~= '' then -- most names are registrable themselves
                redis.call('HSET', rows .. name, 'site', site)
              end
              redis.call('PEXPIRE', rows .. name, digits(goneAt - now))
              latest = math.max(now, (latest or tonumber(redis.call('GET', last) or '0')) + 1)
              changes[#changes + 1] = digits(latest)
              changes[#changes + 1] = name
            end
            -- no domain name starts with a colon
            local function names_of(site)
              return rows .. ':' .. site
            end
            -- deletes the longest unused rows of a registrable domain that has too many
            local function limit(site, name, usedAt, goneAt)
              if site == '' then
                return
              end
              local set = names_of(site)
              redis.call('ZADD', set, usedAt, name)
              redis.call('PEXPIRE', set, digits(math.max(redis.call('PTTL', set), goneAt - now)))
              local excess = redis.call('ZCARD', set) - MAX_SITE
              local unused = excess > 0 and redis.call('ZRANGE', set, 0, excess - 1) or {}
              for i = 1, #unused do
                redis.call('ZREM', set, unused[i])
                if redis.call('HGET', rows .. unused[i], 'source') ~= '' then -- the mark of a removal stays
                  forget(unused[i])
                end
              end
            end
            local function flush(set, members)
              if #members > 0 then
                redis.call('ZADD', set, unpack(members))
              end
            end
            -- updates the indexes once for all rows
            local function finish()
              if latest then
                redis.call('SET', last, digits(latest))
              end
              flush(changed, changes)
              flush(due, refreshes)
              flush(names, named)
            end
            """;

    private final String body;

    RedisScript(String body) {
        this.body = body;
    }

    /**
     * Whether the script may run twice, as it does when the connection is lost before the reply. A second removal would reply
     * that there was no policy; after a second claim the domains of the first stay claimed until their lease ends.
     */
    boolean mayRunTwice() {
        return this != REMOVE && this != CLAIM;
    }

    byte[] text() {
        return (PRELUDE.replace("MAX_SITE", Integer.toString(Room.ROWS_PER_SITE)) + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the digest by which EVALSHA names the script. */
    byte[] sha1() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text());
            return HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform provides SHA-1", e);
        }
    }
}
