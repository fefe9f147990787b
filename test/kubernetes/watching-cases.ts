import { expect, test } from "vitest";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { writtenOf } from "../../src/release/cluster/written.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { WorkloadObservation } from "../../src/release/cluster/observation.ts";
import { all, applied, fence, openRoom, somebodyPatches, verdictOn, workload } from "./room.ts";
import type { Target } from "./target.ts";

const unplaceable = { nodeSelector: { disk: "none-has-this" } };
const quota: KubernetesObject = {
  apiVersion: "v1",
  kind: "ResourceQuota",
  metadata: { name: "few" },
  spec: { hard: { pods: "1" } },
};

/** Rollouts that end well, rollouts that do not, and logs, on any cluster. */
export function watchingCases(target: () => Target): void {
  test.each(["Deployment", "StatefulSet", "DaemonSet", "Job"])(
    "a %s rolls out, then its next version",
    async (kind) => {
      await using room = await openRoom(target());
      const first = await applied(room, workload(kind, { image: "app:1" }), fence(1));
      expect(await verdictOn(room, first, { expected: writtenOf(first) })).toMatchObject({ state: "ready" });
      const second = await applied(room, workload(kind, { image: "app:2" }), fence(2));
      expect(await verdictOn(room, second, { expected: writtenOf(second) })).toMatchObject({
        state: "ready",
      });
      const pods = await all(room, "v1", "Pod");
      const images = pods
        .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
        .map(({ spec }) => JSON.stringify(spec));
      expect(images.every((spec) => spec.includes("app:2"))).toBe(true);
    },
  );

  test.each([
    [
      "a crash loop",
      { simulate: { failure: "CrashLoopBackOff" } },
      /CrashLoopBackOff \(container main, exit code 1/,
    ],
    ["an image that cannot be pulled", { simulate: { failure: "ImagePullBackOff" } }, /ImagePullBackOff/],
    ["a first failed pull that lasts", { simulate: { failure: "ErrImagePull" } }, /ErrImagePull/],
    [
      "configuration that is not there",
      { simulate: { failure: "CreateContainerConfigError" } },
      /CreateContainerConfigError/,
    ],
    ["no node that fits", { pod: unplaceable }, /unschedulable: .*nodes/],
  ])("%s is named", async (_, shape, words) => {
    await using room = await openRoom(target());
    const good = await applied(room, workload("Deployment"), fence(1));
    await verdictOn(room, good);
    const bad = await applied(room, workload("Deployment", shape), fence(2));
    const verdict = await verdictOn(room, bad, { expected: writtenOf(bad) });
    expect(verdict).toMatchObject({
      state: "failed",
      pod: expect.stringMatching(/^app-/),
      problem: { code: "workload-failed", what: expect.stringMatching(words) },
    });
  });

  test("a quota that is used up is named", async () => {
    await using room = await openRoom(target());
    await applied(room, quota, fence(1));
    const app = await applied(room, workload("Deployment", { replicas: 3 }), fence(1));
    expect(await verdictOn(room, app)).toMatchObject({
      state: "failed",
      problem: { what: expect.stringMatching(/exceeded quota/) },
    });
  });

  test("a pod that crashes after it was ready fails within the time to stay up", async () => {
    await using room = await openRoom(target());
    const app = await applied(
      room,
      workload("Deployment", { simulate: { "crash-after": "500ms" } }),
      fence(1),
    );
    expect(await verdictOn(room, app, { stayUp: 10 })).toMatchObject({
      state: "failed",
      problem: { what: expect.stringMatching(/CrashLoopBackOff/) },
    });
  });

  test("staying up is seen to the end", async () => {
    await using room = await openRoom(target());
    const app = await applied(room, workload("Deployment"), fence(1));
    const began = Date.now();
    expect(await verdictOn(room, app, { stayUp: 3 })).toMatchObject({ state: "ready" });
    expect(Date.now() - began).toBeGreaterThanOrEqual(3_000);
  });

  test("a Job's failure is named", async () => {
    await using room = await openRoom(target());
    const shape = { simulate: { failure: "Error" }, spec: { backoffLimit: 0 } };
    const job = await applied(room, workload("Job", shape), fence(1));
    expect(await verdictOn(room, job)).toMatchObject({
      state: "failed",
      problem: { code: "workload-failed" },
    });
  });

  test.for<[string, Record<string, string>, object]>([
    ["finished", {}, { how: "complete" }],
    ["failed", { failure: "Error" }, { how: "failed", words: expect.stringContaining("backoff limit") }],
  ])(
    "how a Job ended that %s and was cleared away is known for a while",
    async ([, simulate, end], { expect: ofThis }) => {
      await using room = await openRoom(target());
      const spec = { backoffLimit: 0, ttlSecondsAfterFinished: 0 };
      const job = await applied(room, workload("Job", { simulate, spec }), fence(1));
      await ofThis.poll(() => room.cluster.read([refOf(job)]), { timeout: 10_000 }).toEqual([undefined]);
      await ofThis.poll(() => room.cluster.endOfJob(writtenOf(job).uid)).toEqual(end);
      expect(writtenOf(job).ttl).toBe(0);
      expect(await room.cluster.endOfJob("nobody")).toBeUndefined();
    },
  );

  test("somebody else's image is not overwritten, and not taken for ours", async () => {
    await using room = await openRoom(target());
    const app = await applied(room, workload("Deployment", { simulate: { "ready-after": "2s" } }), fence(1));
    const template = { spec: { containers: [{ name: "main", image: "app:hot" }] } };
    await somebodyPatches(room, refOf(app), { spec: { template } }, "kubectl-set");
    expect(await verdictOn(room, app, { expected: writtenOf(app) })).toMatchObject({
      state: "failed",
      problem: { code: "changed-meanwhile" },
    });
  });

  test("a deleted workload is missed", async () => {
    await using room = await openRoom(target());
    // It is never ready before it is gone, however long both take.
    const never = { simulate: { "ready-after": "3600s" } };
    const app = await applied(room, workload("Deployment", never), fence(1));
    const verdict = verdictOn(room, app);
    await room.cluster.carryOut({ do: "remove", ref: refOf(app) }, fence(1));
    expect(await verdict).toMatchObject({ state: "failed", problem: { code: "workload-missing" } });
  });

  test("several workloads are watched together, and the watch ends with its signal", async () => {
    await using room = await openRoom(target());
    const names = ["a", "b", "c"];
    for (const name of names) await applied(room, workload("Deployment", {}, name), fence(1));
    const refs = names.map((name) => refOf(workload("Deployment", {}, name)));
    const stop = new AbortController();
    let last: WorkloadObservation[] = [];
    for await (const seen of room.cluster.watch(refs, stop.signal)) {
      last = seen;
      if (seen.every(({ pods }) => pods.length === 1)) stop.abort();
    }
    expect(last.map(({ ref, pods }) => [ref.name, pods.length])).toEqual([
      ["a", 1],
      ["b", 1],
      ["c", 1],
    ]);
  });

  test("a crashed pod's log ends with what went wrong", async () => {
    await using room = await openRoom(target());
    const app = await applied(
      room,
      workload("Deployment", { simulate: { failure: "CrashLoopBackOff" } }),
      fence(1),
    );
    const verdict = await verdictOn(room, app);
    const pod = verdict.state === "failed" ? verdict.pod : undefined;
    const lines = await room.cluster.logs(pod ?? "", 5);
    expect(lines.at(-1)).toMatch(/fatal/);
    expect(await room.cluster.logs("no-such-pod", 5)).toEqual([]);
  });
}
