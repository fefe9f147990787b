import type { JobParts } from "../src/parts.ts";
import { channelProblem } from "../src/release/channel-trouble.ts";
import type { JobHandler } from "../src/release/work.ts";
import { drawElsewhere } from "../views/elsewhere.ts";
import { runSentence } from "../views/words.ts";

type TellParts = Pick<JobParts, "settings" | "runs" | "preparations" | "messenger">;

/** What these conversations themselves are told of goes nowhere else. */
const prefix = "elsewhere.";

/**
 * Says once for a conversation that its channel takes no messages, what to do, and how to go on meanwhile: in the
 * fallback channel, else to whoever asked for the run or the preparation. What belongs to nobody is only logged.
 */
export function tellElsewhereJob(parts: TellParts): JobHandler<"tell-elsewhere"> {
  return async ({ conversation, channel, error }) => {
    const key = `${prefix}${conversation}`;
    if (conversation.startsWith(prefix) || (await parts.messenger.postedAt(key)) !== undefined) return;
    const { about, user } = await subjectOf(conversation, parts);
    const to = [parts.settings.channels.fallback, user].find((one) => one !== undefined && one !== channel);
    if (to === undefined) return;
    const told = drawElsewhere({
      ...(about !== undefined && { about }),
      problem: channelProblem(channel, error),
      command: parts.settings.command,
    });
    await parts.messenger.show({ key, channel: to }, told, 1);
  };
}

/** What a conversation is about, in a sentence, and whose it is, as far as it has an owner. */
async function subjectOf(key: string, parts: TellParts): Promise<{ about?: string; user?: string }> {
  const run = await parts.runs.get(key);
  if (run) return { about: runSentence(run), ...("user" in run.requester && { user: run.requester.user }) };
  const preparation = await parts.preparations.get(key);
  return preparation ? { about: `${preparation.version} is being prepared.`, user: preparation.by.user } : {};
}
