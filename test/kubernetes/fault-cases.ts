import { expect, test } from "vitest";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { clusterOf } from "../../src/kubernetes/clusters.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import { applied, fence, openRoom, type Room, verdictOn, workload } from "./room.ts";
import type { StandInCluster } from "../../demo/cluster/server.ts";
import type { Target } from "./target.ts";

const config: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { level: "info" },
};

/** How many requests to write came from the room, dry runs left out. */
function writesIn(room: Room, standIn: StandInCluster): number {
  const here = `/namespaces/${room.namespace}/`;
  const wrote = standIn.requests.filter(
    ({ method, path, dryRun }) => method === "PATCH" && path.includes(here) && !dryRun,
  );
  return wrote.length;
}

/** Answers that are lost, late, broken or refusals; only the stand-in gives them on demand. */
export function faultCases(target: () => Target & { standIn: StandInCluster }): void {
  test.each([
    ["a 429 with Retry-After", { kind: "status", status: 429, retryAfter: 0 }, 2],
    ["a 500", { kind: "status", status: 500 }, 2],
    ["an HTML page", { kind: "html" }, 2],
    ["a reset before it arrived", { kind: "reset" }, 2],
    ["a reset after it was done", { kind: "resetAfter" }, 1],
  ] as const)("a write that meets %s is done exactly once", async (_, fault, requests) => {
    await using room = await openRoom(target());
    const { standIn } = target();
    const path = new RegExp(`/${room.namespace}/configmaps/settings`);
    standIn.faults.next({ fault, method: "PATCH", path });
    const outcome = await room.cluster.carryOut({ do: "apply", object: config }, fence(1));
    expect(outcome).toMatchObject({ outcome: "done", changed: true, object: { data: config["data"] } });
    expect(writesIn(room, standIn)).toBe(requests);
  });

  test.each([
    ["500", { kind: "status", status: 500 }],
    ["HTML", { kind: "html" }],
    ["a reset", { kind: "reset" }],
  ] as const)("a read that meets %s twice is tried again", async (_, fault) => {
    await using room = await openRoom(target());
    await applied(room, config, fence(1));
    const path = new RegExp(`/${room.namespace}/configmaps/settings`);
    target().standIn.faults.next({ fault, method: "GET", path, times: 2 });
    expect(await room.cluster.read([refOf(config)])).toMatchObject([{ data: config["data"] }]);
  });

  test("an API server in trouble for long is called unavailable", async () => {
    await using room = await openRoom(target());
    const path = new RegExp(`/${room.namespace}/configmaps/settings`);
    target().standIn.faults.next({ fault: { kind: "html" }, method: "GET", path, times: 4 });
    await expect(room.cluster.read([refOf(config)])).rejects.toMatchObject({
      problem: { code: "cluster-unavailable", what: expect.not.stringContaining("<") },
    });
  });

  test.each([
    [401, "cluster-forbidden"],
    [403, "cluster-forbidden"],
  ])("a %i names the verb and the object", async (status, code) => {
    await using room = await openRoom(target());
    const path = new RegExp(`/${room.namespace}/configmaps/settings`);
    target().standIn.faults.next({ fault: { kind: "status", status }, method: "PATCH", path, times: 2 });
    await expect(room.cluster.carryOut({ do: "apply", object: config }, fence(1))).rejects.toMatchObject({
      problem: { code, what: expect.stringMatching(/patch ConfigMap settings/) },
    });
  });

  test("watches that are cut or refused delay nothing for long", async () => {
    await using room = await openRoom(target());
    const path = new RegExp(`/${room.namespace}/.*watch=1`);
    target().standIn.faults.next({ fault: { kind: "reset" }, path, times: 3 });
    target().standIn.faults.next({ fault: { kind: "status", status: 410 }, path, times: 3 });
    const app = await applied(room, workload("Deployment"), fence(1));
    expect(await verdictOn(room, app)).toMatchObject({ state: "ready" });
  });

  test("lists that fail for a while are waited out, and say nothing meanwhile", async () => {
    await using room = await openRoom(target());
    const app = await applied(room, workload("Deployment"), fence(1));
    const path = new RegExp(`/${room.namespace}/.*limit=`);
    target().standIn.faults.next({ fault: { kind: "status", status: 503 }, path, times: 6 });
    expect(await verdictOn(room, app)).toMatchObject({ state: "ready" });
  });

  test("a watch without the right to list says so", async () => {
    await using room = await openRoom(target());
    const app = await applied(room, workload("Deployment"), fence(1));
    const path = new RegExp(`/${room.namespace}/replicasets.*limit=`);
    target().standIn.faults.next({ fault: { kind: "status", status: 403 }, path });
    await expect(verdictOn(room, app)).rejects.toMatchObject({ problem: { code: "cluster-forbidden" } });
  });

  test("a hung answer is given up, and the object looked at again", async () => {
    await using room = await openRoom(target());
    const path = new RegExp(`/${room.namespace}/configmaps/settings`);
    target().standIn.faults.next({ fault: { kind: "hang" }, method: "PATCH", path });
    const impatient = new ApiServer(target().connection, 500);
    const outcome = await clusterOf(impatient, room.namespace).carryOut(
      { do: "apply", object: config },
      fence(1),
    );
    expect(outcome).toMatchObject({ outcome: "done", changed: true });
    await impatient.close();
  });
}
