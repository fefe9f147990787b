import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulate } from "../../acceptance/product.ts";
import { loadRun } from "../../../jobs/run/load-run.ts";
import { liveElsewhere } from "../../../jobs/plan/elsewhere.ts";
import { leftBehind } from "../../../jobs/plan/left-behind.ts";
import { recordVerified } from "../../../jobs/run/step-record.ts";
import { keptIn } from "../../../src/release/run/ledger.ts";
import { changeWords } from "../../../views/run/run-sections.ts";
import { deployOf, rollbackTo } from "./asks.ts";
import { type EngineRoom, openEngineRoom } from "./engine-room.ts";

let room: EngineRoom;
beforeAll(async () => {
  room = await openEngineRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

test("a run whose environment another one has gives its turn back, so that the other one can end", async () => {
  const { parts } = room;
  const now = parts.clock();
  const lock = { owner: "run:run-other", reason: "deploy of v1.4.1", since: now, until: now + 60_000 };
  await parts.locks.take("staging", lock, now);
  const run = await room.ask("second", deployOf("v1.4.2"));
  expect(run).toMatchObject({ phase: "queued" });
  expect(await room.deliver("run-second")).toMatchObject({ run: { phase: "running" }, backFor: 500 });
  await parts.locks.release("staging", "run:run-other");
  expect(await room.deliver("run-second")).toMatchObject({ run: { phase: "succeeded" } });
});

test("what has changed while a run waited for the environment stops it before it writes", async () => {
  const { parts } = room;
  const [now, owner] = [parts.clock(), "run:run-other"];
  await parts.locks.take("staging", { owner, reason: "rollback", since: now, until: now + 60_000 }, now);
  await room.ask("held", deployOf("v1.4.1"));
  expect(await room.deliver("run-held")).toMatchObject({ backFor: 500 });
  const entry = { id: "e", at: now, actor: owner, what: "held", details: {} };
  await parts.holds.put({ version: "v1.4.1", reason: "leaks", by: { run: "run-other" }, since: now }, entry);
  await parts.locks.release("staging", owner);
  room.parts.clock = () => Date.now() + 10_000;
  expect(await room.deliver("run-held")).toMatchObject({
    run: { phase: "failed", verdict: { problem: { code: "version-on-hold" } } },
  });
  room.parts.clock = Date.now;
  await parts.holds.lift("v1.4.1", { ...entry, id: "f" });
  expect(await parts.locks.read("staging", parts.clock())).toBeUndefined();
});

test("a failed run ends, and says so, also where the way back is refused", async () => {
  await room.product.release("v1.6.0", { staging: [simulate("failure", "CrashLoopBackOff")] });
  const run = await room.ask("crash", deployOf("v1.6.0"));
  expect(run).toMatchObject({ phase: "queued", from: "v1.4.2" });
  const refused = { kind: "status", status: 403 } as const;
  room.standIn.faults.next({ fault: refused, method: "PATCH", path: /dryRun=All/u, times: 100 });
  expect(await room.deliver("run-crash")).toMatchObject({ run: { phase: "failed" } });
  room.standIn.faults.clear();
  expect(await room.parts.runs.active("staging")).toEqual([]);
});

test("of two deploys the one that was asked for last stays, whichever was planned first", async () => {
  const { parts } = room;
  const now = parts.clock();
  const newer = await room.ask("asked-last", deployOf("v1.4.1"), now + 1);
  await room.ask("asked-first", deployOf("v1.4.2"), now - 1000);
  expect(await parts.runs.get("run-asked-first")).toMatchObject({ supersededBy: newer?.id });
  expect(await room.deliver("run-asked-first")).toMatchObject({ run: { phase: "superseded" } });
  expect(await room.deliver("run-asked-last")).toMatchObject({ run: { phase: "succeeded" } });
});

test("what an unverified run has left behind is deployed again, until it is verified", async () => {
  const { parts, staging } = room;
  staging.rollback.automatic = false;
  const check = { name: "smoke", timeout: 5, retries: 0, kind: "command", command: ["false"] } as const;
  staging.checks = [{ ...check, command: [...check.command] }];
  await room.ask("flaky", deployOf("v1.5.0"));
  expect(await room.deliver("run-flaky")).toMatchObject({
    run: { phase: "failed", verdict: { problem: { code: "check-failed" } } },
  });
  staging.checks = [];
  expect(await room.ask("again", deployOf("v1.5.0"))).toMatchObject({ phase: "queued" });
  expect(await room.deliver("run-again")).toMatchObject({ run: { phase: "succeeded" } });
  expect(await parts.releases.live("staging")).toMatchObject({ version: "v1.5.0", run: "run-again" });
  expect(await room.ask("once-more", deployOf("v1.5.0"))).toBeUndefined();
  expect(JSON.stringify(room.told.at(-1))).toContain("already-live");
});

describe("what goes", () => {
  const extra = "infrastructure/k8s/staging/extra.yaml";
  const map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\ndata:\n  a: b\n";
  const path = "/api/v1/namespaces/nexus-staging/configmaps/extra";

  test("may have been deleted by somebody else before", async () => {
    await room.product.release("v1.6.1", { files: { [extra]: map } });
    await room.product.release("v1.6.2", { files: { [extra]: null } });
    await room.ask("with-extra", deployOf("v1.6.1"));
    expect(await room.deliver("run-with-extra")).toMatchObject({ run: { phase: "succeeded" } });
    await room.api.call("DELETE", path);
    expect(await room.ask("without-extra", deployOf("v1.6.2"))).toMatchObject({ phase: "queued" });
    expect(await room.deliver("run-without-extra")).toMatchObject({ run: { phase: "succeeded" } });
  });
});

test("what was there before Slipway stays when its release is rolled back, and the plan and the end say so", async () => {
  const [file, name] = ["infrastructure/k8s/staging/legacy.yaml", "ConfigMap legacy"];
  const legacy = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "legacy" },
    data: { a: "by hand" },
  };
  const folder = "/api/v1/namespaces/nexus-staging/configmaps";
  await room.api.call("POST", folder, legacy);
  await room.product.release("v1.6.6", {
    files: { [file]: JSON.stringify({ ...legacy, data: { b: "c" } }) },
  });
  await room.product.release("v1.6.7", { files: { [file]: null } });
  await room.ask("adopting", deployOf("v1.6.6"));
  expect(await room.deliver("run-adopting")).toMatchObject({ run: { phase: "succeeded" } });
  const before = "v1.6.2";
  await room.ask("back", rollbackTo(before));
  expect(await room.deliver("run-back")).toMatchObject({ run: { phase: "rolled back", version: before } });
  const loaded = await loadRun("run-back", room.parts);
  expect(loaded && changeWords(loaded.plan, 1)).toContain(`there before Slipway: ${name}`);
  expect(loaded && keptIn(loaded.ledger)).toEqual([name]);
  expect((await room.api.call("GET", `${folder}/legacy`)).text).toContain("by hand");
});

