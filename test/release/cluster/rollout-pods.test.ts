import { describe, expect, test } from "vitest";
import type { JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import { judgeWorkload, type RolloutFacts } from "../../../src/release/cluster/rollout.ts";
import { finished, later, pod, seen, soon, start, underWay, waitingPod, workload } from "./workloads.ts";

test.each<[string, JsonObject, boolean]>([
  ["goes pod by pod", {}, true],
  ["renews all pods at once", { podManagementPolicy: "Parallel" }, false],
])(
  "a StatefulSet that %s is or is not held up by a broken pod of the template before",
  (_name, spec, isHeld) => {
    const set = workload("StatefulSet", { replicas: 3, readyReplicas: 2, updatedReplicas: 0 }, spec);
    const broken = waitingPod("CrashLoopBackOff");
    const judgement = judgeWorkload({ ...seen(set), older: [broken] }, later);
    expect(judgement).toMatchObject({
      state: "waiting",
      words: expect.stringContaining("2 of 3 pods ready"),
    });
    expect(JSON.stringify(judgement).includes("pod app-1 of the template before holds it up")).toBe(isHeld);
  },
);

describe("failures of pods", () => {
  const ended = { terminated: { exitCode: 1 } };
  const unschedulable = pod({
    conditions: [
      {
        type: "PodScheduled",
        status: "False",
        reason: "Unschedulable",
        message: "0/3 nodes",
        lastTransitionTime: new Date(start).toISOString(),
      },
    ],
  });
  const notReady = { name: "c", ready: false, state: { running: {} }, lastState: ended };
  test.each<[string, KubernetesObject, RolloutFacts, "failed" | "waiting", RegExp]>([
    [
      "a crash loop",
      waitingPod("CrashLoopBackOff", { restartCount: 1, lastState: ended }),
      soon,
      "failed",
      /exit code 1, 1 restart\)/,
    ],
    [
      "two bad ends",
      pod({ containerStatuses: [{ ...notReady, restartCount: 2 }] }),
      soon,
      "failed",
      /2 restarts/,
    ],
    ["one bad end", pod({ containerStatuses: [{ ...notReady, restartCount: 1 }] }), later, "waiting", /./],
    [
      "out of memory",
      waitingPod("CrashLoopBackOff", { lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } }),
      soon,
      "failed",
      /137, out of memory/,
    ],
    [
      "an init container",
      pod({ initContainerStatuses: [{ name: "i", state: { waiting: { reason: "CrashLoopBackOff" } } }] }),
      soon,
      "failed",
      /container i/,
    ],
    ["a first failed pull", waitingPod("ErrImagePull"), soon, "waiting", /./],
    ["a pull that keeps failing", waitingPod("ImagePullBackOff"), later, "failed", /ImagePullBackOff/],
    ["a bad image name", waitingPod("InvalidImageName"), soon, "failed", /InvalidImageName/],
    [
      "missing configuration",
      waitingPod("CreateContainerConfigError"),
      later,
      "failed",
      /CreateContainerConfigError/,
    ],
    ["no node for a moment", unschedulable, soon, "waiting", /./],
    ["no node", unschedulable, later, "failed", /unschedulable: 0\/3 nodes/],
    [
      "a pod on its way out",
      { ...unschedulable, metadata: { name: "p", deletionTimestamp: "now" } },
      later,
      "waiting",
      /./,
    ],
    ["a pod that starts", waitingPod("ContainerCreating"), later, "waiting", /./],
  ])("%s", (_, broken, moment, state, words) => {
    const judgement = judgeWorkload(seen(underWay, broken), moment);
    const problem = judgement.state === "failed" ? judgement.problem.what : "still waiting";
    const name = judgement.state === "failed" ? judgement.pod : broken.metadata.name;
    expect([judgement.state, problem, name]).toEqual([
      state,
      expect.stringMatching(words),
      broken.metadata.name,
    ]);
  });

  test("a Job counts its crashes itself", () => {
    const crashed = waitingPod("CrashLoopBackOff", { restartCount: 3, lastState: ended });
    expect(judgeWorkload(seen(workload("Job", { active: 1 }), crashed), later).state).toBe("waiting");
  });
});

function facts(seconds: number, held?: { since: number; restarts: number }): RolloutFacts {
  return { since: start, now: start + seconds * 1_000, stayUp: 30, ...(held && { held }) };
}

function running(restartCount: number): KubernetesObject {
  return pod({ containerStatuses: [{ name: "c", ready: true, restartCount }] });
}

describe("staying up", () => {
  test("begins when everything is ready", () => {
    const judgement = judgeWorkload(seen(finished, running(0)), facts(10));
    expect(judgement).toMatchObject({ state: "waiting", held: { since: start + 10_000, restarts: 0 } });
  });

  test("ends after the time, and says since when", () => {
    const held = { since: start + 10_000, restarts: 0 };
    expect(judgeWorkload(seen(finished, running(0)), facts(39, held)).state).toBe("waiting");
    expect(judgeWorkload(seen(finished, running(0)), facts(40, held))).toMatchObject({
      state: "ready",
      since: start + 10_000,
    });
  });

  test("begins anew after a restart", () => {
    const held = { since: start, restarts: 0 };
    expect(judgeWorkload(seen(finished, running(1)), facts(60, held))).toMatchObject({
      state: "waiting",
      words: expect.stringContaining("restarted"),
      held: { since: start + 60_000, restarts: 1 },
    });
  });

  test("is forgotten when pods are missing", () => {
    const judgement = judgeWorkload(seen(underWay), facts(60, { since: start, restarts: 0 }));
    expect(judgement).not.toHaveProperty("held");
  });
});
