import { hash } from "node:crypto";
import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { Parts } from "../src/parts.ts";
import type { MessagePayload } from "../src/release/messages.ts";
import type { Origin } from "../src/release/request.ts";
import { carry, drawRenewed } from "../views/renewed.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { answerPlace } from "./place.ts";
import { present, presentAtInput } from "./present.ts";
import { originOf, uncarry } from "./renewal.ts";
import { readValues, type SubmissionAnswer } from "./submission.ts";
import { answerText } from "./typed.ts";
import type { Answer, Ask } from "./verb.ts";
import type { Ways } from "./ways.ts";

let loaded: Ways | undefined;

/** Loads what answers, once: at the first ask, or before somebody waits for it. */
export async function loadWays(): Promise<Ways> {
  // Kept here: an import that was made before still goes through Node's loader, which every ask would wait for.
  loaded ??= (await import("./index.ts")).ways;
  return loaded;
}

/**
 * Connects everything that people can do in Slack with what answers it. Each listener turns Slack's payload into an
 * ask, lets one function answer, and acknowledges when the effect is stored. What is thrown becomes words in one place,
 * `present`. There is one listener for each kind of payload, and not one for each name: Bolt walks through all of them
 * whenever anything arrives.
 */
export function registerCommands(app: App, parts: Parts): void {
  listenToCommand(app, parts);
  listenToClicks(app, parts);
  listenToDialogs(app, parts);
  listenToShortcuts(app, parts);
  listenToEvents(app, parts);
}

function listenToCommand(app: App, parts: Parts): void {
  app.command(parts.settings.command, async ({ command, ack }) => {
    const ask: Ask = {
      id: askId(command.trigger_id),
      by: { user: command.user_id, team: command.team_id },
      at: parts.clock(),
      text: command.text ?? "",
      channel: command.channel_id,
      responseUrl: command.response_url,
      triggerId: command.trigger_id,
    };
    const answer = await orProblem(async () => answerText(ask, parts, (await loadWays()).verbs), parts);
    await ack(
      "say" in answer
        ? { response_type: "ephemeral", text: answer.say.text, blocks: answer.say.blocks }
        : undefined,
    );
    await openIfAsked(answer, ask, parts);
  });
}

