import type { JobParts } from "../../src/parts.ts";
import { completePlan, type Draft, effectsOf } from "../../src/release/run/deploy.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import { overtaker } from "../../src/release/run/closing.ts";
import { makeProblem, type Problem, ProblemError } from "../../src/release/problem.ts";
import { type AnswerPlace, type PlanRequest, type RollbackAsk, runIdOf } from "../../src/release/request.ts";
import { planRollback, type RollbackFacts } from "../../src/release/run/rollback.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { drawRollbackPlan, drawRollbackUnverified } from "../../views/run/rollback-dialog.ts";
import { carry } from "../../views/renewed.ts";
import { beginRun } from "../run/begin-run.ts";
import { environmentNamed } from "../run/environment.ts";
import { gatherRollback } from "./gather-rollback.ts";
import { askedForSince } from "./left-behind.ts";
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
    return askAboutUnverified(request.answer, ask, parts);
  }
  const decision = planRollback(facts);
  if (decision.outcome === "refused") throw new ProblemError(decision.problem);
  if (!ask.confirmed) return showInDialog(request, ask, decision.draft, facts, parts);
  refuseIfChanged(ask, decision.draft);
  await startRollback(runOf(request, ask, decision.draft), decision.draft, parts);
}

/** The rollback that follows a failed deploy by itself, to what was verified before; answers why there is none. */
export async function startAutomaticRollback(
  failed: Run,
  id: string,
  version: string,
  parts: JobParts,
): Promise<Problem | undefined> {
  const started = await parts.runs.get(id);
  if (started) {
    await beginRun(started, parts);
    return undefined;
  }
  const newer = await overtakerOf(failed, parts);
  if (newer) return overtaken(newer);
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
  if (decision.outcome === "refused") return decision.problem;
  const reason = `${failed.version} failed: ${failed.verdict?.problem?.what ?? "see its thread"}`;
  const run = {
    ...runFrom(id, ask, decision.draft),
    requester: { automaticAfter: failed.id },
    requestedAt: parts.clock(),
    reason,
  };
  await startRollback(run, decision.draft, parts);
  return undefined;
}

/** A run that failed may be closed late, when its cluster was away: by then another one may have done its work. */
async function overtakerOf(failed: Run, parts: JobParts): Promise<Run | undefined> {
  const latest = await askedForSince(failed.environment, failed.requestedAt, parts);
  return overtaker(
    failed,
    await Promise.all(latest.map(async (run) => ({ run, ledger: await parts.runs.ledger(run.id) }))),
  );
}

function overtaken(newer: Run): Problem {
  const what = isFinal(newer.phase)
    ? `The ${newer.kind} of ${newer.version} has written to ${newer.environment} since.`
    : `The ${newer.kind} of ${newer.version} is under way on ${newer.environment}.`;
  const advice = `Look with \`/release status ${newer.environment}\`, and roll back by hand if it is needed.`;
  return makeProblem("changed-meanwhile", what, advice);
}

async function startRollback(run: Run, draft: Draft, parts: JobParts): Promise<void> {
  await parts.runs.create(
    run,
    completePlan(draft, await changesOf(draft, environmentNamed(run.environment, parts), parts)),
  );
  await beginRun((await parts.runs.get(run.id)) ?? run, parts);
}

/** What the rollback changes. Secrets are left out: their data is looked at only when the run needs it. */
async function changesOf(draft: Draft, environment: Environment, parts: JobParts): Promise<Plan["changes"]> {
  const effects = effectsOf(draft).filter(
    (effect) => effect.do !== "apply" || effect.secretDigest === undefined,
  );
  const fence = { run: "preview", version: draft.version, number: Number.MAX_SAFE_INTEGER, takeOver: true };
  return previewChanges(parts.clusters.of(environment), effects, fence);
}

function askAboutUnverified(
  { view, origin }: Extract<AnswerPlace, { view: string }>,
  ask: RollbackAsk,
  parts: JobParts,
): Promise<void> {
  const { environment, version, takeOver } = ask;
  const facts = { environment, version, takeOver, channel: parts.settings.channels.releases };
  return parts.dialogs.update(view, carry(drawRollbackUnverified(facts), origin));
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
  await parts.dialogs.update(request.answer.view, carry(dialog, request.answer.origin));
}

/**
 * What is carried out must be what was shown: between the dialog and the click, the world may have moved. The same writes may
 * lead away from a version that came since, which the person has not seen and would put on hold.
 */
function refuseIfChanged(ask: RollbackAsk, draft: Draft): void {
  const isSameWay = ask.seenFrom === undefined || ask.seenFrom === (draft.from ?? null);
  if (ask.seenDigest === undefined || (ask.seenDigest === draft.digest && isSameWay)) return;
  const what = `The plan to roll ${ask.environment} back to ${ask.version} is no longer the one you saw.`;
  throw new ProblemError(
    makeProblem(
      "plan-changed",
      what,
      `Look at it again with \`/release rollback ${ask.version} --env ${ask.environment}\`.`,
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
    ...(draft.fromCommit !== undefined && { fromCommit: draft.fromCommit }),
    ...(ask.takeOver && { takeOver: true }),
  };
}
