import { randomBytes } from "node:crypto";
import { answered } from "./connection.ts";
import type { Store } from "./store.ts";

/** The installation's own key for HMAC digests: 32 random bytes, made by whoever asks first and then always the same. */
export async function secretKey({ redis, keys }: Store): Promise<Buffer> {
  const fresh = randomBytes(32).toString("base64");
  const stored = await answered(redis.set(keys.of("secret-key"), fresh, "NX", "GET"));
  return Buffer.from(stored ?? fresh, "base64");
}
