import type { Json } from "../release/cluster/kubernetes-object.ts";

/** What replicas share of Slack's answers; the reader judges whether what it finds is recent enough. */
export interface Cache {
  remember(key: string, value: Json, ttlMs: number): Promise<void>;
  recall(key: string): Promise<{ value: Json; storedAt: number } | undefined>;
}
