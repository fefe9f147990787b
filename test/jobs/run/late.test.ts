import { afterAll, beforeAll, expect, test } from "vitest";
import { whyLate } from "../../../jobs/run/late-write.ts";
import { loadRun } from "../../../jobs/run/load-run.ts";
import { performStep } from "../../../jobs/run/perform.ts";
import { simulate } from "../../acceptance/product.ts";
import { deployOf, rollbackTo } from "./asks.ts";
import { type EngineRoom, openEngineRoom } from "./engine-room.ts";

let room: EngineRoom;
beforeAll(async () => {
  room = await openEngineRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

/** Carries a run out up to a step, as a process does that dies there. */
async function carryOutUntil(last: string, id: string): Promise<void> {
  const { parts } = room;
  const claim = await parts.runs.claim(id);
  for (;;) {
    const loaded = await loadRun(id, parts);
    const step = loaded?.steps.find((one) => loaded.ledger[one.id] === undefined);
    if (!loaded || !step || step.id === last) return;
    const outcome = await performStep(loaded, step, new AbortController().signal, parts);
    if (typeof outcome === "string") throw new Error(`${step.id}: ${outcome}`);
    await parts.runs.recordStep(id, claim, step.id, outcome);
  }
}

async function startedLongAgo(id: string): Promise<void> {
  const run = await room.parts.runs.get(id);
  if (run)
    await room.parts.runs.save({ ...run, phase: "verifying", startedAt: run.requestedAt - 86_400_000 });
}

test("a release that got healthy while Slipway was away stays, although its deadline has passed", async () => {
  await room.product.release("v1.6.8");
  await room.ask("away", deployOf("v1.6.8"));
  await carryOutUntil("wait.workloads", "run-away");
  await startedLongAgo("run-away");
  const { run } = await room.deliver("run-away");
  expect(run).toMatchObject({ phase: "succeeded", verdict: { phase: "succeeded" } });
  expect(run?.extendedTo).toBeGreaterThan(Date.now());
});

test("a release that is broken still when Slipway comes back after the deadline is judged by that", async () => {
  await room.product.release("v1.6.9", { staging: [simulate("failure", "CrashLoopBackOff")] });
  await room.ask("broken", deployOf("v1.6.9"));
  await carryOutUntil("wait.workloads", "run-broken");
  await startedLongAgo("run-broken");
  expect(await room.deliver("run-broken")).toMatchObject({
    run: { phase: "failed", verdict: { problem: { code: "workload-failed" } } },
  });
});

/** Writes the wave of a run, as a process does that dies before it can record that. */
async function writeUnrecorded(step: string, id: string): Promise<void> {
  const loaded = await loadRun(id, room.parts);
  const next = loaded?.steps.find((one) => one.id === step);
  if (loaded && next) await performStep(loaded, next, new AbortController().signal, room.parts);
}

test("what was written before Slipway went away is not taken back because nobody had noted it", async () => {
  await room.product.release("v1.6.10");
  await room.ask("unnoted", deployOf("v1.6.10"));
  await carryOutUntil("apply.workloads", "run-unnoted");
  await writeUnrecorded("apply.workloads", "run-unnoted");
  await startedLongAgo("run-unnoted");
  expect((await room.deliver("run-unnoted")).run).toMatchObject({ phase: "succeeded" });
});

test("a deploy that had written nothing before its deadline passed unseen writes nothing, and takes nothing back", async () => {
  room.staging.rollback.automatic = true;
  await room.product.release("v1.6.11");
  await room.ask("unbegun", deployOf("v1.6.11"));
  const loaded = await loadRun("run-unbegun", room.parts);
  const first = loaded?.steps.find(({ kind }) => kind === "apply");
  await carryOutUntil(first?.id ?? "", "run-unbegun");
  await startedLongAgo("run-unbegun");
  expect((await room.deliver("run-unbegun")).run).toMatchObject({
    phase: "failed",
    verdict: { problem: { code: "deadline-missed" } },
  });
  expect(await room.parts.runs.get("run-unbegun-back")).toBeUndefined();
});

test("half a deploy is taken back when its deadline passed unseen", async () => {
  room.staging.rollback.automatic = true;
  await room.product.release("v1.6.12");
  await room.ask("half", deployOf("v1.6.12"));
  await carryOutUntil("apply.workloads", "run-half");
  await startedLongAgo("run-half");
  expect((await room.deliver("run-half")).run).toMatchObject({
    phase: "failed",
    verdict: { problem: { code: "deadline-exceeded" } },
  });
  expect((await room.deliver("run-half-back")).run).toMatchObject({ phase: "rolled back" });
  room.staging.rollback.automatic = false;
});

test("a rollback that was shown for one version does not take back another that came since", async () => {
  const { parts, product } = room;
  await product.release("v1.6.14");
  await room.ask("good-again", deployOf("v1.6.14"));
  await room.deliver("run-good-again");
  const verified = await parts.releases.verifiedVersions("staging");
  const last = verified.find(({ version }) => version !== "v1.6.14");
  const way = rollbackTo(last?.version ?? "");
  const { planDigest: seenDigest = "" } = (await room.ask("first-way", way)) ?? {};
  expect(await room.ask("moved-way", { ...way, seenDigest, seenFrom: "v1.6.13" })).toBeUndefined();
  expect(JSON.stringify(room.told.at(-1))).toContain("plan-changed");
  expect(await room.ask("same-way", { ...way, seenDigest, seenFrom: "v1.6.14" })).toMatchObject({
    from: "v1.6.14",
  });
  expect(await room.deliver("run-first-way")).toMatchObject({ run: { phase: "superseded" } });
  expect(await room.deliver("run-same-way")).toMatchObject({ run: { phase: "rolled back" } });
});

/** A migration that clears itself away as soon as it has ended. */
function migration(name: string, annotations: Record<string, string> = {}): Record<string, string> {
  const container = { name: "main", image: "registry.nexus.example/nexus-app:1.5.0" };
  const job = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name },
    spec: {
      backoffLimit: 0,
      ttlSecondsAfterFinished: 0,
      template: { metadata: { annotations }, spec: { restartPolicy: "Never", containers: [container] } },
    },
  };
  return { "infrastructure/k8s/staging/migrate.yaml": JSON.stringify(job) };
}

