import type { KnownBlock } from "@slack/types";
import { approvalsGiven } from "../../src/release/run/approval.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import type { Run } from "../../src/release/run/run.ts";
import { buttons, cut, escape, moment, section } from "../blocks.ts";
import { actions } from "../ids.ts";
import { phaseWords, requesterWords, runTitle } from "../words.ts";
import { approveButton, rejectButton } from "./approval-buttons.ts";
import { changeWords } from "./run-sections.ts";

/** A request for approval as one person sees it outside its own message, which somebody may have deleted. */
export interface WaitingRequest {
  run: Run;
  plan?: Plan;
  /** Where its message is, if there is one. */
  link?: string;
  /** Whether this person's answer would count now. */
  mayAnswer: boolean;
}

/**
 * A request in a few lines, and two buttons where an answer would count. What changes is cut so that all lines together
 * have about `length` characters; the rest is always told whole.
 */
export function drawWaiting({ run, plan, link, mayAnswer }: WaitingRequest, length: number): KnownBlock[] {
  const head = [
    `${phaseWords(run.phase)}: *${escape(runTitle(run))}*, asked by ${requesterWords(run.requester)} ${moment(run.requestedAt)} · \`${run.id}\``,
    standing(run, link),
    ...(run.emergency === undefined
      ? []
      : [`:rotating_light: *Emergency:* ${cut(escape(run.emergency), 100)}`]),
  ].join("\n");
  const changes = plan ? cut(changeWords(plan, 4), Math.max(60, length - head.length)) : "";
  const told = section([head, changes].filter(Boolean).join("\n"));
  return mayAnswer ? [told, buttons(approveButton(run, actions.approveListed), rejectButton(run))] : [told];
}

function standing(run: Run, link: string | undefined): string {
  const from = run.from === undefined ? "first release here" : `from ${run.from}`;
  const until = run.expiresAt === undefined ? "" : ` · expires ${moment(run.expiresAt)}`;
  const message = link === undefined ? "" : ` · <${link}|the whole request>`;
  return `*Approvals: ${approvalsGiven(run)} of ${run.approvalsNeeded}* · ${from} · commit \`${run.commit.slice(0, 7)}\`${until}${message}`;
}

/** What an answer came to, for whoever gave it away from the message that shows it. */
export function answerWords(run: Run): string {
  const given = `You approved ${escape(runTitle(run))}: ${approvalsGiven(run)} of ${run.approvalsNeeded} approvals`;
  return run.phase === "awaiting approval" ? `${given}.` : `${given}, so it goes on.`;
}
