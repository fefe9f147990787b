import type { WebClient } from "@slack/web-api";
import type { MessagePayload } from "../release/messages.ts";
import type { OnePerson } from "../release/request.ts";
import { attempt, type CallFailure } from "./clients.ts";
import { post } from "./posting.ts";

/** Where an answer that did not arrive as it should is written down. */
interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

interface Parts {
  client: WebClient;
  log: Log;
}

const patienceMs = 2500;

/** One way to a person: nothing when the answer went there, or why it did not. */
type Way = () => Promise<string | undefined>;

/**
 * Answers people one by one. An answer that is not taken where it should go is told in another way, in direct messages at
 * last: nobody waits in vain. Rather twice than never where it is not known whether it arrived. One that goes nowhere is
 * logged: what was asked happens all the same.
 */
export function createAnswers({ client, log }: Parts): {
  say: (place: OnePerson, payload: MessagePayload) => Promise<void>;
  reply: (place: { user: string; channel: string; thread: string }, payload: MessagePayload) => Promise<void>;
} {
  const direct = (user: string, payload: MessagePayload): Way => {
    return async () => failureOf(await post(client, { channel: user, payload }));
  };
  return {
    say: ({ user, channel, responseUrl, replaces = false }, payload) => {
      const atAddress: Way[] =
        responseUrl === undefined ? [] : [() => sayByUrl({ responseUrl, replaces }, payload)];
      const inSight: Way = async () =>
        failureOf(await attempt(() => client.chat.postEphemeral({ ...payload, channel, user })));
      return firstThatWorks([...atAddress, inSight, direct(user, payload)], log);
    },
    reply: ({ user, channel, thread }, payload) => {
      const inThread: Way = async () => failureOf(await post(client, { channel, thread, payload }));
      return firstThatWorks([inThread, direct(user, payload)], log);
    },
  };
}

async function firstThatWorks(ways: Way[], log: Log): Promise<void> {
  const why: string[] = [];
  for (const way of ways) {
    const lost = await way();
    if (lost === undefined) break;
    why.push(lost);
  }
  if (why.length === ways.length) log.warn({ why }, "An answer to one person did not arrive.");
  else if (why.length > 0) log.info({ why }, "an answer to one person took another way");
}

/** Slack takes five answers in thirty minutes at such an address; later ones are refused. */
async function sayByUrl(
  { responseUrl, replaces }: { responseUrl: string; replaces: boolean },
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
