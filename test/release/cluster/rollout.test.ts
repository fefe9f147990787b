import { describe, expect, test } from "vitest";
import type { JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import { type JobEnd, jobEndIn } from "../../../src/release/cluster/job-end.ts";
import { judgeWorkload, type RolloutFacts } from "../../../src/release/cluster/rollout.ts";
import { writtenOf } from "../../../src/release/cluster/written.ts";
import { finished, full, later, seen, soon, start, underWay, underWayStatus, workload } from "./workloads.ts";

describe("progress, as kubectl rollout status sees it", () => {
  const daemon = { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 2 };
  const onDelete = { updateStrategy: { type: "OnDelete" } };
  const partition = { updateStrategy: { rollingUpdate: { partition: 2 } } };
  test.each<[string, KubernetesObject, string, RegExp]>([
    ["a finished Deployment", finished, "ready", /3 pods updated and available/],
    [
      "the status of an older spec",
      workload("Deployment", { ...full, observedGeneration: 1 }),
      "waiting",
      /notice/,
    ],
    ["pods to update", underWay, "waiting", /2 of 3 pods updated/],
    ["old pods", workload("Deployment", { ...full, replicas: 4 }), "waiting", /1 old pod still/],
    [
      "pods to become available",
      workload("Deployment", { ...full, availableReplicas: 1 }),
      "waiting",
      /1 of 3 pods available/,
    ],
    ["no replicas", workload("Deployment", {}, { replicas: 0 }), "ready", /scaled to 0/],
    [
      "no replicas yet",
      workload("Deployment", { replicas: 2, updatedReplicas: 2 }, { replicas: 0 }),
      "waiting",
      /./,
    ],
    ["a finished StatefulSet", workload("StatefulSet", full), "ready", /3 pods updated/],
    [
      "a StatefulSet under way",
      workload("StatefulSet", { ...full, updatedReplicas: 1 }),
      "waiting",
      /1 of 3 pods updated/,
    ],
    [
      "a StatefulSet not ready",
      workload("StatefulSet", { ...full, readyReplicas: 2 }),
      "waiting",
      /2 of 3 pods ready/,
    ],
    [
      "a partition",
      workload("StatefulSet", { ...full, updatedReplicas: 1 }, partition),
      "ready",
      /2 pods kept back/,
    ],
    [
      "a partition under way",
      workload("StatefulSet", { ...full, updatedReplicas: 0 }, partition),
      "waiting",
      /0 of 1 pod /,
    ],
    ["OnDelete", workload("StatefulSet", { ...full, updatedReplicas: 0 }, onDelete), "ready", /deletes it/],
    ["a finished DaemonSet", workload("DaemonSet", daemon), "ready", /2 pods/],
    [
      "a DaemonSet under way",
      workload("DaemonSet", { ...daemon, updatedNumberScheduled: 1 }),
      "waiting",
      /1 of 2 pods updated/,
    ],
    [
      "a DaemonSet not available",
      workload("DaemonSet", { ...daemon, numberAvailable: 1 }),
      "waiting",
      /1 of 2 pods available/,
    ],
    ["a DaemonSet without nodes", workload("DaemonSet", {}), "ready", /no node/],
    ["a Job that runs", workload("Job", { active: 1 }), "waiting", /1 pod running/],
    [
      "a Job that is done",
      workload("Job", { conditions: [{ type: "Complete", status: "True" }] }),
      "ready",
      /finished/,
    ],
  ])("%s", (_, object, state, words) => {
    expect(judgeWorkload(seen(object), soon)).toMatchObject({ state, words: expect.stringMatching(words) });
  });
});

function conditions(type: string, more: JsonObject): JsonObject {
  return { conditions: [{ type, status: "True", ...more }] };
}

function endBy(...reasons: string[]): JobEnd | undefined {
  return jobEndIn(reasons.map((reason) => ({ reason, message: `It says ${reason}` })));
}

describe("a Job that is gone", () => {
  const gone = { ref: { apiVersion: "batch/v1", kind: "Job", name: "migrate" }, pods: [] };
  const kept = { uid: "u1", template: "t" };
  const cleared = { ...kept, ttl: 60 };
  test.each<[string, Partial<RolloutFacts>, object]>([
    ["has finished", { expected: cleared, ended: { how: "complete" } }, { state: "ready" }],
    [
      "has failed",
      { expected: cleared, ended: { how: "failed", words: "backoff limit" } },
      { problem: { code: "workload-failed", what: "Job migrate failed: backoff limit." } },
    ],
    [
      "finished before somebody deleted it",
      { expected: kept, ended: { how: "complete" } },
      { state: "ready" },
    ],
    ["may have ended", { expected: cleared }, { problem: { code: "job-end-unknown" } }],
    ["was deleted", { expected: kept }, { problem: { code: "workload-missing" } }],
    ["was written by nobody knows whom", {}, { problem: { code: "workload-missing" } }],
  ])("%s", (_, facts, judgement) => {
    expect(judgeWorkload(gone, { ...soon, ...facts })).toMatchObject(judgement);
  });

  test("is told by its events, of which only those of its end count", () => {
    expect(endBy("SuccessfulCreate", "Completed")).toEqual({ how: "complete" });
    expect(endBy("SuccessfulCreate", "FailedCreate")).toBeUndefined();
    expect(endBy()).toBeUndefined();
    expect(endBy("SuccessfulCreate", "BackoffLimitExceeded")).toEqual({
      how: "failed",
      words: "It says BackoffLimitExceeded",
    });
  });
});

describe("failures of the workload", () => {
  const exceeded = {
    conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
  };
  const quota = { message: "exceeded quota: pods", lastTransitionTime: new Date(start).toISOString() };
  test.each<[string, KubernetesObject | undefined, string, RegExp]>([
    ["deleted", undefined, "workload-missing", /deleted/],
    ["paused", workload("Deployment", underWayStatus, { paused: true }), "workload-failed", /paused/],
    ["too slow", workload("Deployment", { ...underWayStatus, ...exceeded }), "workload-failed", /deadline/],
    [
      "quota",
      workload("Deployment", conditions("ReplicaFailure", quota)),
      "workload-failed",
      /exceeded quota: pods/,
    ],
    [
      "failed Job",
      workload("Job", conditions("Failed", { message: "backoff limit" })),
      "workload-failed",
      /backoff limit/,
    ],
    ["suspended Job", workload("Job", {}, { suspend: true }), "workload-failed", /suspended/],
  ])("%s", (_, object, code, what) => {
    expect(judgeWorkload(seen(object), later)).toMatchObject({
      state: "failed",
      problem: { code, what: expect.stringMatching(what) },
    });
  });

  test("quota may be freed by old pods, so it gets time", () => {
    const object = workload("Deployment", conditions("ReplicaFailure", quota));
    expect(judgeWorkload(seen(object), soon).state).toBe("waiting");
  });

  describe("a deadline that had passed before the run wrote", () => {
    const noted = { ...exceeded.conditions[0], lastUpdateTime: "2026-11-23T11:59:00Z" };
    const status = { replicas: 2, updatedReplicas: 1, availableReplicas: 1, conditions: [noted] };
    const spec = { replicas: 1, progressDeadlineSeconds: 30 };
    const taken = workload("Deployment", status, spec);
    const expected = writtenOf(taken);

    test("is no failure of what was written", () => {
      expect(judgeWorkload(seen(taken), { ...soon, expected }).state).toBe("waiting");
    });

    test("is one once as much time has passed again", () => {
      expect(judgeWorkload(seen(taken), { ...later, expected }).state).toBe("failed");
    });

    test("is told from one that passed since", () => {
      const again = { ...status, conditions: [{ ...noted, lastUpdateTime: "2026-11-23T12:00:04Z" }] };
      expect(judgeWorkload(seen(workload("Deployment", again, spec)), { ...soon, expected }).state).toBe(
        "failed",
      );
    });
  });

  test("one that was made anew is not ours", () => {
    const judgement = judgeWorkload(seen(workload("Deployment", full, {}, { uid: "u2" })), {
      ...soon,
      expected: writtenOf(finished),
    });
    expect(judgement).toMatchObject({ state: "failed", problem: { code: "changed-meanwhile" } });
  });

  test("another template is somebody else's, another replica count is not", () => {
    const scaled = workload(
      "Deployment",
      { ...full, replicas: 5, updatedReplicas: 5, availableReplicas: 5 },
      { replicas: 5 },
    );
    const changed = workload("Deployment", full, { template: { spec: {} } });
    expect(judgeWorkload(seen(scaled), { ...soon, expected: writtenOf(finished) }).state).toBe("ready");
    expect(judgeWorkload(seen(changed), { ...soon, expected: writtenOf(finished) })).toMatchObject({
      problem: { code: "changed-meanwhile" },
    });
  });
});
