import type { WebClient } from "@slack/web-api";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { attempt, type CallOutcome } from "./clients.ts";

/** A text that is sent as a file, with a sentence above it. */
export interface TextFile {
  name: string;
  text: string;
  comment: string;
}

/** Where a file that Slack refused is written down. */
interface Log {
  warn(fields: object, message: string): void;
}

/**
 * Sends files to people, in their direct messages. Raises `slack-unavailable` when it may work later; a refusal, as of
 * somebody who has left, is logged and ends it.
 */
export function createFiles({ client, log }: { client: WebClient; log: Log }): {
  send: (user: string, file: TextFile) => Promise<void>;
} {
  return { send: async (user, file) => send(user, file, client, log) };
}

async function send(user: string, file: TextFile, client: WebClient, log: Log): Promise<void> {
  const length = Buffer.byteLength(file.text);
  const place = taken(
    await attempt(() => client.files.getUploadURLExternal({ filename: file.name, length })),
    log,
  );
  if (!place?.upload_url || place.file_id === undefined) return;
  await upload(place.upload_url, file.text);
  // A message opens the conversation and names it: a file can be shared with no person by id.
  const message = taken(
    await attempt(() => client.chat.postMessage({ channel: user, text: file.comment })),
    log,
  );
  if (message?.channel === undefined || message.ts === undefined) return;
  const { channel, ts } = message;
  const files: [{ id: string; title: string }] = [{ id: place.file_id, title: file.name }];
  taken(
    await attempt(() => client.files.completeUploadExternal({ files, channel_id: channel, thread_ts: ts })),
    log,
  );
}

async function upload(url: string, text: string): Promise<void> {
  const answer = await fetch(url, { method: "POST", body: text, signal: AbortSignal.timeout(8000) });
  await answer.body?.cancel();
  if (!answer.ok) throw notSent(`http_${answer.status}`);
}

function taken<T>(outcome: CallOutcome<T>, log: Log): T | undefined {
  if (outcome.kind === "done") return outcome.result;
  if (outcome.kind !== "refused") throw notSent(outcome.kind);
  log.warn({ why: outcome.error }, "A file was not taken.");
  return undefined;
}

function notSent(why: string): ProblemError {
  return new ProblemError(
    makeProblem(
      "slack-unavailable",
      `Slack does not take the file at the moment (${why}).`,
      "It is sent again by itself.",
    ),
  );
}
