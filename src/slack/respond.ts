import type { WebClient } from "@slack/web-api";
import type { MessagePayload } from "../release/messages.ts";
import type { AnswerPlace } from "../release/request.ts";
import { attempt, type CallFailure } from "./clients.ts";
import { post } from "./posting.ts";

/** Where an answer that did not arrive is written down. */
interface Log {
  warn(fields: object, message: string): void;
}

type OnePerson = Exclude<AnswerPlace, { view: string }>;

const patienceMs = 2500;

/** Answers people one by one. An answer that does not arrive is logged: what was asked happens all the same. */
export function createAnswers({ client, log }: { client: WebClient; log: Log }): {
  say: (place: OnePerson, payload: MessagePayload) => Promise<void>;
  reply: (place: { channel: string; thread: string }, payload: MessagePayload) => Promise<void>;
} {
  return {
    say: async (place, payload) => {
      const lost =
        "responseUrl" in place
          ? await sayByUrl(place, payload)
          : failureOf(await attempt(() => client.chat.postEphemeral({ ...payload, ...place })));
      if (lost !== undefined) log.warn({ why: lost }, "An answer to one person did not arrive.");
    },
    reply: async ({ channel, thread }, payload) => {
      const lost = failureOf(await post(client, { channel, thread, payload }));
      if (lost !== undefined) log.warn({ why: lost, channel }, "An answer in a thread did not arrive.");
    },
  };
}

/** Slack takes five answers in thirty minutes at such an address; later ones are refused. */
async function sayByUrl(
  { responseUrl, replaces = false }: Extract<OnePerson, { responseUrl: string }>,
  payload: MessagePayload,
): Promise<string | undefined> {
  try {
    const response = await fetch(responseUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...payload, response_type: "ephemeral", replace_original: replaces }),
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
    return response.ok ? undefined : `http_${response.status}`;
  } catch (error) {
    return error instanceof Error ? error.message : "no answer";
  }
}

function failureOf(outcome: { kind: "done" } | CallFailure): string | undefined {
  return outcome.kind === "done" ? undefined : reasonOf(outcome);
}

function reasonOf(failure: CallFailure): string {
  if (failure.kind === "refused") return failure.error;
  return failure.kind === "rate-limited" ? "rate_limited" : failure.reason;
}
