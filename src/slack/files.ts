import type { WebClient } from "@slack/web-api";
import type { TextFile } from "../release/messages.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { attempt, type CallOutcome } from "./clients.ts";
import { atOnce, type Caller } from "./pace.ts";

/** Where a file that Slack refused is written down. */
interface Log {
  warn(fields: object, message: string): void;
}

/**
 * Sends files to people, in their direct messages, and answers whether Slack took it; a refusal is logged, as where the
 * scope for files is missing, or of somebody who has left. Raises `slack-unavailable` when it may work later.
 */
export function createFiles({ client, log }: { client: WebClient; log: Log }): {
  send: (user: string, file: TextFile) => Promise<"sent" | "refused">;
} {
  return {
    send: async (user, file) => {
      const outcome = await sendTo(user, file, client);
      if (outcome.kind === "done") return "sent";
      if (outcome.kind !== "refused") throw notSent(outcome.kind);
      log.warn({ why: outcome.error }, "A file was not taken.");
      return "refused";
    },
  };
}

/** Shares a text as a file in a thread, with its sentence above it, and answers the file's id. Until the last call nobody sees it. */
export async function shareFile(
  client: WebClient,
  file: TextFile,
  place: Place,
  caller: Caller,
): Promise<CallOutcome<string>> {
  const uploaded = await upload(client, file);
  return uploaded.kind === "done" ? complete(client, uploaded.result, place, caller) : uploaded;
}

interface Place {
  channel: string;
  thread?: string;
  /** A sentence above the file. */
  comment?: string;
}

/** A message opens the conversation and names it: a file can be shared with no person by id. */
async function sendTo(user: string, file: TextFile, client: WebClient): Promise<CallOutcome<string>> {
  const uploaded = await upload(client, file);
  if (uploaded.kind !== "done") return uploaded;
  const message = await attempt(() => client.chat.postMessage({ channel: user, text: file.comment }));
  if (message.kind !== "done") return message;
  const { channel = "", ts = "" } = message.result;
  const outcome = await complete(client, uploaded.result, { channel, thread: ts }, atOnce);
  // It is tried again, with a message of its own: one without its file would stay behind each time.
  if (outcome.kind === "rate-limited") await attempt(() => client.chat.delete({ channel, ts }));
  return outcome;
}

interface Uploaded {
  id: string;
  title: string;
}

async function upload(client: WebClient, { name, text }: TextFile): Promise<CallOutcome<Uploaded>> {
  const length = Buffer.byteLength(text);
  const reserved = await attempt(() => client.files.getUploadURLExternal({ filename: name, length }));
  if (reserved.kind !== "done") return reserved;
  const { upload_url: url = "", file_id: id = "" } = reserved.result;
  const answer = await attempt(() =>
    fetch(url, { method: "POST", body: text, signal: AbortSignal.timeout(8000) }),
  );
  if (answer.kind !== "done") return answer;
  await answer.result.body?.cancel();
  if (answer.result.ok) return { kind: "done", result: { id, title: name } };
  const error = `http_${answer.result.status}`;
  return answer.result.status < 500 ? { kind: "refused", error } : { kind: "unknown-outcome", reason: error };
}

async function complete(
  client: WebClient,
  file: Uploaded,
  { channel, thread, comment }: Place,
  caller: Caller,
): Promise<CallOutcome<string>> {
  const outcome = await caller("files.completeUploadExternal", () =>
    client.files.completeUploadExternal({
      files: [file],
      channel_id: channel,
      ...(comment !== undefined && { initial_comment: comment }),
      ...(thread !== undefined && { thread_ts: thread }),
    }),
  );
  return outcome.kind === "done" ? { kind: "done", result: file.id } : outcome;
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
