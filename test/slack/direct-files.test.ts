import { expect, test } from "vitest";
import { createFiles } from "../../src/slack/files.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const file = { name: "releases.ics", text: "BEGIN:VCALENDAR\r\n", comment: "For your calendar." };

function told(): string[] {
  return room()
    .workspace.directMessages("rosa")
    .map(({ text }) => text);
}

test("a file goes below a message of its own; one that Slack limits leaves none behind", async () => {
  const { background: client } = room().clients;
  const files = createFiles({ client, log: { warn: () => undefined } });
  const method = "files.completeUploadExternal";
  room().workspace.trouble({ fault: "rate-limited", method, retryAfterS: 1, count: 1 });
  await expect(files.send("U0ROSA", file)).rejects.toMatchObject({ problem: { code: "slack-unavailable" } });
  expect(told()).toEqual([]);
  room().clock.advance(2000);
  expect(await files.send("U0ROSA", file)).toBe("sent");
  expect(told()).toEqual(["For your calendar.", ""]);
});
