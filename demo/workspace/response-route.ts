import { z } from "zod";
import { contentOf, post } from "./content.ts";
import type { Core } from "./core.ts";
import { SlackError } from "./slack-error.ts";
import type { ResponseTarget } from "./response-urls.ts";
import { edit } from "./web-api/chat.ts";
import { checkParent } from "./web-api/places.ts";

const response = z.strictObject({
  text: z.string().optional(),
  blocks: z.array(z.unknown()).optional(),
  response_type: z.enum(["ephemeral", "in_channel"]).optional(),
  replace_original: z.boolean().optional(),
  delete_original: z.boolean().optional(),
  thread_ts: z.string().optional(),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
});

type ResponseBody = z.output<typeof response>;

/**
 * Does what was posted to a response URL: replaces or deletes the message with the button, or posts a message (seen by
 * one person unless `in_channel`). Raises a SlackError or a ZodError.
 */
export function respond(core: Core, key: string, body: unknown): void {
  const wish = response.parse(body);
  answer(core, core.responseUrls.use(key), wish);
}

/** Shows what an app answered to a command or posted to a response URL. */
export function answer(core: Core, target: ResponseTarget, wish: ResponseBody): void {
  if (wish.delete_original === true || wish.replace_original === true) {
    changeOriginal(core, target, wish);
    return;
  }
  checkParent(core, target.channel, wish.thread_ts);
  post(core, {
    channel: target.channel,
    user: core.identity.botUserId,
    isBot: true,
    ...contentOf(core, wish.text, wish.blocks),
    ...(wish.response_type !== "in_channel" && { ephemeralFor: target.user }),
    ...(wish.thread_ts !== undefined && { threadTs: wish.thread_ts }),
  });
}

function changeOriginal(core: Core, target: ResponseTarget, wish: ResponseBody): void {
  const original = core.state.message(target.channel, target.messageTs ?? "");
  if (original === undefined) throw new SlackError("message_not_found");
  if (wish.delete_original !== true) {
    edit(core, original, wish.text, wish.blocks);
    return;
  }
  core.state.remove(original);
  core.changes.notify();
}

/** Shows the answer a command's acknowledgement carried: a text, or a message; nothing for an empty one. */
export function showAnswer(core: Core, target: ResponseTarget, payload: unknown): void {
  if (payload === undefined || payload === "") return;
  const wish = response.parse(typeof payload === "string" ? { text: payload } : payload);
  answer(core, target, wish);
}
