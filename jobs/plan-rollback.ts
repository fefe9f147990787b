import type { JobParts } from "../src/parts.ts";
import { completePlan, type Draft, effectsOf } from "../src/release/deploy.ts";
import type { KubernetesObject } from "../src/release/kubernetes-object.ts";
import { isWorkload, objectKey } from "../src/release/kubernetes-object.ts";
import { refOf } from "../src/release/manifests.ts";
import type { Plan } from "../src/release/plan.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { type PlanRequest, type RollbackAsk, runIdOf } from "../src/release/request.ts";
import { planRollback, type RollbackFacts } from "../src/release/rollback.ts";
import { isFinal, isWaiting, type Run } from "../src/release/run.ts";
import type { Environment } from "../src/release/settings.ts";
import { hasTouchedCluster } from "../src/release/steps.ts";
import { drawRollbackPlan, drawRollbackUnverified } from "../views/rollback-dialog.ts";
import { beginRun } from "./begin-run.ts";
import { environmentNamed } from "./environment.ts";
import { commitOf } from "./plan-deploy.ts";
import { readManifests } from "./manifests.ts";
import { previewChanges } from "./preview.ts";

/** A rollback that was asked for: its plan in the dialog, or (once confirmed) its run. Raises what stands in the way. */
export async function planRollbackRequest(
  request: PlanRequest,
  ask: RollbackAsk,
  parts: JobParts,
): Promise<void> {
  const started = await parts.runs.get(runIdOf(request.id));
  if (started) return beginRun(started, parts);
  const environment = environmentNamed(ask.environment, parts);
  const facts = await gatherRollback(environment, ask, parts);
  if (!ask.confirmed && !facts.record && !ask.allowUnverified && "view" in request.answer) {
    return askAboutUnverified(request.answer.view, ask, parts);
  }
  const decision = planRollback(facts);
  if (decision.outcome === "refused") throw new ProblemError(decision.problem);
  if (!ask.confirmed) return showInDialog(request, ask, decision.draft, facts, parts);
  refuseIfChanged(ask, decision.draft);
  await startRollback(runOf(request, ask, decision.draft), decision.draft, parts);
}

/** The rollback that follows a failed deploy by itself, to what was verified before; undefined when there is none. */
export async function startAutomaticRollback(
  failed: Run,
  id: string,
  version: string,
  parts: JobParts,
): Promise<Run | undefined> {
  const environment = environmentNamed(failed.environment, parts);
  const ask: RollbackAsk = {
    verb: "rollback",
    version,
    environment: environment.name,
    allowUnverified: false,
    takeOver: true,
    confirmed: true,
  };
  const facts = await gatherRollback(environment, ask, parts, failed);
  const decision = planRollback(facts);
  if (decision.outcome === "refused") {
    parts.log.warn({ run: failed.id, code: decision.problem.code }, "no automatic rollback");
    return undefined;
  }
  const reason = `${failed.version} failed: ${failed.verdict?.problem?.what ?? "see its thread"}`;
  const run = {
    ...runFrom(id, ask, decision.draft),
    requester: { automaticAfter: failed.id },
    requestedAt: parts.clock(),
    reason,
  };
  await startRollback(run, decision.draft, parts);
  return run;
}

async function startRollback(run: Run, draft: Draft, parts: JobParts): Promise<void> {
  await parts.runs.create(
    run,
    completePlan(draft, await changesOf(draft, environmentNamed(run.environment, parts), parts)),
  );
  await beginRun((await parts.runs.get(run.id)) ?? run, parts);
}

/** Everything that decides about the way back. Git is asked only when there is no record. */
async function gatherRollback(
  environment: Environment,
  ask: RollbackAsk,
  parts: JobParts,
  failed?: Run,
): Promise<RollbackFacts> {
  const [record, live, hold, lock, active] = await Promise.all([
    parts.releases.verified(environment.name, ask.version),
    parts.releases.live(environment.name),
    parts.holds.get(ask.version),
    parts.locks.read(environment.name, parts.clock()),
    parts.runs.active(environment.name),
  ]);
  const current = failed ?? active.find(({ phase }) => !isWaiting(phase));
  refuseSecondRollback(current, ask);
  const left = [...(current ? [current] : []), ...(await leftBehind(environment, live?.at ?? 0, parts))];
  const [newest] = left;
  const manifests =
    !record && ask.allowUnverified ? await manifestsOf(environment, ask.version, parts) : undefined;
  return {
    environment,
    settings: parts.settings,
    version: ask.version,
    allowUnverified: ask.allowUnverified,
    takeOver: ask.takeOver,
    workloads: await liveWorkloads(environment, live?.objects ?? record?.objects ?? [], parts),
    ...(record && { record }),
    ...(live && { live }),
    ...(hold && { hold }),
    ...(lock && { lock }),
    ...(manifests && { manifests }),
    ...(newest && { current: { run: newest, objects: await objectsOf(left, parts) } }),
  };
}

