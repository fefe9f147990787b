import type { MessagePayload } from "../src/release/messages.ts";
import type { Problem } from "../src/release/problem.ts";
import { context, cut, escape, section } from "./blocks.ts";

export interface ElsewhereFacts {
  /** What the messages are about, as a sentence. */
  about?: string;
  /** Why their channel does not take them, and what to do. */
  problem: Problem;
  command: string;
}

/** Said where it is read, in place of messages that their channel does not take. */
export function drawElsewhere({ about, problem, command }: ElsewhereFacts): MessagePayload {
  const what = cut(escape(problem.what).replace(/&lt;#([A-Z0-9]{2,20})&gt;/u, "<#$1>"), 500);
  const advice = cut(escape(problem.advice), 500);
  const subject = about === undefined ? "" : `${cut(escape(about), 500)} `;
  return {
    text: `${subject}${what} ${advice}`,
    blocks: [
      section(`:warning: ${about === undefined ? "" : `*${subject.trim()}*\n`}${what}\n${advice}`),
      context(
        `Nothing waits for these messages, and they follow once the channel takes them. Until then \`${command} status\` shows what is under way and what waits for approval.`,
      ),
    ],
  };
}
