import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import type { Effect } from "../../../src/release/run/plan.ts";
import { planRollback, type RollbackFacts } from "../../../src/release/run/rollback.ts";
import type { Run } from "../../../src/release/run/run.ts";
import type { Draft } from "../../../src/release/run/deploy.ts";
import {
  commit,
  environment,
  object,
  otherCommit,
  person,
  plan,
  run,
  settings,
  verified,
} from "./decisions.ts";

const record = verified("v1.4.2");
const live = verified("v1.5.0", { commit: otherCommit });
const facts: RollbackFacts = {
  environment: environment(),
  settings: settings(),
  version: "v1.4.2",
  record,
  live,
  workloads: [],
  allowUnverified: false,
  takeOver: false,
};
const { record: _record, ...unknown } = facts;

function draftOf(given: RollbackFacts): Draft {
  const decision = planRollback(given);
  if (decision.outcome === "refused") throw new Error(decision.problem.code);
  return decision.draft;
}

function told(effect: Effect): string {
  return effect.do === "remove" ? `remove ${effect.ref.name}` : `${effect.do} ${effect.object.metadata.name}`;
}

function effects(given: RollbackFacts): string[] {
  return draftOf(given).waves.flatMap((wave) => wave.effects.map(told));
}

describe("planRollback refuses", () => {
  const argo = object("Deployment", "nexus-app", {
    metadata: { name: "nexus-app", labels: { "argocd.argoproj.io/instance": "nexus" } },
  });
  const held = { version: "v1.4.2", reason: "leaks", by: person("U1"), since: 1 };
  const half = { run: run({ version: "v1.4.2", phase: "running" as const }), objects: [] };
  const cases: [string, RollbackFacts, string][] = [
    ["the version that is live", { ...facts, version: "v1.5.0" }, "already-live"],
    ["the version that a running deploy brings", { ...facts, current: half }, "already-live"],
    ["a version on hold", { ...facts, hold: held }, "version-on-hold"],
    [
      "the live version while a run of it waits",
      { ...facts, version: "v1.5.0", record: live, current: { ...half, run: run({ id: "again" }) } },
      "already-live",
    ],
    ["a commit of the version on hold", { ...facts, hold: { ...held, commit } }, "version-on-hold"],
    ["workloads that Argo CD looks after", { ...facts, workloads: [argo] }, "gitops-owner"],
    ["a version never verified here", unknown, "not-verified-here"],
    [
      "a version with neither record nor manifests",
      { ...unknown, allowUnverified: true },
      "nothing-recorded",
    ],
    [
      "a hold even where unverified versions are allowed",
      { ...unknown, allowUnverified: true, hold: held },
      "version-on-hold",
    ],
  ];
  it.each(cases)("%s", (_name, given, code) => {
    expect(planRollback(given)).toMatchObject({ outcome: "refused", problem: { code } });
  });

  it("not what Argo CD looks after when the person takes it over", () => {
    expect(planRollback({ ...facts, workloads: [argo], takeOver: true })).toMatchObject({
      outcome: "planned",
    });
  });
});

describe("planRollback to the version that runs", () => {
  const again: [string, Partial<Run>][] = [
    ["failed at another commit", { phase: "failed", commit: otherCommit }],
    ["failed at the same commit", { phase: "failed" }],
    ["is under way at another commit", { phase: "verifying", commit: otherCommit }],
  ];
  it.each(again)("restores its record where a later run of it %s", (_name, change) => {
    const later = run({ id: "again", version: "v1.4.2", ...change });
    const draft = draftOf({ ...facts, live: record, current: { run: later, objects: [] } });
    expect(draft).toMatchObject({ version: "v1.4.2", from: "v1.4.2", commit, fromCommit: later.commit });
  });

  it.each(["failed", "cancelled", "superseded"] as const)(
    "lets people go back to the live version after a deploy that was %s",
    (phase) => {
      const current = { run: run({ version: "v1.6.0", phase }), objects: [] };
      const given = { ...facts, live: record, current };
      expect(planRollback(given)).toMatchObject({ outcome: "planned", draft: { from: "v1.6.0" } });
    },
  );

  it("names no commit of another version where a rollback away from it has failed", () => {
    const away = run({ id: "away", kind: "rollback", version: "v1.4.1", from: "v1.4.2", phase: "failed" });
    const draft = draftOf({ ...facts, live: record, current: { run: away, objects: [] } });
    expect(draft).toMatchObject({ version: "v1.4.2", from: "v1.4.2" });
    expect(draft).not.toHaveProperty("fromCommit");
  });

  it("passes a hold on its other commit", () => {
    const later = run({ id: "again", version: "v1.4.2", phase: "failed", commit: otherCommit });
    const hold = { version: "v1.4.2", commit: otherCommit, reason: "leaks", by: person("U1"), since: 1 };
    const given = { ...facts, live: record, hold, current: { run: later, objects: [] } };
    expect(planRollback(given)).toMatchObject({ outcome: "planned" });
  });
});

