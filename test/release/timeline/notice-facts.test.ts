import { describe, expect, it, test } from "vitest";
import type { KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import { afterQuiet } from "../../../src/release/timeline/timeline-due.ts";
import { kpisOf } from "../../../src/release/timeline/notice-kpis.ts";
import { compareWithRelease } from "../../../src/release/timeline/notice-watch.ts";
import { sampleRelease, sampleRun } from "../../redis/samples.ts";

function deployment(image: string, available: number): KubernetesObject {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "nexus-app", generation: 2 },
    spec: { replicas: 3, template: { spec: { containers: [{ name: "app", image }] } } },
    status: { observedGeneration: 2, replicas: 3, updatedReplicas: 3, availableReplicas: available },
  };
}

const released = sampleRelease({ objects: [deployment("nexus-app:v1.5.0", 3)] });

describe("what runs, beside what was released", () => {
  test.each([
    ["the same", deployment("nexus-app:v1.5.0", 3), []],
    [
      "another image",
      deployment("nexus-app:v1.4.2", 3),
      ["Deployment nexus-app runs nexus-app:v1.4.2 in place of nexus-app:v1.5.0"],
    ],
    ["pods missing", deployment("nexus-app:v1.5.0", 1), ["Deployment nexus-app: 1 of 3 pods available"]],
    ["deleted", undefined, ["Deployment nexus-app is gone"]],
  ])("%s", (_name, live, drifts) => {
    const watched = compareWithRelease(released, [live]);
    expect(watched.state === "drifted" ? watched.drifts : []).toEqual(drifts);
  });
});

describe("the figures of production", () => {
  it("count deploys that ended, and rollbacks against them", () => {
    const ended = { startedAt: 1, finishedAt: 2 };
    const runs = [
      sampleRun({ ...ended, phase: "succeeded" }),
      sampleRun({ ...ended, phase: "failed" }),
      sampleRun({ ...ended, phase: "cancelled" }),
      sampleRun({ ...ended, phase: "rolled back", kind: "rollback" }),
      sampleRun({ phase: "running", startedAt: 1 }),
    ];
    expect(kpisOf(runs, 1000, 5000)).toEqual({
      deploys: 2,
      successRate: 0.5,
      rollbackRate: 0.5,
      recoveryTime: 0,
      leadTime: 4000,
    });
  });

  it("tell how long it took to recover, from a failure or the wish to go back to the next good end", () => {
    const minute = 60_000;
    const runs = [
      sampleRun({ phase: "failed", startedAt: 1, finishedAt: 10 * minute }),
      sampleRun({ phase: "failed", startedAt: 1, finishedAt: 12 * minute }),
      sampleRun({ phase: "succeeded", startedAt: 1, finishedAt: 30 * minute }),
      sampleRun({
        phase: "rolled back",
        kind: "rollback",
        requestedAt: 50 * minute,
        startedAt: 1,
        finishedAt: 60 * minute,
      }),
      sampleRun({ phase: "succeeded", startedAt: 1, finishedAt: 90 * minute }),
    ];
    expect(kpisOf(runs.toReversed(), undefined, undefined).recoveryTime).toBe(15 * minute);
  });

  it("claim nothing where nothing is known", () => {
    expect(kpisOf([], undefined, 5000)).toEqual({ deploys: 0 });
  });
});

const night = { from: { hour: 22, minute: 0 }, to: { hour: 7, minute: 0 } };
const lunch = { from: { hour: 12, minute: 0 }, to: { hour: 13, minute: 0 } };

test.each([
  ["before them", "2026-12-07T20:59:00Z", night, "2026-12-07T20:59:00Z"],
  ["as they begin", "2026-12-07T21:00:00Z", night, "2026-12-08T06:00:00Z"],
  ["after midnight", "2026-12-08T03:00:00Z", night, "2026-12-08T06:00:00Z"],
  ["as they end", "2026-12-08T06:00:00Z", night, "2026-12-08T06:00:00Z"],
  ["by day", "2026-12-08T11:30:00Z", lunch, "2026-12-08T12:00:00Z"],
  ["over the change to summer time", "2027-03-27T23:00:00Z", night, "2027-03-28T05:00:00Z"],
  ["over the change to winter time", "2026-10-24T22:00:00Z", night, "2026-10-25T06:00:00Z"],
])("a moment in quiet hours waits for their end in Berlin: %s", (_name, at, quiet, expected) => {
  expect(new Date(afterQuiet(Date.parse(at), quiet, "Europe/Berlin")).toISOString()).toBe(
    new Date(expected).toISOString(),
  );
});
