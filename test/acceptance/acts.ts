import { expect } from "vitest";
import { actions } from "../../views/ids.ts";
import type { Message } from "../../demo/workspace/types.ts";
import { createClients } from "../../src/slack/clients.ts";
import type { Settings } from "../../src/release/settings.ts";
import type { Stage } from "./stage.ts";

/** Deploys a version to staging and answers its message, once that has succeeded. */
export async function stageOnly(stage: Stage, version: string): Promise<Message> {
  await stage.actor("rosa").types(`deploy ${version} staging`);
  const card = await stage.cardOf(`${version} → staging`);
  await stage.reply(card, `The deploy of ${version} to staging succeeded.`);
  return card;
}

/** Asks for production and gets both approvals; answers the message of the run, which goes on by itself. */
export async function approveForProduction(stage: Stage, version: string, options = ""): Promise<Message> {
  await stage.actor("rosa").types(`deploy ${version} production ${options}`);
  const request = await stage.cardOf(`${version} → production · awaiting approval`);
  await stage.actor("ade").clicks(request, actions.approve);
  await stage.actor("bea").clicks(request, actions.approve);
  return request;
}

/** Lets production take what staging has not seen: half the runs, for stories that are not about this order. */
export function withoutStaging({ environments }: Settings): void {
  for (const environment of environments) delete environment.after;
}

/**
 * Lets the deadline of a run come while the bot looks on, and waits for what is said then. Nearly all of its time has passed
 * before; the rest passes in steps that are too short to be an absence of the bot, which would extend the deadline.
 */
export async function reachDeadline(stage: Stage, card: Message, ...words: string[]): Promise<void> {
  let isSaid = false;
  const saying = stage.reply(card, ...words).then(() => (isSaid = true));
  const pass = (): boolean => {
    stage.passes("20s");
    return isSaid;
  };
  await expect.poll(pass, { interval: 600 }).toBe(true);
  await saying;
}

/** Brings a version through staging to production. */
export async function ship(stage: Stage, version: string): Promise<Message> {
  await stageOnly(stage, version);
  return shipDirectly(stage, version);
}

/** Brings a version to production, where it need not have been on staging. */
export async function shipDirectly(stage: Stage, version: string): Promise<Message> {
  const card = await approveForProduction(stage, version);
  await stage.reply(card, `The deploy of ${version} to production succeeded.`);
  return card;
}

/** Deletes a message as Slack does for its author, and for an administrator. */
export async function deleteMessage({ workspace }: Stage, { channel, ts }: Message): Promise<void> {
  const { botToken } = workspace.identity;
  await createClients({ botToken, apiUrl: workspace.url }).background.chat.delete({ channel, ts });
}