/**
 * The runs since the last verification that wrote to the cluster and ended without being verified, newest first: what
 * they left is there now, so the way back leads from there, also to the version that is recorded as live.
 */
async function leftBehind(environment: Environment, liveSince: number, parts: JobParts): Promise<Run[]> {
  const left: Run[] = [];
  for (const run of await parts.runs.history({ environment: environment.name }, 20)) {
    const isSince = run.startedAt !== undefined && run.startedAt > liveSince;
    if (isSince && isFinal(run.phase) && hasTouchedCluster(await parts.runs.ledger(run.id))) left.push(run);
  }
  return left;
}

function refuseSecondRollback(current: Run | undefined, ask: RollbackAsk): void {
  if (current?.kind !== "rollback" || current.version !== ask.version) return;
  const what = `A rollback of ${ask.environment} to ${ask.version} is under way already.`;
  throw new ProblemError(
    makeProblem(
      "run-in-progress",
      what,
      `Follow it in its message, or stop it with \`cancel ${current.id}\`.`,
    ),
  );
}

async function manifestsOf(
  environment: Environment,
  version: string,
  parts: JobParts,
): Promise<RollbackFacts["manifests"]> {
  const commit = await commitOf(version, parts);
  const { objects, secretDigests } = await readManifests(parts, environment, version, commit);
  return { commit, objects, secretDigests };
}

async function liveWorkloads(
  environment: Environment,
  known: KubernetesObject[],
  parts: JobParts,
): Promise<KubernetesObject[]> {
  const live = await parts.clusters.of(environment).read(known.filter(isWorkload).map(refOf));
  return live.filter((object) => object !== undefined);
}

/** What the runs may have made, each object once. */
async function objectsOf(runs: Run[], parts: JobParts): Promise<KubernetesObject[]> {
  const plans = await Promise.all(runs.map(({ planDigest }) => parts.runs.plan(planDigest)));
  const made = plans
    .filter((plan) => plan !== undefined)
    .flatMap(effectsOf)
    .flatMap((effect) => (effect.do === "remove" ? [] : [effect.object]));
  return [...new Map(made.map((object) => [objectKey(refOf(object)), object])).values()];
}

/** What the rollback changes. Secrets are left out: their data is looked at only when the run needs it. */
async function changesOf(draft: Draft, environment: Environment, parts: JobParts): Promise<Plan["changes"]> {
  const effects = effectsOf(draft).filter(
    (effect) => effect.do !== "apply" || effect.secretDigest === undefined,
  );
  const fence = { run: "preview", version: draft.version, number: Number.MAX_SAFE_INTEGER, takeOver: true };
  return previewChanges(parts.clusters.of(environment), effects, fence);
}

function askAboutUnverified(view: string, ask: RollbackAsk, parts: JobParts): Promise<void> {
  const { environment, version, takeOver } = ask;
  return parts.dialogs.update(
    view,
    drawRollbackUnverified({ environment, version, takeOver, channel: parts.settings.channels.releases }),
  );
}

async function showInDialog(
  request: PlanRequest,
  ask: RollbackAsk,
  draft: Draft,
  facts: RollbackFacts,
  parts: JobParts,
): Promise<void> {
  if (!("view" in request.answer)) return;
  const plan = completePlan(draft, await changesOf(draft, facts.environment, parts));
  const dialog = drawRollbackPlan({
    plan,
    takeOver: ask.takeOver,
    allowUnverified: ask.allowUnverified,
    channel: parts.settings.channels.releases,
    ...(facts.record && { verifiedAt: facts.record.at }),
    ...(ask.reason !== undefined && { reason: ask.reason }),
  });
  await parts.dialogs.update(request.answer.view, dialog);
}

/** What is carried out must be what was shown: between the dialog and the click, the world may have moved. */
function refuseIfChanged(ask: RollbackAsk, draft: Draft): void {
  if (ask.seenDigest === undefined || ask.seenDigest === draft.digest) return;
  const what = `The plan to roll ${ask.environment} back to ${ask.version} is no longer the one you saw.`;
  throw new ProblemError(
    makeProblem(
      "plan-changed",
      what,
      `Look at it again with \`rollback ${ask.version} --env ${ask.environment}\`.`,
    ),
  );
}

function runOf(request: PlanRequest, ask: RollbackAsk, draft: Draft): Run {
  const run = { ...runFrom(runIdOf(request.id), ask, draft), requester: request.by, requestedAt: request.at };
  return ask.reason === undefined ? run : { ...run, reason: ask.reason };
}

function runFrom(id: string, ask: RollbackAsk, draft: Draft): Omit<Run, "requester" | "requestedAt"> {
  return {
    id,
    kind: "rollback",
    environment: ask.environment,
    version: ask.version,
    commit: draft.commit,
    planDigest: draft.digest,
    phase: "queued",
    approvalsNeeded: 0,
    approvals: [],
    rev: 0,
    ...(draft.from !== undefined && { from: draft.from }),
    ...(ask.takeOver && { takeOver: true }),
  };
}
