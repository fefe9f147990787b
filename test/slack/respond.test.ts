import { expect, test } from "vitest";
import { button, buttons } from "../../views/blocks.ts";
import { createAnswers } from "../../src/slack/respond.ts";
import { RawApp } from "../workspace/raw-app.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const eli = { user: "U0ELI", channel: "C0RELEASES" };
const payload = { text: "Only you see this.", blocks: [] };
const yes = buttons(button("Yes", "yes", "1"));

function setUp() {
  const [infos, warnings]: object[][] = [[], []];
  const log = {
    info: (fields: object) => void infos?.push(fields),
    warn: (fields: object) => void warnings?.push(fields),
  };
  const { interactive: client } = room().clients;
  return { infos, warnings, answers: createAnswers({ client, log }) };
}

test("one person is answered in their sight only", async () => {
  const { answers, warnings } = setUp();
  await answers.say({ channel: "C0RELEASES", user: "U0ROSA" }, payload);
  expect(room().workspace.ephemerals("rosa")).toMatchObject([{ text: payload.text }]);
  expect(room().workspace.ephemerals("eli")).toEqual([]);
  expect(warnings).toEqual([]);
});

test("an answer goes to the address that Slack gave for it five times, and then to where it was asked for", async () => {
  const { answers, infos, warnings } = setUp();
  const app = await RawApp.connect(room().workspace);
  await room().workspace.as("eli").command("/release status");
  const responseUrl = String(app.last()["response_url"]);
  for (let time = 0; time < 5; time += 1) await answers.say({ ...eli, responseUrl }, payload);
  expect(infos).toEqual([]);
  await answers.say({ ...eli, responseUrl }, payload);
  app.close();
  expect(room().workspace.ephemerals("eli")).toHaveLength(6);
  expect([infos, warnings]).toEqual([[{ why: ["http_404"] }], []]);
});

test("an answer may take the place of the one that was clicked", async () => {
  const { answers, warnings } = setUp();
  const app = await RawApp.connect(room().workspace);
  await answers.say({ channel: "C0RELEASES", user: "U0BEA" }, { text: "Click.", blocks: [yes] });
  const [asked] = room().workspace.ephemerals("bea");
  if (!asked) throw new Error("nothing to click");
  await room().workspace.as("bea").click(asked, "yes");
  const responseUrl = String(app.last()["response_url"]);
  await answers.say({ user: "U0BEA", channel: "C0RELEASES", responseUrl, replaces: true }, payload);
  app.close();
  expect(room().workspace.ephemerals("bea")).toMatchObject([{ ts: asked.ts, text: payload.text }]);
  expect(warnings).toEqual([]);
});

test("a mention is answered in its thread", async () => {
  const { answers } = setUp();
  const mention = room().workspace.as("rosa").leave("@Slipway status", "C0RELEASES");
  await answers.reply({ user: "U0ROSA", channel: "C0RELEASES", thread: mention.ts }, payload);
  expect(room().workspace.thread(mention)).toMatchObject([{ text: payload.text, isBot: true }]);
});

test("what half an hour did to an address does not keep the answer from its person", async () => {
  const { answers } = setUp();
  const app = await RawApp.connect(room().workspace);
  await room().workspace.as("eli").command("/release status");
  const responseUrl = String(app.last()["response_url"]);
  app.close();
  room().clock.advance(31 * 60_000);
  await answers.say({ ...eli, responseUrl, replaces: true }, payload);
  expect(room().workspace.ephemerals("eli")).toMatchObject([{ text: payload.text }]);
});

test.each([
  ["in a channel that they are not in", { user: "U0GUS", channel: "C0GENERAL" }],
  ["in a channel that is gone", { ...eli, channel: "C0GONE" }],
  ["at an address that is no longer good", { ...eli, channel: "C0GONE", responseUrl: "http://127.0.0.1:9/" }],
])("who cannot be answered %s hears it in direct messages", async (_, place) => {
  const { answers, warnings } = setUp();
  await answers.say(place, payload);
  const handle = place.user === "U0GUS" ? "gus" : "eli";
  expect(room().workspace.directMessages(handle)).toMatchObject([{ text: payload.text }]);
  expect(warnings).toEqual([]);
});

test("a mention where nothing can be posted any more is answered in direct messages", async () => {
  const { answers } = setUp();
  const mention = room().workspace.as("rosa").leave("@Slipway status", "C0RELEASES");
  room().workspace.trouble({ fault: "archive", channel: "C0RELEASES" });
  await answers.reply({ user: "U0ROSA", channel: "C0RELEASES", thread: mention.ts }, payload);
  expect(room().workspace.directMessages("rosa")).toMatchObject([{ text: payload.text }]);
});

test("an answer that reaches its person in no way is logged, and why each way failed", async () => {
  const { answers, warnings } = setUp();
  const responseUrl = `${room().workspace.origin}/no-such-address`;
  await answers.say({ user: "U0NOBODY", channel: "C0RELEASES", responseUrl }, payload);
  expect(warnings).toEqual([{ why: ["http_404", expect.any(String), expect.any(String)] }]);
});
