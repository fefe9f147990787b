import { expect, test } from "vitest";
import { button, buttons } from "../../views/blocks.ts";
import { createAnswers } from "../../src/slack/respond.ts";
import { RawApp } from "../workspace/raw-app.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const payload = { text: "Only you see this.", blocks: [] };
const yes = buttons(button("Yes", "yes", "1"));

function setUp() {
  const warnings: object[] = [];
  const log = { warn: (fields: object) => void warnings.push(fields) };
  const { interactive: client } = room().clients;
  return { warnings, answers: createAnswers({ client, log }) };
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

test("an answer may take the place of the one that was clicked", async () => {
  const { answers, warnings } = setUp();
  const app = await RawApp.connect(room().workspace);
  await answers.say({ channel: "C0RELEASES", user: "U0BEA" }, { text: "Click.", blocks: [yes] });
  const [asked] = room().workspace.ephemerals("bea");
  if (!asked) throw new Error("nothing to click");
  await room().workspace.as("bea").click(asked, "yes");
  const responseUrl = String(app.last()["response_url"]);
  await answers.say({ responseUrl, replaces: true }, payload);
  app.close();
  expect(room().workspace.ephemerals("bea")).toMatchObject([{ ts: asked.ts, text: payload.text }]);
  expect(warnings).toEqual([]);
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
