/** What a Redis or Valkey says of itself, as `INFO server`, `INFO persistence` and `CONFIG GET` name it. */
export interface RedisFacts {
  /** `redis_version` or `valkey_version`, for example `7.0.15`. */
  version: string;
  /** `aof_enabled`; undefined when a managed service keeps it to itself. */
  appendOnly: boolean | undefined;
  /** `maxmemory_policy`; undefined when a managed service keeps it to itself. */
  maxmemoryPolicy: string | undefined;
  /** `cluster_enabled`: a node of a Redis Cluster, which sends clients away when another node takes over. */
  isClusterNode: boolean;
}

/** Something about a Redis that would lose or forget records. */
export interface RedisShortcoming {
  what: string;
  advice: string;
  /** A `refuse` keeps Slipway from starting; a `warn` is said and then lived with. */
  weight: "refuse" | "warn";
}

const oldestMajor = 7;

/**
 * Judges whether runs and their records are safe in this Redis: version 7 or newer, an append-only file, no eviction,
 * and no node of a Redis Cluster. An unknown setting is a warning, because managed services hide `CONFIG`; a wrong one is a refusal.
 */
export function checkRedis(facts: RedisFacts): RedisShortcoming[] {
  return [checkVersion(facts), checkAppendOnly(facts), checkEviction(facts), checkKind(facts)].filter(
    (found) => found !== undefined,
  );
}

/** Reads the facts from the text of `INFO` (all sections), which managed services answer even without `CONFIG`. */
export function readRedisFacts(info: string): RedisFacts {
  const lines = new Map(info.split(/\r?\n/).map((line) => splitOnce(line)));
  const appendOnly = lines.get("aof_enabled");
  return {
    version: lines.get("valkey_version") ?? lines.get("redis_version") ?? "unknown",
    appendOnly: appendOnly === undefined ? undefined : appendOnly === "1",
    maxmemoryPolicy: lines.get("maxmemory_policy"),
    isClusterNode: lines.get("cluster_enabled") === "1",
  };
}

function splitOnce(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1)];
}

function checkVersion({ version }: RedisFacts): RedisShortcoming | undefined {
  if (Number.parseInt(version, 10) >= oldestMajor) return undefined;
  return {
    what: `The Redis at hand has version ${version}; Slipway needs ${oldestMajor} or newer, or Valkey.`,
    advice: "Upgrade it, or point REDIS_URL at a newer one.",
    weight: "refuse",
  };
}

function checkAppendOnly({ appendOnly }: RedisFacts): RedisShortcoming | undefined {
  if (appendOnly === true) return undefined;
  if (appendOnly === undefined) return unknown("keeps an append-only file", "appendonly yes");
  return {
    what: "The Redis at hand keeps no append-only file, so a restart would forget runs and approvals.",
    advice: "Set `appendonly yes` in its configuration.",
    weight: "refuse",
  };
}

function checkEviction({ maxmemoryPolicy }: RedisFacts): RedisShortcoming | undefined {
  if (maxmemoryPolicy === "noeviction") return undefined;
  if (maxmemoryPolicy === undefined) return unknown("never evicts records", "maxmemory-policy noeviction");
  return {
    what: `The Redis at hand throws records away when its memory is full (maxmemory-policy ${maxmemoryPolicy}).`,
    advice: "Set `maxmemory-policy noeviction` in its configuration, and share it with no cache.",
    weight: "refuse",
  };
}

function checkKind({ isClusterNode }: RedisFacts): RedisShortcoming | undefined {
  if (!isClusterNode) return undefined;
  return {
    what: "The Redis at hand is a node of a Redis Cluster, which Slipway does not follow when another node takes over.",
    advice: "Use one server, a service with one address, or sentinels (redis+sentinel://…).",
    weight: "refuse",
  };
}

function unknown(claim: string, setting: string): RedisShortcoming {
  return {
    what: `The Redis at hand does not say whether it ${claim}.`,
    advice: `See to it that \`${setting}\` is set.`,
    weight: "warn",
  };
}
