import { describe, expect, it } from "vitest";
import { checkRedis, readRedisFacts, type RedisFacts } from "../../src/redis/requirements.ts";

const good: RedisFacts = {
  version: "7.0.15",
  appendOnly: true,
  maxmemoryPolicy: "noeviction",
  isClusterNode: false,
};

describe("checkRedis", () => {
  it.each<[string, Partial<RedisFacts>, RegExp[]]>([
    ["everything as it should be", {}, []],
    ["Valkey", { version: "8.1.0" }, []],
    ["an old version", { version: "6.2.14" }, [/refuse.*version 6\.2\.14/]],
    ["no version at all", { version: "unknown" }, [/refuse.*version unknown/]],
    ["no append-only file", { appendOnly: false }, [/refuse.*append-only/]],
    ["eviction", { maxmemoryPolicy: "allkeys-lru" }, [/refuse.*allkeys-lru/]],
    [
      "a service that hides its settings",
      { appendOnly: undefined, maxmemoryPolicy: undefined },
      [/warn.*append-only/, /warn.*evicts/],
    ],
    ["a node of a cluster", { isClusterNode: true }, [/refuse.*Redis Cluster/]],
    [
      "everything wrong at once",
      { version: "5.0.0", appendOnly: false, maxmemoryPolicy: "volatile-ttl" },
      [/version/, /append-only/, /volatile-ttl/],
    ],
  ])("judges %s", (_name, facts, expected) => {
    const found = checkRedis({ ...good, ...facts }).map(({ weight, what }) => `${weight}: ${what}`);
    expect(found).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});

describe("readRedisFacts", () => {
  it("reads Redis", () => {
    const info =
      "# Server\r\nredis_version:7.0.15\r\n# Memory\r\nmaxmemory_policy:noeviction\r\n# Persistence\r\naof_enabled:1\r\n";
    expect(readRedisFacts(info)).toEqual(good);
  });

  it("knows a node of a cluster", () => {
    expect(readRedisFacts("redis_version:7.0.15\r\ncluster_enabled:1\r\n").isClusterNode).toBe(true);
  });

  it("prefers the version of Valkey to the Redis that it is compatible with", () => {
    expect(readRedisFacts("redis_version:7.2.4\nvalkey_version:8.1.0\n")).toEqual({
      version: "8.1.0",
      appendOnly: undefined,
      maxmemoryPolicy: undefined,
      isClusterNode: false,
    });
  });
});
