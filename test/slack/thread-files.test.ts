import { expect, test } from "vitest";
import type { MessagePayload } from "../../src/release/messages.ts";
import { post } from "../../src/slack/posting.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { messenger, parents, replies, settle } = deliveringIn(room);

const name = "release-notes-v1.5.0.md";
const notes: MessagePayload = {
  ...said("No file can be sent here."),
  file: { name, text: "# v1.5.0\n\n- ünï & <!channel>\n", comment: "The whole notes." },
};

/** The names of the files in the thread, in their order, as Slack tells them. */
async function files(): Promise<(string | undefined)[]> {
  const { channel } = conversation;
  const ts = parents()[0]?.ts ?? "";
  const { messages = [] } = await room().clients.background.conversations.replies({ channel, ts });
  return messages.flatMap(({ files: sent = [] }) => sent.map((file) => file.name));
}

async function tell(): Promise<void> {
  await messenger().show(conversation, said("v1.5.0"), 1);
  await messenger().reply(conversation, "notes-file", notes);
  await messenger().reply(conversation, "ended", said("done"));
  await settle();
}

test("a reply with a file is the file, in its place in the thread", async () => {
  await tell();
  expect(await files()).toEqual([name]);
  expect(replies()).toEqual(["The whole notes.", "done"]);
});

test.each(["files.getUploadURLExternal", "files.completeUploadExternal"])(
  "a lost answer of %s leads to no second file",
  async (method) => {
    room().workspace.trouble({ fault: "cut-after", method, count: 2 });
    await tell();
    expect(await files()).toEqual([name]);
  },
);

test("a crash between the file and its record leads to no second file", async () => {
  const { store, clients, clock } = room();
  await messenger().show(conversation, said("v1.5.0"), 1);
  await settle();
  await messenger().reply(conversation, "notes-file", notes);
  await store.lease(conversation.key, "crashed", 1000);
  await store.noteAttempt(
    conversation.key,
    { part: "reply", replyKey: "notes-file" },
    "crashed",
    clock.now(),
  );
  const thread = parents()[0]?.ts ?? "";
  await post(clients.background, {
    channel: conversation.channel,
    key: "run-1/notes-file",
    thread,
    payload: notes,
  });
  await store.releaseLease(conversation.key, "crashed");
  await settle();
  expect(await files()).toEqual([name]);
});

test("where the app may send no files, the thread says so, once", async () => {
  const method = "files.getUploadURLExternal";
  room().workspace.trouble({ fault: "api-error", method, error: "missing_scope", count: 9 });
  await tell();
  expect(await files()).toEqual([]);
  expect(replies()).toEqual(["No file can be sent here.", "done"]);
});