test("a deadline is met also where the cluster refuses the look that tells an outage", async () => {
  const { deadline } = room.staging;
  room.staging.deadline = 0;
  await room.product.release("v1.6.3");
  await room.ask("late", deployOf("v1.6.3"));
  const refused = { kind: "status", status: 403 } as const;
  room.standIn.faults.next({ fault: refused, path: /slipway-look/u });
  expect(await room.deliver("run-late")).toMatchObject({
    run: { phase: "failed", verdict: { problem: { code: "deadline-exceeded" } } },
  });
  room.staging.deadline = deadline;
});

test("a moved tag that fails is taken back to what was verified of the version, and only its commit is held", async () => {
  const { parts, product, staging } = room;
  staging.rollback.automatic = true;
  const good = await product.release("v1.7.0");
  await room.ask("good", deployOf("v1.7.0"));
  expect(await room.deliver("run-good")).toMatchObject({ run: { phase: "succeeded", commit: good } });
  const bad = await product.moveTag("v1.7.0", { staging: [simulate("failure", "CrashLoopBackOff")] });
  await room.ask("moved", deployOf("v1.7.0"));
  expect(await room.deliver("run-moved")).toMatchObject({ run: { phase: "failed", commit: bad } });
  expect(await room.deliver("run-moved-back")).toMatchObject({ run: { phase: "rolled back", commit: good } });
  expect(await parts.releases.live("staging")).toMatchObject({ commit: good, run: "run-moved-back" });
  expect(await parts.holds.get("v1.7.0")).toMatchObject({ commit: bad });
  expect(await room.ask("once-moved", deployOf("v1.7.0"))).toBeUndefined();
  expect(JSON.stringify(room.told.at(-1))).toContain("version-on-hold");
  expect(await room.ask("is-back", rollbackTo("v1.7.0"))).toBeUndefined();
  expect(JSON.stringify(room.told.at(-1))).toContain("already-live");
  staging.rollback.automatic = false;
});