function listenToClicks(app: App, parts: Parts): void {
  app.action<BlockAction<ButtonAction>>({ type: "block_actions" }, async ({ body, action: used, ack }) => {
    const origin = originOf(body, used.block_id);
    const ask: Ask = {
      id: askId(`${body.user.id}.${used.action_ts}.${used.action_id}`),
      by: { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" },
      at: parts.clock(),
      text: "",
      channel: body.channel?.id ?? parts.settings.channels.releases,
      triggerId: body.trigger_id,
      ...(origin && { origin }),
      ...(body.response_url !== undefined && { responseUrl: body.response_url }),
    };
    const answer = await orProblem(
      async () => wayOf((await loadWays()).clicks, used.action_id)(ask, parts, used.value ?? ""),
      parts,
    );
    await ack();
    if (origin && !("open" in answer) && (origin.in === "home" || ("renews" in answer && answer.renews)))
      await renew(origin, "say" in answer ? answer.say : undefined, ask, parts);
    else if ("say" in answer) await parts.answers.say(answerPlace(ask), answer.say);
    await openIfAsked(answer, ask, parts);
  });
}

function listenToDialogs(app: App, parts: Parts): void {
  app.view({ type: "view_submission" }, async ({ body, view, ack }) => {
    const { origin, metadata } = uncarry(view.private_metadata);
    const ask: Ask = {
      id: askId(`${view.id}.${view.hash}`),
      by: { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" },
      at: parts.clock(),
      text: "",
      channel: parts.settings.channels.releases,
      ...(origin?.in === "answer" && { channel: origin.channel, responseUrl: origin.responseUrl }),
      ...(origin && { origin }),
    };
    const inputs = Object.keys(view.state.values);
    const answer = await orErrors(
      async () =>
        wayOf((await loadWays()).submissions, view.callback_id)(
          { ask, viewId: view.id, metadata, ...readValues(view.state.values) },
          parts,
        ),
      (error) => presentAtInput(error, inputs, parts),
    );
    if ("errors" in answer) return ack({ response_action: "errors", errors: answer.errors });
    await ack("show" in answer ? { response_action: "update", view: carry(answer.show, origin) } : undefined);
    if ("show" in answer) await tellTrouble(ask, parts, async () => answer.shown?.());
    else if (origin) await renew(origin, answer.say, ask, parts);
  });
}

function listenToShortcuts(app: App, parts: Parts): void {
  app.shortcut(/^/u, async ({ body, ack }) => {
    const inMessage = body.type === "message_action" ? body : undefined;
    const ask: Ask = {
      id: askId(body.trigger_id),
      by: { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" },
      at: parts.clock(),
      text: "",
      channel: inMessage?.channel.id ?? parts.settings.channels.releases,
      triggerId: body.trigger_id,
      ...(inMessage && { responseUrl: inMessage.response_url }),
    };
    const answer = await orProblem(
      async () => wayOf((await loadWays()).shortcuts, body.callback_id)(ask, parts),
      parts,
    );
    await ack();
    if ("say" in answer) await parts.answers.say(answerPlace(ask), answer.say);
    await openIfAsked(answer, ask, parts);
  });
}

function listenToEvents(app: App, parts: Parts): void {
  app.event("app_mention", async ({ event, body }) => {
    if (event.user === undefined || !(await parts.firstTime(`event.${body.event_id}`))) return;
    const ask: Ask = {
      id: askId(body.event_id),
      by: { user: event.user, team: body.team_id },
      at: parts.clock(),
      text: event.text.replace(/<@[A-Z0-9]+>/u, "").trim(),
      channel: event.channel,
    };
    const answer = await orProblem(async () => answerText(ask, parts, (await loadWays()).verbs), parts);
    const said =
      "say" in answer
        ? answer.say
        : drawNote(`This needs a dialog, which opens only for ${parts.settings.command}.`);
    const thread = event.thread_ts ?? event.ts;
    await parts.answers.reply({ user: event.user, channel: event.channel, thread }, said);
  });
  app.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const { homeOf } = await import("./home.ts");
    await parts.dialogs.publish(event.user, await homeOf({ user: event.user, team: body.team_id }, parts));
  });
}

/** Draws what was clicked anew, with what that came to: only what is possible now may stay in it. */
async function renew(
  origin: Origin,
  said: MessagePayload | undefined,
  ask: Ask,
  parts: Parts,
): Promise<void> {
  await tellTrouble(ask, parts, async () => {
    if (origin.in === "home") {
      const { homeOf } = await import("./home.ts");
      return parts.dialogs.publish(ask.by.user, await homeOf(ask.by, parts, said?.text));
    }
    const again: Ask = { ...ask, text: origin.words, responseUrl: origin.responseUrl, replaces: true };
    const now = await orProblem(async () => answerText(again, parts, (await loadWays()).verbs), parts);
    if ("say" in now) return parts.answers.say(answerPlace(again), drawRenewed(said, now.say));
    // A job draws it in a moment.
    if (said) return parts.answers.say(answerPlace(ask), said);
  });
}

/** What answers a name; every name that is drawn has something (`test/manifest.test.ts`). */
function wayOf<Way>(ways: Record<string, Way>, name: string): Way {
  const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
  if (!way) throw new Error(`Nothing answers ${name}.`);
  return way;
}

async function orProblem(answer: () => Promise<Answer>, parts: Parts): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    return { say: present(error, parts), renews: true };
  }
}

async function orErrors(
  answer: () => Promise<SubmissionAnswer>,
  toErrors: (error: unknown) => Record<string, string>,
): Promise<SubmissionAnswer | { errors: Record<string, string> }> {
  try {
    return await answer();
  } catch (error) {
    return { errors: toErrors(error) };
  }
}

async function openIfAsked(answer: Answer, ask: Ask, parts: Parts): Promise<void> {
  const { triggerId } = ask;
  if (!("open" in answer) || triggerId === undefined) return;
  await tellTrouble(ask, parts, async () => {
    const view = await parts.dialogs.open(triggerId, carry(answer.open, ask.origin));
    await answer.opened?.(view);
  });
}

/** What fails after the acknowledgement is told to the person, who would wait in vain for a dialog or a plan. */
async function tellTrouble(ask: Ask, parts: Parts, act: () => Promise<void>): Promise<void> {
  const answer = await orProblem(async () => {
    await act();
    return { done: true };
  }, parts);
  if ("say" in answer) await parts.answers.say(answerPlace(ask), answer.say);
}

/** A name that repeats for every delivery of the same request, short enough to read out: it becomes the run's. */
function askId(key: string): string {
  return `ask-${hash("sha256", key).slice(0, 12)}`;
}
