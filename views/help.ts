import type { MessagePayload } from "../src/release/messages.ts";
import { button, buttons, code, context, escape, header, section } from "./blocks.ts";
import { actions } from "./ids.ts";

/** The commands with what each is for, and buttons to start the usual ones without typing. */
export function drawHelp(command: string, verbs: { usage: string; summary: string }[]): MessagePayload {
  const list = verbs
    .map(({ usage, summary }) => `${code(`${command} ${usage}`)}\n${escape(summary)}`)
    .join("\n");
  return {
    text: `What you can do with ${command}: ${verbs.map(({ usage }) => usage.split(" ")[0]).join(", ")}.`,
    blocks: [
      header("Releases with Slipway"),
      section(list),
      buttons(
        button("Deploy…", actions.helpDeploy, "deploy", {
          style: "primary",
          label: "Open the deploy dialog",
        }),
        button("Roll back…", actions.helpRollback, "rollback", {
          style: "danger",
          label: "Open the rollback dialog",
        }),
        button("Status", actions.helpStatus, "status", { label: "Show what is live" }),
        button("History", actions.helpHistory, "history", { label: "Show the latest runs" }),
      ),
      context(
        "Only you see this. Words in <angle brackets> are yours to fill in; [square ones] may be left out."
          .replaceAll("<", "&lt;")
          .replaceAll(">", "&gt;"),
      ),
    ],
  };
}
