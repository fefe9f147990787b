import { expect, test, vi } from "vitest";
import { jsonAt, objectAt, objectsAt, textsAt } from "../../src/release/cluster/json.ts";
import { writtenOf } from "../../src/release/cluster/written.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { describeChange } from "../../src/release/run/diff.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import { recordable } from "../../src/release/cluster/recording.ts";
import {
  all,
  applied,
  environment,
  fence,
  live,
  openRoom,
  somebodyCreates,
  somebodyPatches,
  verdictOn,
  workload,
  written,
  patience,
} from "./room.ts";
import type { Target } from "./target.ts";

const config: KubernetesObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings" },
  data: { level: "info" },
};

function templateOf(object: KubernetesObject) {
  return objectAt(object, "spec", "template");
}

function envOf(object: KubernetesObject) {
  const [container] = objectsAt(templateOf(object), "spec", "containers");
  return objectsAt(container, "env").map(({ name }) => name);
}

/** A Deployment without pods: only what is written matters. */
function idle(image: string, variable: string): KubernetesObject {
  return workload("Deployment", { image, env: { [variable]: "1" }, replicas: 0 });
}

/** Applying, restoring and removing, on any cluster. */
export function writingCases(target: () => Target): void {
  test("applying twice writes once", async () => {
    await using room = await openRoom(target());
    const first = await room.cluster.carryOut({ do: "apply", object: config }, fence(1));
    const second = await room.cluster.carryOut({ do: "apply", object: config }, fence(1));
    expect([first, second]).toMatchObject([{ changed: true }, { changed: false }]);
    expect(written(second).metadata.resourceVersion).toBe(written(first).metadata.resourceVersion);
  });

  test("a newer run writes again, an older one is fenced off", async () => {
    await using room = await openRoom(target());
    await applied(room, config, fence(2));
    const older = await room.cluster.carryOut({ do: "apply", object: config }, fence(1));
    expect(older).toEqual({ outcome: "fenced", byRun: "run-2" });
    const removal = await room.cluster.carryOut({ do: "remove", ref: refOf(config) }, fence(1));
    expect(removal).toMatchObject({ outcome: "fenced" });
    expect(textsAt(await applied(room, config, fence(3)), "metadata", "annotations")).toMatchObject({
      "slipway.dev/run": "run-3",
      "slipway.dev/fence": "3",
      "slipway.dev/version": "v1.3.0",
    });
  });

  test("what was written under a number that nobody knows of is left, unless it is this run's own", async () => {
    await using room = await openRoom(target());
    await applied(room, config, fence(5));
    const carryOut = (run: string, last: number) =>
      room.cluster.carryOut({ do: "apply", object: config }, { ...fence(7), run, last });
    expect(await carryOut("run-7", 4)).toEqual({ outcome: "unaccounted", byRun: "run-5" });
    expect(await carryOut("run-5", 4)).toMatchObject({ outcome: "done" });
    expect(await carryOut("run-7", 5)).toMatchObject({ outcome: "done", changed: true });
  });

  test("a conflict names its owner and field, and takes over only when told", async () => {
    await using room = await openRoom(target());
    const app = workload("Deployment", { image: "app:1" });
    await somebodyCreates(room, app, "kubectl-create");
    const ours = workload("Deployment", { image: "app:2" });
    const conflict = await room.cluster.carryOut({ do: "apply", object: ours }, fence(1));
    const field = expect.stringMatching(/containers.*image/);
    expect(conflict).toMatchObject({ outcome: "conflict", owners: [{ manager: "kubectl-create", field }] });
    await applied(room, ours, fence(1, true));
    expect(JSON.stringify(await live(room, refOf(app)))).toContain("app:2");
  });

  test("a preview says what would be, and writes nothing", async () => {
    await using room = await openRoom(target());
    const before = await applied(room, config, fence(1));
    const changed = { ...config, data: { level: "debug" } };
    const preview = written(await room.cluster.preview({ do: "apply", object: changed }, fence(2)));
    expect(preview.data).toEqual({ level: "debug" });
    expect(await live(room, refOf(config))).toEqual({ ...before, apiVersion: "v1", kind: "ConfigMap" });
    const removal = await room.cluster.preview({ do: "remove", ref: refOf(config) }, fence(2));
    expect(removal).toMatchObject({ outcome: "done", changed: true });
    expect(await room.cluster.read([refOf(config)])).not.toEqual([undefined]);
  });

  test("previews objects for a namespace that is yet to be made", async () => {
    const elsewhere = target().clusters.of(environment(target(), "slipway-not-there-yet"));
    expect(await elsewhere.preview({ do: "apply", object: config }, fence(1))).toMatchObject({
      outcome: "done",
    });
  });

  test("a restore finds its ReplicaSet again, and keeps scaling and unknown fields", async () => {
    await using room = await openRoom(target());
    const app = workload("Deployment", {
      image: "app:1.4.2",
      env: { A: "1" },
      pod: { setHostnameAsFQDN: true },
    });
    await applied(room, app, fence(1));
    await verdictOn(room, app);
    const recorded = recordable(await live(room, refOf(app)));
    await applied(room, workload("Deployment", { image: "app:1.5.0", env: { B: "1" } }), fence(2));
    await verdictOn(room, app);
    await somebodyPatches(room, refOf(app), { spec: { replicas: 2 } }, "kubectl-scale");
    const restored = written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    expect(templateOf(restored)).toEqual(templateOf(recorded));
    expect(jsonAt(restored, "spec", "replicas")).toBe(2);
    expect(await verdictOn(room, app, { expected: writtenOf(restored) })).toMatchObject({ state: "ready" });
    expect(await all(room, "apps/v1", "ReplicaSet")).toHaveLength(2);
    const again = await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3));
    expect(again).toMatchObject({ outcome: "done", changed: false });
  });

  test("a restore brings pods back that the manifests did away with, and none that a person has scaled away", async () => {
    await using room = await openRoom(target());
    const app = workload("Deployment", { image: "app:1.4.2", replicas: 2 });
    const recorded = recordable(await applied(room, app, fence(1)));
    await applied(room, workload("Deployment", { image: "app:1.5.0", replicas: 0 }), fence(2));
    const restored = written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    expect(jsonAt(restored, "spec", "replicas")).toBe(2);
    await somebodyPatches(room, refOf(app), { spec: { replicas: 0 } }, "kubectl-scale");
    const again = written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(4)));
    expect(jsonAt(again, "spec", "replicas")).toBe(0);
  });

  test("what a restore brought back goes with the next deploy that lacks it", async () => {
    await using room = await openRoom(target());
    const recorded = recordable(await applied(room, idle("app:1.4.2", "A"), fence(1)));
    await applied(room, idle("app:1.5.0", "B"), fence(2));
    const restored = written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    expect(envOf(restored)).toEqual(["A"]);
    const next = { do: "apply", object: idle("app:1.6.0", "C") } as const;
    expect(envOf(written(await room.cluster.preview(next, fence(4))))).toEqual(["C"]);
    expect(envOf(await applied(room, next.object, fence(4)))).toEqual(["C"]);
  });

  test("a restore makes anew what is missing", async () => {
    await using room = await openRoom(target());
    const app = workload("Deployment", { env: { A: "1" } });
    const recorded = recordable(await applied(room, app, fence(1)));
    await room.cluster.carryOut({ do: "remove", ref: refOf(app) }, fence(2));
    await vi.waitFor(
      async () => expect(await room.cluster.read([refOf(app)])).toEqual([undefined]),
      patience,
    );
    const restored = written(await room.cluster.carryOut({ do: "restore", object: recorded }, fence(3)));
    expect(templateOf(restored)).toEqual(templateOf(recorded));
  });

  test("a finished Job makes room for the next one, once per run", async () => {
    await using room = await openRoom(target());
    const job = workload("Job", { image: "app:1" }, "migrate");
    const nextJob = workload("Job", { image: "app:2" }, "migrate");
    const first = await applied(room, job, fence(1));
    expect(await verdictOn(room, first, { expected: writtenOf(first) })).toMatchObject({ state: "ready" });
    const preview = written(await room.cluster.preview({ do: "apply", object: nextJob }, fence(2)));
    expect(describeChange(await live(room, refOf(job)), preview)).toMatchObject({
      what: "change",
      words: ["image 1 → 2"],
    });
    const second = await applied(room, nextJob, fence(2));
    expect(second.metadata.uid).not.toBe(first.metadata.uid);
    const again = await room.cluster.carryOut({ do: "apply", object: nextJob }, fence(2));
    expect(again).toMatchObject({ changed: false, object: { metadata: { uid: second.metadata.uid } } });
  });

  test("a Job that failed in an earlier run runs again, also where its manifest is the same", async () => {
    await using room = await openRoom(target());
    const job = workload("Job", { simulate: { failure: "Error" }, spec: { backoffLimit: 0 } }, "migrate");
    const first = await applied(room, job, fence(1));
    expect(await verdictOn(room, first, { expected: writtenOf(first) })).toMatchObject({ state: "failed" });
    expect((await applied(room, job, fence(1))).metadata.uid).toBe(first.metadata.uid);
    expect((await applied(room, job, fence(2))).metadata.uid).not.toBe(first.metadata.uid);
  });

  test("a refusal says what the API server said", async () => {
    await using room = await openRoom(target());
    const broken = workload("Deployment", { spec: { selector: { matchLabels: { app: "other" } } } });
    const refused = room.cluster.carryOut({ do: "apply", object: broken }, fence(1));
    await expect(refused).rejects.toMatchObject({
      problem: { code: "cluster-refused", what: expect.stringMatching(/selector/) },
    });
  });

  test("an unknown kind is refused with advice", async () => {
    await using room = await openRoom(target());
    const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w" } };
    const refused = room.cluster.preview({ do: "apply", object: widget }, fence(1));
    await expect(refused).rejects.toMatchObject({ problem: { code: "cluster-refused" } });
  });
}
