import { createHash } from "node:crypto";
import type { App, BlockAction, ButtonAction } from "@slack/bolt";
import type { Parts } from "../src/parts.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { homeOf } from "./home.ts";
import { answerPlace } from "./place.ts";
import { present, presentAtInput } from "./present.ts";
import { readValues, type Submission, type SubmissionAnswer } from "./submission.ts";
import { answerText } from "./typed.ts";
import type { Answer, Ask, Verb } from "./verb.ts";

/** What a button does; `value` is the one id that it carries. */
export type Click = (ask: Ask, parts: Parts, value: string) => Promise<Answer>;

export interface Ways {
  verbs: Verb[];
  clicks: Record<string, Click>;
  submissions: Record<string, (submission: Submission, parts: Parts) => Promise<SubmissionAnswer>>;
  shortcuts: Record<string, (ask: Ask, parts: Parts) => Promise<Answer>>;
}

/**
 * The listeners: each turns Slack's payload into an ask, lets one function answer, and acknowledges when the effect is
 * stored. What is thrown becomes words in one place, `present`.
 */
export function listen(app: App, parts: Parts, ways: Ways): void {
  listenToCommand(app, parts, ways.verbs);
  for (const [action, click] of Object.entries(ways.clicks)) listenToClick(app, parts, action, click);
  for (const [dialog, submit] of Object.entries(ways.submissions)) listenToDialog(app, parts, dialog, submit);
  for (const [shortcut, handle] of Object.entries(ways.shortcuts))
    listenToShortcut(app, parts, shortcut, handle);
  listenToEvents(app, parts, ways.verbs);
}

function listenToCommand(app: App, parts: Parts, verbs: Verb[]): void {
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
    const answer = await orProblem(() => answerText(ask, parts, verbs), parts);
    await ack(
      "say" in answer
        ? { response_type: "ephemeral", text: answer.say.text, blocks: answer.say.blocks }
        : undefined,
    );
    await openIfAsked(answer, ask, parts);
  });
}

function listenToClick(app: App, parts: Parts, action: string, click: Click): void {
  app.action<BlockAction<ButtonAction>>(
    { type: "block_actions", action_id: action },
    async ({ body, action: used, ack }) => {
      const ask: Ask = {
        id: askId(`${body.user.id}.${used.action_ts}.${used.action_id}`),
        by: { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" },
        at: parts.clock(),
        text: "",
        channel: body.channel?.id ?? parts.settings.channels.releases,
        triggerId: body.trigger_id,
        ...(body.response_url !== undefined && { responseUrl: body.response_url }),
      };
      const answer = await orProblem(() => click(ask, parts, used.value ?? ""), parts);
      await ack();
      if ("say" in answer) await parts.answers.say(answerPlace(ask), answer.say);
      await openIfAsked(answer, ask, parts);
    },
  );
}

function listenToDialog(app: App, parts: Parts, dialog: string, submit: Ways["submissions"][string]): void {
  app.view({ type: "view_submission", callback_id: dialog }, async ({ body, view, ack }) => {
    const ask: Ask = {
      id: askId(`${view.id}.${view.hash}`),
      by: { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" },
      at: parts.clock(),
      text: "",
      channel: parts.settings.channels.releases,
    };
    const inputs = Object.keys(view.state.values);
    const answer = await orErrors(
      () =>
        submit(
          { ask, viewId: view.id, metadata: view.private_metadata, ...readValues(view.state.values) },
          parts,
        ),
      (error) => presentAtInput(error, inputs, parts),
    );
    if ("errors" in answer) return ack({ response_action: "errors", errors: answer.errors });
    await ack("show" in answer ? { response_action: "update", view: answer.show } : undefined);
    if ("show" in answer) await tellTrouble(ask, parts, async () => answer.shown?.());
  });
}

function listenToShortcut(app: App, parts: Parts, shortcut: string, handle: Ways["shortcuts"][string]): void {
  app.shortcut(shortcut, async ({ body, ack }) => {
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
    const answer = await orProblem(() => handle(ask, parts), parts);
    await ack();
    if ("say" in answer) await parts.answers.say(answerPlace(ask), answer.say);
    await openIfAsked(answer, ask, parts);
  });
}

function listenToEvents(app: App, parts: Parts, verbs: Verb[]): void {
  app.event("app_mention", async ({ event, body }) => {
    if (event.user === undefined || !(await parts.firstTime(`event.${body.event_id}`))) return;
    const ask: Ask = {
      id: askId(body.event_id),
      by: { user: event.user, team: body.team_id },
      at: parts.clock(),
      text: event.text.replace(/<@[A-Z0-9]+>/u, "").trim(),
      channel: event.channel,
    };
    const answer = await orProblem(() => answerText(ask, parts, verbs), parts);
    const said =
      "say" in answer
        ? answer.say
        : drawNote(`This needs a dialog, which opens only for ${parts.settings.command}.`);
    await parts.answers.reply({ channel: event.channel, thread: event.thread_ts ?? event.ts }, said);
  });
  app.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    await parts.dialogs.publish(event.user, await homeOf({ user: event.user, team: body.team_id }, parts));
  });
}

async function orProblem(answer: () => Promise<Answer>, parts: Parts): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    return { say: present(error, parts) };
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
    const view = await parts.dialogs.open(triggerId, answer.open);
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
  return `ask-${createHash("sha256").update(key).digest("hex").slice(0, 12)}`;
}
