import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Change, CommitSummary, Plan } from "../../src/release/run/plan.ts";
import { approvalsGiven } from "../../src/release/run/approval.ts";
import { formatDuration } from "../../src/release/duration.ts";
import type { Run } from "../../src/release/run/run.ts";
import { progressOf, type Step } from "../../src/release/run/steps.ts";
import { code, cut, escape, lines, moment } from "../blocks.ts";

/** The changes of a plan, one object a line, those that matter first; objects that stay as they are are only counted. */
export function changeWords(plan: Pick<Plan, "changes">, most: number): string {
  const real = plan.changes.filter(({ what }) => what !== "keep");
  const staying = plan.changes.filter(({ what, words }) => what === "keep" && words.length > 0);
  const kept = plan.changes.length - real.length - staying.length;
  const told = lines(real.slice(0, most).map(changeLine), most, 2200, Math.max(0, real.length - most));
  const rest =
    kept > 0 ? `_${kept} ${kept === 1 ? "object stays as it is" : "objects stay as they are"}_` : "";
  const left = keptWords(staying.map(({ ref }) => `${ref.kind} ${ref.name}`));
  return [told || "_Nothing changes in the cluster._", left, rest].filter(Boolean).join("\n");
}

/** What would go, had Slipway made it, by kind and name; empty where there is nothing of that. */
export function keptWords(objects: string[]): string {
  if (objects.length === 0) return "";
  const were = objects.length === 1 ? "it was" : "they were";
  const more = objects.length > 10 ? ` and ${objects.length - 10} more` : "";
  const told = cut(objects.slice(0, 10).map(escape).join(", "), 500);
  return `${signs.keep} Kept, because ${were} there before Slipway: ${told}${more}`;
}

const signs: Record<Change["what"], string> = {
  create: ":heavy_plus_sign:",
  change: ":pencil2:",
  remove: ":heavy_minus_sign:",
  keep: ":white_small_square:",
};

/** One object of a diff: "nexus-app (Deployment): image 1.4.2 → 1.5.0, +1 env". */
export function changeLine({ ref, what, words }: Change): string {
  const said = words.length > 0 ? words.map(escape).join(", ") : what;
  return `${signs[what]} *${escape(ref.name)}* (${escape(ref.kind)}): ${said}`;
}

/** What people wrote since the live version: how many commits by whom, and the first subjects. */
export function bringsWords({ count, authors, lines: subjects, breaking }: CommitSummary): string {
  if (count === 0) return "_No commits since the version that is live._";
  const commits = `${count} ${count === 1 ? "commit" : "commits"} by ${cut(authors.map(escape).join(", "), 300)}`;
  const warning =
    breaking > 0 ? `\n:boom: ${breaking} ${breaking === 1 ? "announces" : "announce"} a breaking change` : "";
  const told = lines(
    subjects.map(
      ({ text, hash }) => `• ${escape(text)}${hash === undefined ? "" : ` ${code(hash.slice(0, 7))}`}`,
    ),
    10,
    1800,
  );
  const left = count > 10 && subjects.length <= 10 ? `\n_and ${count - subjects.length} more_` : "";
  return `${commits}${warning}\n${told}${left}`;
}

/** How many approvals are needed and given, by whom, who may give them, until when, and what is checked afterwards. */
export function approvalWords(run: Run, approvers: string[], checks: string[]): string {
  const given = run.approvals.map(({ by, at }) => `:ballot_box_with_check: <@${by.user}> ${moment(at)}`);
  const until = run.expiresAt === undefined ? "" : ` · expires ${moment(run.expiresAt)}`;
  const afterwards =
    checks.length === 0 ? [] : [`Checked afterwards: ${cut(checks.map(code).join(", "), 500)}`];
  return [
    `*Approvals: ${approvalsGiven(run)} of ${run.approvalsNeeded}*${until}`,
    ...(given.length === 0 ? [] : [lines(given, 12, 1000)]),
    `May approve: ${cut(approvers.map(escape).join(", "), 300) || "nobody"}, but not whoever asked.`,
    ...afterwards,
  ].join("\n");
}

export interface ProgressFacts {
  run: Run;
  steps: Step[];
  ledger: Record<string, StepOutcome>;
  waitingFor?: string;
}

/** The steps, one a line with its outcome; the one under way says what it waits for. */
export function progressWords({ run, steps, ledger, waitingFor }: ProgressFacts): string {
  const { done, all } = progressOf(steps, ledger);
  if (done === all && run.startedAt !== undefined && run.finishedAt !== undefined) {
    return `*All ${all} steps done* in ${formatDuration((run.finishedAt - run.startedAt) / 1000)}`;
  }
  const current = steps.find(({ id }) => ledger[id] === undefined)?.id;
  const told = steps.map((step) => {
    const outcome = ledger[step.id];
    if (outcome) return `${outcome.outcome === "done" ? ":white_check_mark:" : ":x:"} ${stepWords(step)}`;
    if (step.id !== current || run.verdict) return `:white_small_square: ${stepWords(step)}`;
    return `:large_blue_circle: *${stepWords(step)}*${waitingFor === undefined ? "" : ` — ${escape(waitingFor)}`}`;
  });
  return `*${done} of ${all} steps done*\n${lines(told, 40, 2600)}`;
}

/** What a step does, in words. */
export function stepWords(step: Step): string {
  switch (step.kind) {
    case "recheck":
      return "Check that tag, manifests and policy are still what was asked for";
    case "lock":
      return "Take the environment's lock";
    case "apply":
      return `Write ${step.wave.name} (${step.wave.effects.length})`;
    case "wait":
      return `Wait until ${step.wave.name} are ready`;
    case "check":
      return `Check ${code(step.check.name)}`;
    case "record":
      return "Record what was verified";
  }
}
