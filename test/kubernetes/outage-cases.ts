import { setTimeout as pause } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { clusterOf } from "../../src/kubernetes/clusters.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { writtenOf } from "../../src/release/cluster/written.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import { applied, fence, openRoom, type Room, verdictOn, workload, patience } from "./room.ts";
import { type Wire, wireTo } from "./proxy.ts";
import type { Target } from "./target.ts";

const config: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { level: "info" },
};

/** A room that is reached over a wire of its own. */
interface WiredRoom extends Room {
  wire: Wire;
}

async function openWiredRoom(target: Target): Promise<WiredRoom> {
  const room = await openRoom(target);
  const connection = await target.connection();
  const wire = await wireTo(connection.server);
  const api = new ApiServer(async () => ({ ...connection, server: wire.url }));
  return {
    ...room,
    wire,
    cluster: clusterOf(api, room.namespace),
    async [Symbol.asyncDispose]() {
      await api.close();
      await wire[Symbol.asyncDispose]();
      await room[Symbol.asyncDispose]();
    },
  };
}

/** An API server that is away for a while, as seen from Slipway; everybody else still reaches it. */
export function outageCases(target: () => Target): void {
  test.each([
    ["frozen", (wire: Wire) => wire.freeze(), (wire: Wire) => wire.thaw()],
    ["cut off", (wire: Wire) => wire.cut(), (wire: Wire) => wire.mend()],
  ] as const)("a rollout is seen to its end after the API server was %s", async (_, lose, regain) => {
    await using room = await openWiredRoom(target());
    const app = await applied(room, workload("Deployment", { simulate: { "ready-after": "1s" } }), fence(1));
    const verdict = verdictOn(room, app, { stayUp: 1, expected: writtenOf(app) });
    await pause(500);
    lose(room.wire);
    await pause(4_000);
    regain(room.wire);
    expect(await verdict).toMatchObject({ state: "ready" });
  });

  test("nothing is said about workloads while nothing is known of them", async () => {
    await using room = await openWiredRoom(target());
    const app = await applied(room, workload("Deployment"), fence(1));
    const stop = new AbortController();
    let said = 0;
    const watching = (async () => {
      for await (const _ of room.cluster.watch([refOf(app)], stop.signal)) said += 1;
    })();
    await vi.waitFor(() => expect(said).toBeGreaterThan(0), patience);
    room.wire.freeze();
    // What came through before is told within milliseconds of timers in this process, which end in order.
    await pause(200);
    const before = said;
    await pause(4_800);
    const during = said;
    room.wire.thaw();
    await vi.waitFor(() => expect(said).toBeGreaterThan(during), patience);
    stop.abort();
    await watching;
    expect(during).toBe(before);
  });

  test("a write while the line is cut is done once it is mended, and once only", async () => {
    await using room = await openWiredRoom(target());
    await applied(room, config, fence(1));
    const changed = { ...config, data: { level: "debug" } };
    room.wire.cut();
    const writing = room.cluster.carryOut({ do: "apply", object: changed }, fence(2));
    await pause(700);
    room.wire.mend();
    expect(await writing).toMatchObject({ outcome: "done", changed: true, object: { data: changed.data } });
  });

  test("watches end at once with their signal and leave no line open", async () => {
    await using room = await openWiredRoom(target());
    const app = await applied(room, workload("Deployment"), fence(1));
    for (const _ of Array(5)) {
      const stop = new AbortController();
      for await (const seen of room.cluster.watch([refOf(app)], stop.signal)) {
        if (seen.length > 0) setTimeout(() => stop.abort(), 50);
      }
    }
    await vi.waitFor(() => expect(room.wire.connections()).toBeLessThanOrEqual(4), patience);
  });
}
