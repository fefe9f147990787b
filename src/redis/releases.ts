import { z } from "zod";
import type { ReleaseStore } from "../release/run/stores.ts";
import type { VerifiedRelease } from "../release/run/records.ts";
import { codec, pack, unpack } from "./codec.ts";
import { answered } from "./connection.ts";
import { verifiedReleaseCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

const verification = codec(
  "verification",
  z.object({ version: z.string(), commit: z.string(), at: z.number() }),
);

/**
 * The set of runs makes a late repetition harmless, even after another version went live. The number keeps out a worker
 * that slept while its run was ended by others and a newer one was verified.
 */
const record = script(`
  if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 'recorded' end
  if tonumber(ARGV[5]) < tonumber(redis.call('GET', KEYS[5]) or '0') then return 'overtaken' end
  redis.call('SADD', KEYS[1], ARGV[1])
  redis.call('SET', KEYS[5], ARGV[5])
  redis.call('SET', KEYS[2], ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[3], ARGV[4])
  redis.call('SET', KEYS[4], ARGV[3])
  return 'recorded'
`);

/** What was verified where, in Redis: the newest verification of each version, compressed. */
export function createReleaseStore(store: Store): ReleaseStore {
  return {
    recordVerified: (release, fence) => recordVerified(store, release, fence),
    verified: (environment, version) => verified(store, environment, version),
    live: async (environment) => {
      const version = await answered(store.redis.get(liveKey(store, environment)));
      return version === null ? undefined : verified(store, environment, version);
    },
    verifiedVersions: async (environment) => {
      const texts = await answered(store.redis.hvals(versionsKey(store, environment)));
      return texts.map((text) => verification.decode(text)).toSorted((a, b) => b.at - a.at);
    },
  };
}

async function recordVerified(
  store: Store,
  release: VerifiedRelease,
  fence: number,
): Promise<"recorded" | "overtaken"> {
  const { environment, version, commit, at, run } = release;
  const keys = [
    store.keys.of("releases", environment, "runs"),
    releaseKey(store, environment, version),
    versionsKey(store, environment),
    liveKey(store, environment),
    store.keys.of("releases", environment, "fence"),
  ];
  const data = await pack(verifiedReleaseCodec.encode(release));
  const args = [run, data, version, verification.encode({ version, commit, at }), fence];
  return (await record(store, keys, args)) === "overtaken" ? "overtaken" : "recorded";
}

async function verified(store: Store, environment: string, version: string) {
  const data = await answered(store.redis.getBuffer(releaseKey(store, environment, version)));
  return data === null ? undefined : verifiedReleaseCodec.decode(await unpack(data));
}

function releaseKey({ keys }: Store, environment: string, version: string): string {
  return keys.of("release", environment, version);
}

function versionsKey({ keys }: Store, environment: string): string {
  return keys.of("releases", environment, "versions");
}

function liveKey({ keys }: Store, environment: string): string {
  return keys.of("releases", environment, "live");
}
