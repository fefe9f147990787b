import type { WebClient } from "@slack/web-api";
import type { HomeView, ModalView } from "@slack/types";
import type { MessagePayload } from "../release/ports.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
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
          ? await sayByUrl(place.responseUrl, payload)
          : failureOf(await attempt(() => client.chat.postEphemeral({ ...payload, ...place })));
      if (lost !== undefined) log.warn({ why: lost }, "An answer to one person did not arrive.");
    },
    reply: async ({ channel, thread }, payload) => {
      const lost = failureOf(await post(client, { channel, thread, payload }));
      if (lost !== undefined) log.warn({ why: lost, channel }, "An answer in a thread did not arrive.");
    },
  };
}

/** Opens and fills dialogs. Raises `slack-unavailable` when one cannot be opened; one that was closed is left alone. */
export function createDialogs({ client, log }: { client: WebClient; log: Log }): {
  open: (triggerId: string, view: ModalView) => Promise<string>;
  update: (viewId: string, view: ModalView) => Promise<void>;
  publish: (user: string, view: HomeView) => Promise<void>;
} {
  return {
    open: async (triggerId, view) => {
      const outcome = await attempt(() => client.views.open({ trigger_id: triggerId, view }));
      const id = outcome.kind === "done" ? outcome.result.view?.id : undefined;
      if (id !== undefined) return id;
      throw notOpened(outcome.kind === "done" ? "no view" : reasonOf(outcome));
    },
    update: async (viewId, view) => {
      const lost = failureOf(await attempt(() => client.views.update({ view_id: viewId, view })));
      if (lost !== undefined) log.warn({ why: lost }, "A dialog could not be filled.");
    },
    publish: async (user, view) => {
      const lost = failureOf(await attempt(() => client.views.publish({ user_id: user, view })));
      if (lost !== undefined) log.warn({ why: lost, user }, "A home tab could not be drawn.");
    },
  };
}

/** Slack takes five answers in thirty minutes at such an address; later ones are refused. */
async function sayByUrl(url: string, payload: MessagePayload): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...payload, response_type: "ephemeral", replace_original: false }),
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

function notOpened(why: string): ProblemError {
  return new ProblemError(
    makeProblem("slack-unavailable", `Slack did not open the dialog (${why}).`, "Try the same again."),
  );
}