test("what a failed run left is known after however many requests that came to nothing", async () => {
  const { parts, product, staging } = room;
  staging.rollback.automatic = false;
  await product.release("v1.7.1", { staging: [simulate("failure", "CrashLoopBackOff")] });
  await room.ask("leaving", deployOf("v1.7.1"));
  const { run } = await room.deliver("run-leaving");
  const plan = run && (await parts.runs.plan(run.planDigest));
  if (!run || !plan) throw new Error("nothing was planned");
  const { startedAt, verdict: _verdict, ...request } = run;
  for (let index = 0; index < 25; index += 1) {
    const requestedAt = run.requestedAt + 1 + index;
    await parts.runs.create({ ...request, id: `run-void-${index}`, phase: "cancelled", requestedAt }, plan);
  }
  expect(await leftBehind(staging, startedAt ?? 0, parts)).toMatchObject([{ id: "run-leaving" }]);
});

test("what is live on another environment counts where it is on the same cluster", async () => {
  const { parts, staging } = room;
  const live = await parts.releases.live("staging");
  const production = parts.settings.environments.find(({ name }) => name === "production");
  if (!live || !production) throw new Error("the example has no live release");
  await parts.releases.recordVerified({ ...live, environment: "production" }, 1);
  const dropped = { before: live.objects, objects: [] };
  expect(await liveElsewhere(staging, dropped, parts)).toMatchObject([{ environment: "production" }]);
  expect(await liveElsewhere(staging, { ...dropped, objects: live.objects }, parts)).toEqual([]);
  // Another context of the kubeconfig, for the same cluster.
  for (const context of ["production", "staging"]) {
    production.cluster = { context };
    expect(await liveElsewhere(staging, dropped, parts)).toMatchObject([{ environment: "production" }]);
  }
  production.cluster = { context: "another" };
  expect(await liveElsewhere(staging, dropped, parts)).toEqual([]);
});

test("what a newer run of another environment wrote to the same object stands in no way", async () => {
  const { parts, product, staging } = room;
  const file = "infrastructure/k8s/staging/shared.yaml";
  const shared = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shared" } };
  await product.release("v1.7.2", { files: { [file]: JSON.stringify(shared) } });
  await product.release("v1.7.3", { files: { [file]: null } });
  const run = await room.ask("sharing", deployOf("v1.7.2"));
  const plan = run && (await parts.runs.plan(run.planDigest));
  if (!plan) throw new Error("nothing was planned");
  await parts.runs.create({ ...run, id: "run-elsewhere", environment: "production" }, plan);
  const fence = {
    run: "run-elsewhere",
    version: "v1.7.2",
    number: (Date.now() + 60_000) * 1000,
    takeOver: true,
  };
  const writesElsewhere = () => parts.clusters.of(staging).carryOut({ do: "apply", object: shared }, fence);
  await writesElsewhere();
  expect(await room.deliver("run-sharing")).toMatchObject({ run: { phase: "succeeded" } });
  await writesElsewhere();
  await room.ask("dropping", deployOf("v1.7.3"));
  expect(await room.deliver("run-dropping")).toMatchObject({ run: { phase: "succeeded" } });
  const path = "/api/v1/namespaces/nexus-staging/configmaps/shared";
  expect((await room.api.call("GET", path)).text).toContain("run-elsewhere");
});

test("a run has ended only when none of its writes is under way any more", async () => {
  await room.product.release("v1.6.4");
  await room.ask("halves", deployOf("v1.6.4"));
  const { faults } = room.standIn;
  const write = { method: "PATCH", times: 1 };
  faults.next({ ...write, fault: { kind: "status", status: 403 }, path: /deployments\/nexus-worker\?/u });
  faults.next({
    ...write,
    fault: { kind: "status", status: 503 },
    path: /deployments\/nexus-app\?/u,
    times: 4,
  });
  expect(await room.deliver("run-halves")).toMatchObject({ run: { phase: "failed" } });
  const path = "/apis/apps/v1/namespaces/nexus-staging/deployments/nexus-app";
  expect((await room.api.call("GET", path)).text).toContain("nexus-app:v1.6.4");
});

test("what a run recorded before a crash stands, whatever somebody does to the cluster then", async () => {
  await room.product.release("v1.6.5");
  await room.ask("crashed", deployOf("v1.6.5"));
  expect(await room.deliver("run-crashed")).toMatchObject({ run: { phase: "succeeded" } });
  await room.api.call("DELETE", "/apis/apps/v1/namespaces/nexus-staging/deployments/nexus-worker");
  const loaded = await loadRun("run-crashed", room.parts);
  expect(loaded && (await recordVerified(loaded, room.parts))).toMatchObject({ outcome: "done" });
});
