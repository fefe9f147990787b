import type { ModalView } from "@slack/types";
import { expect, test } from "vitest";
import { createAnswers, createDialogs } from "../../src/slack/respond.ts";
import { RawApp } from "../workspace/raw-app.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const payload = { text: "Only you see this.", blocks: [] };

function setUp() {
  const warnings: object[] = [];
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const { interactive: client } = room().clients;
  return { warnings, answers: createAnswers({ client, log }), dialogs: createDialogs({ client, log }) };
}

test("one person is answered in their sight only", async () => {
  const { answers, warnings } = setUp();
  await answers.say({ channel: "C0RELEASES", user: "U0ROSA" }, payload);
  expect(room().workspace.ephemerals("rosa")).toMatchObject([{ text: payload.text }]);
  expect(room().workspace.ephemerals("eli")).toEqual([]);
  expect(warnings).toEqual([]);
});

test("an answer goes to the address that Slack gave for it, five times and no more", async () => {
  const { answers, warnings } = setUp();
  const app = await RawApp.connect(room().workspace);
  await room().workspace.as("eli").command("/release status");
  const responseUrl = String(app.last()["response_url"]);
  for (let time = 0; time < 5; time += 1) await answers.say({ responseUrl }, payload);
  expect(warnings).toEqual([]);
  await answers.say({ responseUrl }, payload);
  app.close();
  expect(room().workspace.ephemerals("eli")).toHaveLength(5);
  expect(warnings).toHaveLength(1);
});

test("a dialog is opened, filled and shown as the home tab", async () => {
  const { dialogs } = setUp();
  const app = await RawApp.connect(room().workspace);
  await room().workspace.as("eli").command("/release");
  const title = { type: "plain_text", text: "Deploy" } as const;
  const blocks = [{ type: "divider" as const }];
  const id = await dialogs.open(String(app.last()["trigger_id"]), { type: "modal", title, blocks });
  await dialogs.update(id, { type: "modal", title: { ...title, text: "Deploy v1.5.0" }, blocks });
  app.close();
  expect(room().workspace.modal("eli")).toMatchObject({ id, title: { text: "Deploy v1.5.0" } });
  await dialogs.publish("U0ELI", { type: "home", blocks });
  expect(room().workspace.home("eli")).toMatchObject({ blocks: [{ type: "divider" }] });
});

test("a mention is answered in its thread", async () => {
  const { answers } = setUp();
  const mention = room().workspace.as("rosa").leave("@Slipway status", "C0RELEASES");
  await answers.reply({ channel: "C0RELEASES", thread: mention.ts }, payload);
  expect(room().workspace.thread(mention)).toMatchObject([{ text: payload.text, isBot: true }]);
});

test.each([
  ["who is not in the channel", { channel: "C0RELEASES", user: "U0NOBODY" }],
  ["at an address that is no longer good", { responseUrl: "http://127.0.0.1:9/used" }],
])("an answer to somebody %s is logged and nothing else", async (_, place) => {
  const { answers, warnings } = setUp();
  await answers.say(place, payload);
  expect(warnings).toHaveLength(1);
});

test("an address that Slack no longer knows is logged with the status", async () => {
  const { answers, warnings } = setUp();
  const responseUrl = `${room().workspace.origin}/no-such-address`;
  await answers.say({ responseUrl }, payload);
  expect(warnings).toEqual([{ why: "http_404" }]);
});

test("a dialog that cannot be opened any more is a problem that says what to do", async () => {
  const { dialogs } = setUp();
  const view: ModalView = { type: "modal", title: { type: "plain_text", text: "Deploy" }, blocks: [] };
  await expect(dialogs.open("1.2.expired", view)).rejects.toMatchObject({
    problem: { code: "slack-unavailable" },
  });
});

test("a dialog that was closed, and a home tab of nobody, are logged", async () => {
  const { dialogs, warnings } = setUp();
  await dialogs.update("V0CLOSED", { type: "modal", title: { type: "plain_text", text: "x" }, blocks: [] });
  await dialogs.publish("U0NOBODY", { type: "home", blocks: [] });
  expect(warnings).toHaveLength(2);
});