describe("planRollback from a record", () => {
  it("restores workloads, applies the rest again, and leaves Jobs alone", () => {
    expect(effects(facts)).toStrictEqual(["apply settings", "restore nexus-app"]);
  });

  it("restores the recorded object, to the letter", () => {
    const spec = { replicas: 3, template: { spec: { fieldOfTheFuture: [1, { deep: true }] } } };
    const recorded = object("Deployment", "nexus-app", { spec });
    const draft = draftOf({
      ...facts,
      record: { ...record, objects: [recorded, object("ConfigMap", "settings")] },
    });
    expect(draft.waves.at(-1)?.effects).toStrictEqual([{ do: "restore", object: recorded }]);
  });

  it("keeps the order of the waves and leaves out those that have nothing to do", () => {
    expect(draftOf(facts).waves.map(({ name }) => name)).toStrictEqual(["configuration", "workloads"]);
  });

  it("removes what the bad version brought, each object once, but no data and no Jobs", () => {
    const brought = [
      object("ConfigMap", "new-settings"),
      object("PersistentVolumeClaim", "data"),
      object("Job", "migrate-2"),
    ];
    const withNew = verified("v1.5.0", { objects: [...live.objects, ...brought] });
    const current = { run: run({ phase: "running" }), objects: [...brought, object("Service", "newest")] };
    expect(effects({ ...facts, live: withNew, current }).slice(2)).toStrictEqual([
      "remove new-settings",
      "remove newest",
    ]);
  });

  it("leaves what the bad version brought where another environment has it too", () => {
    const role = object("ClusterRole", "reader");
    const brought = verified("v1.5.0", { objects: [...live.objects, role] });
    const elsewhere = [verified("v1.5.0", { environment: "staging", objects: [role] })];
    const draft = draftOf({ ...facts, live: brought, elsewhere });
    expect(draft.waves.at(-1)).not.toMatchObject({ name: "remove" });
    expect(draft.warnings).toStrictEqual(["ClusterRole reader stays: what is live on staging has it too."]);
  });

  it("carries the digest of a Secret, never its data", () => {
    const secret = object("Secret", "key");
    const waves = [
      { name: "configuration", effects: [{ do: "apply" as const, object: secret, secretDigest: "s1" }] },
    ];
    const given = { ...facts, record: verified("v1.4.2", { plan: plan({ waves }), objects: [secret] }) };
    const applied = draftOf(given).waves[0]?.effects;
    expect(applied).toStrictEqual([{ do: "apply", object: secret, secretDigest: "s1" }]);
  });

  it("says what it leads away from, and has the commit that was verified", () => {
    expect(draftOf(facts)).toMatchObject({ kind: "rollback", from: "v1.5.0", commit, warnings: [] });
    const { live: _live, ...nothingLive } = facts;
    expect(draftOf(nothingLive)).not.toHaveProperty("from");
  });

  it("passes a person's lock with a warning, a run's without", () => {
    const lock = { owner: "person:U7", reason: "load test", since: 1 };
    expect(draftOf({ ...facts, lock }).warnings).toStrictEqual([
      "production is locked (load test); a rollback passes the lock.",
    ]);
    expect(draftOf({ ...facts, lock: { ...lock, owner: "run:run-9" } }).warnings).toStrictEqual([]);
  });

  it("has the same digest for the same facts and another one for another target", () => {
    expect(draftOf(facts).digest).toBe(draftOf(structuredClone(facts)).digest);
    const other = { ...facts, version: "v1.4.1", record: verified("v1.4.1") };
    expect(draftOf(other).digest).not.toBe(draftOf(facts).digest);
  });
});

/** A Deployment with a replica count that somebody has set. */
function sized(replicas: number, manager = "kubectl"): KubernetesObject {
  const app = object("Deployment", "nexus-app");
  const managedFields = [{ manager, operation: "Update", fieldsV1: { "f:spec": { "f:replicas": {} } } }];
  return { ...app, metadata: { ...app.metadata, managedFields }, spec: { replicas } };
}

describe("planRollback without a record", () => {
  const objects: KubernetesObject[] = [object("Deployment", "nexus-app"), object("ConfigMap", "settings")];
  const given = {
    ...unknown,
    allowUnverified: true,
    manifests: { commit: otherCommit, objects, secretDigests: {} },
  };

  it("applies the commit's manifests in order, and warns", () => {
    expect(effects(given)).toStrictEqual(["apply settings", "apply nexus-app"]);
    expect(draftOf(given)).toMatchObject({
      commit: otherCommit,
      warnings: [expect.stringContaining("never verified")],
    });
  });

  it("runs no Job of the version again, and says which", () => {
    const withJobs = [...objects, object("Job", "migrate"), object("Job", "seed")];
    const draft = draftOf({ ...given, manifests: { ...given.manifests, objects: withJobs } });
    expect(draft.waves.flatMap((wave) => wave.effects.map(told))).toStrictEqual([
      "apply settings",
      "apply nexus-app",
    ]);
    expect(draft.warnings.at(-1)).toBe("No Job runs in a rollback: migrate, seed are left alone.");
  });

  it("keeps what somebody has scaled, and says so where the manifests say something else", () => {
    const warned = (app: KubernetesObject): string[] => {
      const manifests = { ...given.manifests, objects: [sized(3)] };
      const draft = draftOf({ ...given, manifests, workloads: [app] });
      expect(draft.waves[0]?.effects).toMatchObject([{ do: "apply", keepScale: true }]);
      return draft.warnings.slice(1);
    };
    expect(warned(sized(6))).toEqual([
      expect.stringMatching(/^Deployment nexus-app stays scaled to 6; the manifests of v.* say 3\.$/u),
    ]);
    expect(warned(sized(3))).toEqual([]);
    expect(warned(sized(6, "slipway"))).toEqual([]);
  });

  it("prefers the record where both are there", () => {
    expect(draftOf({ ...given, record }).commit).toBe(commit);
  });
});
