import type { ActionsBlock, Button, KnownBlock } from "@slack/types";
import type { Freeze } from "../../src/release/calendar/freeze.ts";
import type { Problem } from "../../src/release/problem.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import type { Step } from "../../src/release/run/steps.ts";
import { button, buttons, confirm, context, cut, escape, header, lines, moment, section } from "../blocks.ts";
import { freezeWords } from "../dates.ts";
import { actions } from "../ids.ts";
import { problemWords } from "../problem.ts";
import { approveButton, rejectButton } from "./approval-buttons.ts";
import { approvalWords, bringsWords, changeWords, progressWords } from "./run-sections.ts";
import { phaseWords, requesterWords, runSentence, runTitle } from "../words.ts";

/** Everything the living message of a run shows; gathered by the caller, drawn here. */
export interface RunCardFacts {
  run: Run;
  plan: Plan;
  steps: Step[];
  ledger: Record<string, StepOutcome>;
  /** What the present step waits for, in words: "nexus-app: 2 of 3 pods ready". */
  waitingFor?: string;
  /** The roles that may approve. */
  approvers: string[];
  /** A freeze of its environment that begins while people are asked. */
  freeze?: Freeze;
  /** Whether there is something to go back from, and nobody wrote after this run. */
  offersWayBack: boolean;
  command: string;
}

/**
 * The one living message of a run: the first line says version, environment and state; then who and when, what
 * changes, what ships, approvals or progress; and only the buttons that are possible now.
 */
export function drawRunCard(facts: RunCardFacts): MessagePayload {
  const { run } = facts;
  const blocks: KnownBlock[] = [
    header(`${runTitle(run)} · ${run.phase}`),
    context(originWords(run)),
    ...emergency(run),
    ...body(facts),
    ...stopping(run),
    ...verdict(facts),
    ...actionsFor(facts),
  ];
  return { text: runSentence(run), blocks };
}

function originWords(run: Run): string {
  const from = run.from === undefined ? "first release here" : `from ${run.from}`;
  const reason = run.reason === undefined ? "" : ` · “${cut(escape(run.reason), 300)}”`;
  return `${phaseWords(run.phase)} · asked by ${requesterWords(run.requester)} ${moment(run.requestedAt)} · ${from} · commit \`${run.commit.slice(0, 7)}\`${reason}`;
}

function emergency(run: Run): KnownBlock[] {
  if (run.emergency === undefined) return [];
  return [
    section(
      `:rotating_light: *Emergency:* ${cut(escape(run.emergency), 500)}\n${passedWords(run.passed ?? [])}`,
    ),
  ];
}

/** What an emergency went past, so that everybody sees what it cost. */
function passedWords(passed: Problem[]): string {
  if (passed.length === 0) return "Nothing else stood in the way.";
  const told = passed.map((problem) => `• ${escape(problem.what)}`);
  return `It passes what would have stopped it:\n${lines(told, 10, 2000)}`;
}

/** A window that may begin before everybody has answered. */
function frozen({ run, freeze }: RunCardFacts): KnownBlock[] {
  if (!freeze || run.kind === "rollback" || run.emergency !== undefined) return [];
  return [section(`${freezeWords(freeze, run.environment)} It must have begun before that.`)];
}

function body(facts: RunCardFacts): KnownBlock[] {
  const { run, plan } = facts;
  if (run.phase === "awaiting approval")
    return [...what(plan), ...warnings(plan), ...frozen(facts), approvals(facts)];
  if (isFinal(run.phase) && !run.startedAt) return what(plan);
  return [section(changeWords(plan, 3)), section(progressWords(facts))];
}

function what(plan: Plan): KnownBlock[] {
  const blocks: KnownBlock[] = [section(`*What changes*\n${changeWords(plan, 12)}`)];
  return plan.brings ? [...blocks, section(`*What ships*\n${bringsWords(plan.brings)}`)] : blocks;
}

function warnings({ warnings: said }: Plan): KnownBlock[] {
  if (said.length === 0) return [];
  const told = said.map((text) => `:warning: ${escape(text)}`);
  return [section(lines(told, 10, 1500))];
}

function approvals({ run, approvers, steps }: RunCardFacts): KnownBlock {
  const checks = steps.flatMap((step) => (step.kind === "check" ? [step.check.name] : []));
  return section(approvalWords(run, approvers, checks));
}

/** A stop that was asked for and has not come yet. */
function stopping(run: Run): KnownBlock[] {
  if (isFinal(run.phase) || run.verdict) return [];
  if (run.supersededBy !== undefined)
    return [context("Gives way to a newer request at the next safe point.")];
  if (run.cancelledBy === undefined) return [];
  return [context(`<@${run.cancelledBy.user}> cancelled it: it stops at the next safe point.`)];
}

function verdict({ run, command }: RunCardFacts): KnownBlock[] {
  const problem = run.verdict?.problem;
  return problem ? [section(problemWords(problem, { command }))] : [];
}

function actionsFor(facts: RunCardFacts): ActionsBlock[] {
  const possible = possibleButtons(facts);
  return possible.length === 0 ? [] : [buttons(...possible)];
}

/** The buttons that are possible in this state: derived from it, never remembered. */
function possibleButtons({ run, offersWayBack }: RunCardFacts): Button[] {
  if (!isFinal(run.phase) && (run.verdict || run.cancelledBy || run.supersededBy !== undefined)) return [];
  if (run.phase === "awaiting approval")
    return [approveButton(run, actions.approve), rejectButton(run), cancel(run)];
  if (!isFinal(run.phase)) return [cancel(run)];
  return offersWayBack ? [rollBack(run)] : [];
}

function cancel(run: Run): Button {
  const started = run.startedAt !== undefined;
  const question = started
    ? "It stops at the next safe point and says what has been changed by then."
    : "Nothing has been changed yet.";
  return button("Cancel", actions.cancel, run.id, {
    ...(started && { style: "danger" }),
    confirm: confirm(`Cancel ${runTitle(run)}?`, question, "Cancel the run", "danger"),
    label: `Cancel ${runTitle(run)}`,
  });
}

function rollBack(run: Run): Button {
  const label = `Roll back ${run.environment} to ${run.from}`;
  return button(`Roll back to ${run.from}…`, actions.rollBackFrom, run.id, { style: "danger", label });
}
