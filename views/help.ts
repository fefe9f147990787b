import type { Button } from "@slack/types";
import type { MessagePayload } from "../src/release/messages.ts";
import { button, buttons, code, context, escape, header, section } from "./blocks.ts";
import { actions } from "./ids.ts";
import { type MayStart, startButtons } from "./starts.ts";

export interface HelpLook {
  command: string;
  /** What whoever asks may begin or look at; absent where everybody sees the answer, which then has no buttons. */
  may?: MayStart & { view: boolean };
}

/** The commands with what each is for, and buttons to start the usual ones without typing. */
export function drawHelp(
  { command, may }: HelpLook,
  verbs: { usage: string; summary: string }[],
): MessagePayload {
  const list = verbs
    .map(({ usage, summary }) => `${code(`${command} ${usage}`)} ${escape(summary)}`)
    .join("\n");
  const possible = may ? [...startButtons(may), ...lookButtons(may)] : [];
  const only = may ? "Only you see this. " : "";
  return {
    text: `What you can do with ${command}: ${verbs.map(({ usage }) => usage.split(" ")[0]).join(", ")}.`,
    blocks: [
      header("Releases with Slipway"),
      section(list),
      ...(possible.length > 0 ? [buttons(...possible)] : []),
      context(
        escape(`${only}Words in <angle brackets> are yours to fill in; [square ones] may be left out.`),
      ),
    ],
  };
}

function lookButtons({ view }: { view: boolean }): Button[] {
  if (!view) return [];
  return [
    button("Status", actions.helpStatus, "status", { label: "Show what is live" }),
    button("History", actions.helpHistory, "history", { label: "Show the latest runs" }),
  ];
}
