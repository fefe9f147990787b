import type { JournalEntry } from "../../src/release/journal.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import type { VerifiedRelease } from "../../src/release/run/records.ts";
import type { NoticeRecord } from "../../src/release/timeline/notice.ts";
import type { Run } from "../../src/release/run/run.ts";

export const commit = "c".repeat(40);
export const requester = { user: "U1", team: "T1" };

export function samplePlan(overrides: Partial<Plan> = {}): Plan {
  const object = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "nexus-app" },
    spec: { replicas: 3 },
  };
  return {
    kind: "deploy",
    environment: "production",
    version: "v1.5.0",
    commit,
    from: "v1.4.2",
    waves: [{ name: "workloads", effects: [{ do: "apply", object }] }],
    changes: [
      {
        ref: { apiVersion: "apps/v1", kind: "Deployment", name: "nexus-app" },
        what: "change",
        words: ["image"],
      },
    ],
    warnings: [],
    digest: "d1",
    ...overrides,
  };
}

export function sampleRun(overrides: Partial<Run> = {}): Run {
  return {
    id: "r1",
    kind: "deploy",
    environment: "production",
    version: "v1.5.0",
    commit,
    planDigest: "d1",
    requester,
    requestedAt: 1000,
    phase: "queued",
    approvalsNeeded: 2,
    approvals: [{ by: requester, at: 1001, decision: "approved", planDigest: "d1" }],
    rev: 1,
    ...overrides,
  };
}

export function sampleRelease(overrides: Partial<VerifiedRelease> = {}): VerifiedRelease {
  const { environment = "production", version = "v1.5.0" } = overrides;
  return {
    environment,
    version,
    commit,
    run: "r1",
    at: 2000,
    plan: samplePlan({ environment, version }),
    objects: [
      { apiVersion: "v1", kind: "Service", metadata: { name: "nexus-app" }, spec: { unheardOf: [1, null] } },
    ],
    secretDigests: { "core/Secret/db": "abc" },
    ...overrides,
  };
}

/** Entry number n: `e0`, `e1`… */
export function sampleEntry(n: number): JournalEntry {
  return {
    id: `e${n}`,
    at: n,
    actor: "person:T1/U1",
    what: "approved",
    environment: "production",
    version: "v1.5.0",
    run: "r1",
    details: { words: 'with "quotes", ümlauts and <!channel>', n },
  };
}

export function sampleNotice(overrides: Partial<NoticeRecord> = {}): NoticeRecord {
  return {
    key: "start.1000",
    name: "start",
    kind: "start",
    outcome: "said",
    due: 1_000_000,
    anchor: 1_000_000,
    at: 1_000_001,
    isLate: false,
    told: { state: "under way" },
    corrections: 0,
    medium: "slack",
    conversation: "release.v1.5.0.start.1000",
    channel: "C1",
    ...overrides,
  };
}
