import { z } from "zod";
import type { Json } from "../release/cluster/kubernetes-object.ts";
import type { Clock } from "../release/clock.ts";
import { answered } from "./connection.ts";
import type { Store } from "./store.ts";

/** Something looked up elsewhere, and when, in milliseconds since the epoch. */
export interface Remembered {
  value: Json;
  storedAt: number;
}

/** Shared by all replicas. The reader judges whether what it finds is recent enough. */
export interface Cache {
  remember(key: string, value: Json, ttlMs: number): Promise<void>;
  recall(key: string): Promise<Remembered | undefined>;
}

const remembered: z.ZodType<Remembered> = z.object({ value: z.json(), storedAt: z.number() });

/** A cache in Redis for people and user groups, whose entries vanish by themselves. */
export function createCache({ redis, keys }: Store, clock: Clock): Cache {
  return {
    remember: async (key, value, ttlMs) => {
      const text = JSON.stringify({ value, storedAt: clock() });
      await answered(redis.set(keys.of("cache", key), text, "PX", ttlMs));
    },
    recall: async (key) => {
      const text = await answered(redis.get(keys.of("cache", key)));
      return text === null ? undefined : remembered.parse(JSON.parse(text));
    },
  };
}
