import type { JobParts } from "../../src/parts.ts";
import { closest } from "../../src/release/closest.ts";
import {
  completePlan,
  type Draft,
  draftDeploy,
  effectsOf,
  isLiveAlready,
  thereNow,
} from "../../src/release/run/deploy.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { type DeployDecision, decideDeploy } from "../../src/release/run/gates.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import type { Fence } from "../../src/release/cluster/cluster.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { type DeployAsk, type DiffAsk, type PlanRequest, runIdOf } from "../../src/release/request.ts";
import type { Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { drawDiff } from "../../views/run/diff.ts";
import { summariseChanges } from "./commits.ts";
import { liveElsewhere } from "./elsewhere.ts";
import { environmentNamed } from "../run/environment.ts";
import { type DeployWish, gatherGates } from "./gate-facts.ts";
import { leftBehind, madeBy } from "./left-behind.ts";
import { readManifests, wholeEffect } from "./manifests.ts";
import { previewChanges } from "./preview.ts";
import { beginRun } from "../run/begin-run.ts";

type Proceeding = Extract<DeployDecision, { outcome: "proceed" }>;

/** A deploy that was asked for: gates, plan, run. Raises the problem that stands in the way; then nothing happens. */
export async function planDeploy(request: PlanRequest, ask: DeployAsk, parts: JobParts): Promise<void> {
  const started = await parts.runs.get(runIdOf(request.id));
  if (started) return beginRun(started, parts);
  const environment = environmentNamed(ask.environment, parts);
  const commit = await commitOf(ask.version, parts);
  const wish = wishOf(request, ask, environment, commit);
  const decision = decideDeploy(await gatherGates(wish, "asked", parts));
  if (decision.outcome === "refused") throw new ProblemError(decision.problem);
  const plan = await makePlan(environment, ask.version, commit, ask.takeOver, parts);
  if (isLiveAlready(plan, await parts.releases.live(environment.name)))
    throw new ProblemError(nothingToDo(ask));
  const run = newRun(request, ask, plan, environment, decision);
  await parts.runs.create(run, plan);
  await beginRun(run, parts);
}

/** What a deploy would change, told to the one who asked. Nothing is written, the cluster only does a dry run. */
export async function planDiff(request: PlanRequest, ask: DiffAsk, parts: JobParts): Promise<void> {
  const environment = environmentNamed(ask.environment, parts);
  const plan = await makePlan(environment, ask.version, await commitOf(ask.version, parts), true, parts);
  if (!("view" in request.answer)) await parts.answers.say(request.answer, drawDiff(plan));
}

/** The plan of a deploy as it would be made now, with the cluster's own words on what it changes. */
async function makePlan(
  environment: Environment,
  version: string,
  commit: string,
  takeOver: boolean,
  parts: JobParts,
): Promise<Plan> {
  const { draft, whole } = await draftNow(environment, version, commit, parts);
  const cluster = parts.clusters.of(environment);
  const effects = effectsOf(draft).map((effect) => wholeEffect(effect, { whole }));
  const fence: Fence = { run: "preview", version, number: Number.MAX_SAFE_INTEGER, takeOver };
  const [changes, brings] = await Promise.all([
    previewChanges(cluster, effects, fence),
    summariseChanges({ version, from: draft.from, to: commit }, parts),
  ]);
  return { ...completePlan(draft, changes), brings };
}

/** The draft of a deploy from what git and the records say now; the same facts give the same digest. */
export async function draftNow(
  environment: Environment,
  version: string,
  commit: string,
  parts: JobParts,
): Promise<{
  draft: Draft;
  whole: Map<string, KubernetesObject>;
}> {
  const [prepared, live] = await Promise.all([
    readManifests(parts, environment, version, commit),
    parts.releases.live(environment.name),
  ]);
  const { objects, secretDigests, whole } = prepared;
  const left = await madeBy(await leftBehind(environment, live?.at ?? 0, parts), parts);
  const before = thereNow(live?.objects ?? [], left);
  const facts = {
    environment,
    settings: parts.settings,
    version,
    commit,
    objects,
    secretDigests,
    left,
    elsewhere: await liveElsewhere(environment, { before, objects }, parts),
  };
  return { draft: draftDeploy(live ? { ...facts, live } : facts), whole };
}

/** The commit that a version's tag names now, after a fetch; raises `unknown-version` with the nearest ones. */
export async function commitOf(version: string, parts: JobParts): Promise<string> {
  await parts.git.refresh();
  const tags = await parts.git.tags();
  const found = tags.find(({ tag }) => tag === version);
  if (found) return found.commit;
  const near = closest(
    version,
    tags.map(({ tag }) => tag),
    3,
  );
  const advice =
    near.length > 0 ? `Did you mean ${near.join(", ")}?` : "Tag the commit and push the tag first.";
  throw new ProblemError(
    makeProblem("unknown-version", `There is no tag ${version} in the repository.`, advice),
  );
}

function wishOf(
  { by }: PlanRequest,
  { version, emergency }: DeployAsk,
  environment: Environment,
  commit: string,
): DeployWish {
  const asker = `person:${by.user}`;
  return { version, commit, environment, asker, ...(emergency !== undefined && { emergency }) };
}

function newRun(
  request: PlanRequest,
  ask: DeployAsk,
  plan: Plan,
  environment: Environment,
  { approvalsNeeded, passed }: Proceeding,
): Run {
  const waits = approvalsNeeded > 0;
  return {
    id: runIdOf(request.id),
    kind: "deploy",
    environment: environment.name,
    version: ask.version,
    commit: plan.commit,
    planDigest: plan.digest,
    requester: request.by,
    requestedAt: request.at,
    phase: waits ? "awaiting approval" : "queued",
    approvalsNeeded,
    approvals: [],
    rev: 0,
    ...(waits && { expiresAt: request.at + environment.approvals.expiresAfter * 1000 }),
    ...(plan.from !== undefined && { from: plan.from }),
    ...(ask.reason !== undefined && { reason: ask.reason }),
    ...(ask.emergency !== undefined && { emergency: ask.emergency, passed }),
    ...(ask.takeOver && { takeOver: true }),
  };
}

function nothingToDo({ version, environment }: DeployAsk): ReturnType<typeof makeProblem> {
  return makeProblem(
    "already-live",
    `Deploying ${version} to ${environment} would change nothing: it is what runs there.`,
    `Look with \`/release status ${environment}\`.`,
  );
}
