import type { Plan } from "../../src/release/run/plan.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { context, escape, header, section } from "../blocks.ts";
import { bringsWords, changeWords } from "./run-sections.ts";

/** What a deploy would change, for the one who asked. */
export function drawDiff(plan: Plan): MessagePayload {
  const title = `${plan.version} → ${plan.environment}: what would change`;
  const changed = plan.changes.filter(({ what }) => what !== "keep").length;
  const from =
    plan.from === undefined ? "Nothing is recorded there yet." : `Live there is ${escape(plan.from)}.`;
  return {
    text: `Deploying ${plan.version} to ${plan.environment} would change ${changed} of ${plan.changes.length} objects. Nothing was done.`,
    blocks: [
      header(title),
      section(changeWords(plan, 20)),
      ...(plan.brings ? [section(`*What ships*\n${bringsWords(plan.brings)}`)] : []),
      context(`Nothing was done. ${from} Commit \`${plan.commit.slice(0, 7)}\`.`),
    ],
  };
}
