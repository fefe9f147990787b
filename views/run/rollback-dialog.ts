import type { Settings } from "../../src/release/settings.ts";
import type { ModalView, SectionBlock } from "@slack/types";
import type { Plan } from "../../src/release/run/plan.ts";
import type { Problem } from "../../src/release/problem.ts";
import { code, escape, lines, moment, plain } from "../blocks.ts";
import { dialog, paragraph, reasonInput, select } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";
import { problemWords } from "../problem.ts";
import { changeWords } from "./run-sections.ts";

const title = "Roll back";

/** What stands in the dialog in the moment before its plan is made. */
export function drawRollbackLoading(version: string, environment: string): ModalView {
  const blocks = [
    paragraph(
      `:hourglass_flowing_sand: Planning the way back to *${escape(version)}* on *${escape(environment)}*…`,
    ),
  ];
  return dialog({ id: dialogs.rollback, title, metadata: "{}", blocks });
}

/** A choice among the versions that were verified, for whoever did not name one. */
export function drawRollbackChoice(
  environment: string,
  verified: { version: string; at: number }[],
  channel: string,
): ModalView {
  const versions = verified.map(({ version }) => version);
  const [last] = verified;
  return dialog({
    id: dialogs.rollback,
    title,
    submit: "Show the plan",
    metadata: JSON.stringify({ environment, channel }),
    blocks: [
      paragraph(
        `Back to which version on *${escape(environment)}*?${last ? ` The last one before was verified ${moment(last.at)}.` : ""}`,
      ),
      select("version", actions.version, "Version", versions, versions[0]),
      reasonInput(true),
    ],
  });
}

export interface RollbackDialogFacts {
  plan: Plan;
  /** When the version was verified on this environment; absent when it never was. */
  verifiedAt?: number;
  reason?: string;
  takeOver: boolean;
  allowUnverified: boolean;
  /** Where the result is told. */
  channel: string;
}

/** The plan of a rollback: per workload what runs now and what will, since when the target is known good, who is told. */
export function drawRollbackPlan(facts: RollbackDialogFacts): ModalView {
  const { plan, takeOver, allowUnverified, channel } = facts;
  return dialog({
    id: dialogs.rollback,
    title,
    submit: "Roll back",
    metadata: JSON.stringify({
      environment: plan.environment,
      version: plan.version,
      digest: plan.digest,
      from: plan.from ?? null,
      takeOver,
      allowUnverified,
      channel,
    }),
    blocks: [
      paragraph(`*${escape(plan.environment)}: ${wayWords(plan)}*\n${knownGood(facts)}`),
      paragraph(changeWords(plan, 15)),
      ...warnings(plan),
      paragraph(`Told afterwards: <#${channel}>.${holdWords(plan)}`),
      reasonInput(true, facts.reason),
    ],
  });
}

function wayWords({ from, version }: Plan): string {
  if (from === version) return `${escape(version)} as it runs now → as it was verified`;
  return `${escape(from ?? "nothing recorded")} → ${escape(version)}`;
}

/** What will be held back: the version that is left, or the other commit of the one that is restored. */
function holdWords({ from, fromCommit, version, commit }: Plan): string {
  if (from === undefined) return "";
  if (from !== version) return onHold(escape(from));
  const isOther = fromCommit !== undefined && fromCommit !== commit;
  return isOther ? onHold(`Its commit ${code(fromCommit.slice(0, 7))}`) : "";
}

function onHold(what: string): string {
  return ` ${what} goes on hold, so that it is not shipped again by mistake.`;
}

function warnings({ warnings: said }: Plan): SectionBlock[] {
  if (said.length === 0) return [];
  const told = said.map((text) => `:warning: ${escape(text)}`);
  return [paragraph(lines(told, 10, 2500))];
}

function knownGood({ plan, verifiedAt }: RollbackDialogFacts): string {
  if (verifiedAt === undefined) return `:warning: ${escape(plan.version)} was never verified here.`;
  return `${escape(plan.version)} was verified here ${moment(verifiedAt)}.`;
}

export interface UnverifiedFacts {
  environment: string;
  version: string;
  takeOver: boolean;
  channel: string;
}

/** The dialog for a version that was never verified here: it goes on only when the person says so. */
export function drawRollbackUnverified({
  environment,
  version,
  takeOver,
  channel,
}: UnverifiedFacts): ModalView {
  return dialog({
    id: dialogs.rollback,
    title,
    submit: "Show the plan",
    metadata: JSON.stringify({ environment, version, takeOver, channel }),
    blocks: [
      paragraph(
        `:warning: *${escape(version)} was never verified on ${escape(environment)}.*\nSlipway has no record of it, so it would use the manifests of its commit.`,
      ),
      {
        type: "input",
        block_id: "allow_unverified",
        label: plain("Are you sure?", 100),
        element: {
          type: "checkboxes",
          action_id: actions.allowUnverified,
          options: [{ text: plain("Roll back although it was not verified", 75), value: "yes" }],
        },
      },
      reasonInput(false),
    ],
  });
}

/** The dialog when there is no way back, with the reason. */
export function drawRollbackRefused(problem: Problem, settings: Pick<Settings, "command">): ModalView {
  const words = problemWords(problem, settings);
  return dialog({ id: dialogs.rollback, title, metadata: "{}", blocks: [paragraph(words)] });
}
