import { expect, test } from "vitest";
import { createLog } from "../src/log.ts";

const appToken = "xapp-1-A0LOCAL-987-abcdef";
const odd = 'pass"word\\7';

function written(level = "info") {
  const lines: string[] = [];
  const log = createLog({
    level,
    secrets: ["verysecretgittoken", odd, undefined, "ab"],
    sink: (line) => void lines.push(line),
  });
  return { log, lines };
}

test("a line is JSON with its level, time, fields and message", () => {
  const { log, lines } = written();
  log.child({ run: "run-1" }).info({ environment: "staging" }, "Deployed.");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    level: "info",
    run: "run-1",
    environment: "staging",
    msg: "Deployed.",
    time: expect.stringMatching(/^\d{4}-/u),
  });
});

test("less than the level is not written", () => {
  const { log, lines } = written("warn");
  log.info({}, "quiet");
  log.warn({}, "loud");
  expect(lines).toHaveLength(1);
});

test.each<[string, object]>([
  ["a bot token", { text: "with xoxb-123456-abcdef inside" }],
  ["an app token", { text: `with ${appToken} inside` }],
  ["a token of git's host", { text: "ghp_abcdefghijklmnopqrst0123" }],
  ["a secret known by its value", { text: "https://x:verysecretgittoken@host" }],
  ["one that JSON spells differently", { text: odd }],
  ["credentials in an address", { text: "redis://user:hunter2@host:6379" }],
  ["a response address", { text: "https://hooks.slack.com/commands/T0/1/abcdefabcdef" }],
  ["a field that says what it is", { body: { response_url: "http://local/abcdef" } }],
  ["one deep inside", { a: { b: [{ trigger_id: "1.2.abcdef" }] } }],
  ["what a dialog carries", { view: { private_metadata: "abcdef", state: { values: { a: "abcdef" } } } }],
  ["an error's message", { err: new Error("xoxb-123456-abcdef") }],
  ["an error's fields", { err: Object.assign(new Error("no"), { token: "abcdef" }) }],
])("%s never reaches the log", (_, fields) => {
  const { log, lines } = written();
  log.error(fields, "It failed.");
  expect(lines[0]).toContain("It failed.");
  expect(lines[0]).toContain("[removed]");
  expect(lines[0]).not.toMatch(/abcdef|hunter2|verysecret|pass/u);
});

test("what is in a message of somebody else is removed as well", () => {
  const { log, lines } = written();
  log.info("token xoxb-123456-abcdef");
  expect(lines[0]).not.toContain("abcdef");
});

test("words that are no secrets stay", () => {
  const { log, lines } = written();
  log.info({ version: "v1.5.0", by: "U0ROSA", statement: "ab" }, "Deployed.");
  expect(lines[0]).not.toContain("[removed]");
});
