import { expect, test } from "vitest";
import { attempt, clientOptions, createClients, identify } from "../../src/slack/clients.ts";
import { useRoom } from "./room.ts";

const room = useRoom();

test("the token says whose it is", async () => {
  expect(await identify(room().clients.interactive)).toEqual({
    team: "T0LOCAL",
    botUser: "U0SLIPWAY",
    botId: "B0LOCAL",
  });
});

test.each([
  [
    { fault: "rate-limited", retryAfterS: 3 },
    { kind: "rate-limited", retryAfterMs: 3000 },
  ],
  [
    { fault: "api-error", error: "ratelimited" },
    { kind: "rate-limited", retryAfterMs: 30_000 },
  ],
  [
    { fault: "api-error", error: "user_not_found" },
    { kind: "refused", error: "user_not_found" },
  ],
  [
    { fault: "api-error", error: "internal_error" },
    { kind: "unknown-outcome", reason: "internal_error" },
  ],
  [{ fault: "server-error" }, { kind: "unknown-outcome" }],
  [{ fault: "cut-after" }, { kind: "unknown-outcome" }],
  [{ fault: "cut-before" }, { kind: "unknown-outcome" }],
] as const)("%j is %j", async (trouble, expected) => {
  const { workspace, clients } = room();
  workspace.trouble({ ...trouble, method: "users.info", count: 1 });
  const outcome = await attempt(() => clients.interactive.users.info({ user: "U0ROSA" }));
  expect(outcome).toMatchObject(expected);
  expect(workspace.calls("users.info")).toHaveLength(1);
});

test("a person is not kept waiting for an answer that does not come", async () => {
  const { workspace, clients } = room();
  workspace.trouble({ fault: "time-out", method: "users.info", count: 1 });
  const outcome = await attempt(() => clients.interactive.users.info({ user: "U0ROSA" }));
  expect(outcome.kind).toBe("unknown-outcome");
  // Slack itself gives up on us after three seconds.
  expect(clientOptions(workspace.url).timeout).toBeLessThan(3000);
});

test("a limit on messages does not hold up a click", async () => {
  const { workspace, clients } = room();
  workspace.trouble({ fault: "rate-limited", method: "chat.update", retryAfterS: 30, count: 1 });
  const place = { channel: "C0RELEASES", ts: "1.000001", text: "x" };
  await attempt(() => clients.background.chat.update(place));
  const outcome = await attempt(() => clients.interactive.users.info({ user: "U0ROSA" }));
  expect(outcome.kind).toBe("done");
});

test("options are a new object each time, since Socket Mode changes the one it gets", () => {
  expect(clientOptions("http://localhost/")).not.toBe(clientOptions("http://localhost/"));
  expect(createClients({ botToken: "xoxb-1", apiUrl: "http://localhost/" }).interactive.token).toBe("xoxb-1");
});