test.each([
  ["finished", "v1.7.0", {}, { phase: "succeeded" }],
  [
    "failed",
    "v1.7.1",
    { "simulate/failure": "Error" },
    { verdict: { problem: { code: "workload-failed" } } },
  ],
])(
  "a Job that %s and was cleared away while Slipway was down is told by how it ended",
  async (how, version, annotations, end) => {
    await room.product.release(version, { files: migration(`migrate-${how}`, annotations) });
    await room.ask(how, deployOf(version));
    await carryOutUntil("wait.jobs", `run-${how}`);
    const job = { apiVersion: "batch/v1", kind: "Job", name: `migrate-${how}` };
    const cluster = room.parts.clusters.of(room.staging);
    await expect.poll(() => cluster.read([job])).toEqual([undefined]);
    expect((await room.deliver(`run-${how}`)).run).toMatchObject(end);
  },
);

test("of a Job that is gone nobody says that it was never written", async () => {
  const { parts } = room;
  await room.product.release("v1.7.2", { files: migration("migrate-late") });
  await room.ask("gone", deployOf("v1.7.2"));
  await carryOutUntil("apply.jobs", "run-gone");
  await writeUnrecorded("apply.jobs", "run-gone");
  const job = { apiVersion: "batch/v1", kind: "Job", name: "migrate-late" };
  await expect.poll(() => parts.clusters.of(room.staging).read([job])).toEqual([undefined]);
  const loaded = await loadRun("run-gone", parts);
  const step = loaded?.steps.find(({ id }) => id === "apply.jobs");
  if (!loaded || step?.kind !== "apply") throw new Error("there is no wave of Jobs");
  const { lock } = loaded.ledger;
  const first = { ...loaded, ledger: lock ? { lock } : {} };
  expect(await whyLate(first, step, parts)).toMatchObject({ code: "deadline-exceeded" });
});
