import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import { decideApproval } from "../src/release/run/approval.ts";
import { planDigest } from "../src/release/run/digest.ts";
import type { Plan } from "../src/release/run/plan.ts";
import type { PersonFacts } from "../src/release/people.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Approval, Run } from "../src/release/run/run.ts";
import { answerEntry } from "../src/release/run/run-entries.ts";
import type { Environment } from "../src/release/settings.ts";
import { escape } from "../views/blocks.ts";
import { actions } from "../views/ids.ts";
import { drawProblem } from "../views/problem.ts";
import { drawRejectDialog } from "../views/run/reject-dialog.ts";
import { drawApproval, drawNote } from "../views/run/run-replies.ts";
import { answerWords } from "../views/run/waiting.ts";
import { runTitle } from "../views/words.ts";
import { changeRun, findRun } from "./cancel.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, findEnvironment } from "./verb.ts";

/** A click on Approve: counted once, never from the requester, void when the plan is no longer what was shown. */
export async function approveRun(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  await answerRun(ask, parts, id, "approved");
  return { done: true };
}

/** A click on Approve away from the run's message, where nothing shows what it came to: it is said. */
export async function approveListed(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  const run = await answerRun(ask, parts, id, "approved");
  const problem = run.verdict?.problem;
  return { say: problem ? drawProblem(problem, parts.settings) : drawNote(answerWords(run)), renews: true };
}

/** A click on Reject asks why first. */
export async function openRejectDialog(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  const run = await findRun(id, parts);
  await authorise(ask, "approve", parts, findEnvironment(run.environment, parts.settings));
  return { open: drawRejectDialog(run) };
}

const metadata = z.object({ run: z.string() });

/** The dialog of a rejection, sent. */
export async function submitRejectDialog(
  { ask, metadata: carried, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const { run } = metadata.parse(JSON.parse(carried));
  const rejected = await answerRun(ask, parts, run, "rejected", values[actions.reason]);
  return { done: true, say: drawNote(`You rejected ${escape(runTitle(rejected))}.`) };
}

async function answerRun(
  ask: Ask,
  parts: Parts,
  id: string,
  decision: Approval["decision"],
  reason?: string,
): Promise<Run> {
  const run = await findRun(id, parts);
  const environment = findEnvironment(run.environment, parts.settings);
  const asker = await parts.people.facts(ask.by);
  const digestNow = planDigest(await findPlan(run, parts), environment, parts.settings);
  const saved = await changeRun(run, parts, (current) =>
    decided({ run: current, asker, environment, digestNow, decision, reason }, parts),
  );
  await follow(saved, ask, parts);
  return saved;
}

interface Click {
  run: Run;
  asker: PersonFacts;
  environment: Environment;
  digestNow: string;
  decision: Approval["decision"];
  reason: string | undefined;
}

function decided({ reason, ...click }: Click, parts: Parts): Run {
  const facts = { ...click, settings: parts.settings, now: parts.clock() };
  const result = decideApproval(reason === undefined ? facts : { ...facts, reason });
  if (result.outcome === "refused") throw new ProblemError(result.problem);
  return result.run;
}

/** What follows from an answer, each part safe to repeat: the journal, the thread, the message, and the run itself. */
async function follow(run: Run, ask: Ask, parts: Parts): Promise<void> {
  const approval = run.approvals.find(({ by }) => by.user === ask.by.user && by.team === ask.by.team);
  if (approval) {
    const conversation = { key: run.id, channel: parts.settings.channels.releases };
    await parts.journal.append(answerEntry(run, approval));
    await parts.messenger.reply(conversation, `approval.${ask.by.user}`, drawApproval(run, approval));
  }
  if (run.phase === "queued")
    await parts.queue.enqueue("run", { run: run.id }, { id: run.id, environment: run.environment });
  await parts.queue.enqueue("show", { run: run.id }, { id: `show.${run.id}` });
}

async function findPlan(run: Run, parts: Parts): Promise<Plan> {
  const plan = await parts.runs.plan(run.planDigest);
  if (plan) return plan;
  throw new ProblemError(
    makeProblem(
      "unknown-run",
      "The plan of this run is gone.",
      `Ask again with \`/release deploy ${run.version} ${run.environment}\`.`,
    ),
  );
}
