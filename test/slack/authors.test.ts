import { expect, test } from "vitest";
import { createAuthors } from "../../src/slack/authors.ts";
import { useRoom } from "./room.ts";

const room = useRoom();

function find(emails: string[]): Promise<string[]> {
  const { clients, cache, clock } = room();
  return createAuthors({ client: clients.background, cache, clock: clock.now })(emails);
}

test("finds people by the address of their commits, each once, and leaves out who is not here", async () => {
  const emails = [
    "eli@example.com",
    "nobody@example.com",
    "rosa@example.com",
    "eli@example.com",
    "dee@example.com",
  ];
  expect(await find(emails)).toEqual(["U0ELI", "U0ROSA"]);
});

test("asks Slack once for an address, also for one that nobody has", async () => {
  await find(["nobody@example.com", "eli@example.com"]);
  await expect.poll(() => room().cache.recall("email.nobody@example.com")).toBeDefined();
  await expect.poll(() => room().cache.recall("email.eli@example.com")).toBeDefined();
  const asked = room().workspace.calls("users.lookupByEmail").length;
  await find(["nobody@example.com", "eli@example.com"]);
  expect(room().workspace.calls("users.lookupByEmail")).toHaveLength(asked);
});

test("mentions nobody while Slack does not answer", async () => {
  room().workspace.trouble({ fault: "outage", isOn: true });
  expect(await find(["eli@example.com"])).toEqual([]);
});

test("asks for twenty people at most", async () => {
  await find(Array.from({ length: 60 }, (_, n) => `person${n}@example.com`));
  expect(room().workspace.calls("users.lookupByEmail").length).toBeLessThanOrEqual(20);
});
