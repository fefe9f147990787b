import { expect, it } from "vitest";
import { verbs } from "../../commands/index.ts";
import { drawHelp, type HelpLook } from "../../views/help.ts";
import { expectMessage } from "./limits.ts";

/** The labels of the buttons that the help has. */
function buttonsFor(look: HelpLook): string[] {
  const { blocks } = drawHelp(look, verbs);
  return [
    ...JSON.stringify(blocks).matchAll(/"type":"button","text":\{"type":"plain_text","text":"([^"]+)"/gu),
  ].map(([, label = ""]) => label);
}

const command = "/release";
const nothing = { view: false, deploy: false, rollBack: false };

it.each<[string, HelpLook, string[]]>([
  [
    "a manager",
    { command, may: { view: true, deploy: true, rollBack: true } },
    ["Deploy…", "Roll back…", "Status", "History"],
  ],
  [
    "an approver",
    { command, may: { ...nothing, view: true, rollBack: true } },
    ["Roll back…", "Status", "History"],
  ],
  ["somebody who only looks", { command, may: { ...nothing, view: true } }, ["Status", "History"]],
  ["a guest", { command, may: nothing }, []],
  ["everybody in a thread", { command }, []],
])("the help of %s has buttons for what they may do, and words for all", (_, look, labels) => {
  expectMessage(drawHelp(look, verbs));
  expect(buttonsFor(look)).toEqual(labels);
  const said = JSON.stringify(drawHelp(look, verbs));
  for (const { name } of verbs) expect(said).toContain(`${command} ${name}`);
  expect(said.includes("Only you see this")).toBe(look.may !== undefined);
});
