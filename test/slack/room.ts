import type { Redis } from "ioredis";
import { afterEach } from "vitest";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { type Cache, createCache } from "../../src/redis/cache.ts";
import { makeKeys } from "../../src/redis/keys.ts";
import type { Pace } from "../../src/redis/pace.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { ConversationStore } from "../../src/release/messages.ts";
import { createClients, type SlackClients } from "../../src/slack/clients.ts";
import { onOwnRedis } from "../redis/own-redis.ts";

/** A clock that a test moves by hand; it starts at a plausible time. */
export interface HandClock {
  now: () => number;
  advance: (ms: number) => void;
}

/** Everything that the Slack room stands on: a workspace over the wire, both clients, real stores, a clock. */
export interface Room {
  workspace: Workspace;
  clients: SlackClients;
  stores: Stores;
  store: ConversationStore;
  cache: Cache;
  pace: Pace;
  clock: HandClock;
}

/** Gives the tests of a file a room that is new for every test. */
export function useRoom(): () => Room {
  let room: Room;
  onOwnRedis(async (redis) => {
    room = await open(redis);
  });
  afterEach(async () => {
    await room.workspace[Symbol.asyncDispose]();
  });
  return () => room;
}

async function open(redis: Redis): Promise<Room> {
  const clock = handClock();
  const workspace = await startWorkspace({ now: clock.now });
  const clients = createClients({ botToken: workspace.identity.botToken, apiUrl: workspace.url });
  const stores = createStores(redis, "test", clock.now);
  const { conversations: store, pace } = stores;
  const cache = createCache({ redis, keys: makeKeys("test") }, clock.now);
  return { workspace, clients, stores, store, cache, pace, clock };
}

function handClock(): HandClock {
  let now = 1_780_000_000_000;
  return {
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
  };
}
