import { actions } from "../views/ids.ts";
import type { Message } from "./workspace/types.ts";
import type { Workspace } from "./workspace/workspace.ts";

/** The releases that the sample has shipped before the newcomer arrives. */
const past = ["v1.4.1", "v1.4.2"];

/**
 * Gives the sample product a past by using the bot as people do: each release goes to staging, is approved by two
 * people, and goes to production. What the newcomer then sees and rolls back to was really deployed and verified.
 */
export async function makeHistory(workspace: Workspace, say: (line: string) => void): Promise<void> {
  for (const version of past) {
    say(`Shipping ${version} of the sample product, so that there is something to go back to…`);
    await ship(workspace, version, "staging");
    await ship(workspace, version, "production", ["ade", "bea"]);
  }
}

async function ship(
  workspace: Workspace,
  version: string,
  environment: string,
  approvers: string[] = [],
): Promise<void> {
  const title = `${version} → ${environment}`;
  if (cardOf(workspace, `${title} · succeeded`)) return;
  await workspace.as("rosa").command(`/release deploy ${version} ${environment}`);
  for (const [given, approver] of approvers.entries()) {
    const request = await workspace.waitFor(
      () => cardOf(workspace, title, `Approvals: ${given} of`),
      `the request for ${title}`,
      60_000,
    );
    await workspace.as(approver).click(request, actions.approve);
  }
  await workspace.waitFor(() => cardOf(workspace, `${title} · succeeded`), `${title} to succeed`, 120_000);
}

function cardOf(workspace: Workspace, ...words: string[]): Message | undefined {
  return workspace
    .messages("releases")
    .findLast((message) => words.every((word) => JSON.stringify(message.blocks).includes(word)));
}
