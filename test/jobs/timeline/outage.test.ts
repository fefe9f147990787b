import { expect, it, test } from "vitest";
import { type ByHand, start, useByHand } from "./by-hand.ts";
import { timelineAt } from "./newsroom.ts";

const open = useByHand();
/** Seconds in place of hours; what is more than a hundred seconds late is not said any more. */
const seconds = timelineAt({ start: 0, progress: 70, complete: 140, summary: 2000 }, { grace: 100 });
const says = {
  start: "v1.5.0 goes to production",
  progress: "v1.5.0 on production: live",
  complete: "v1.5.0 is not complete: live",
};

/** v1.5.0 begins with the story, and is live half a minute later. */
async function deploy(room: ByHand): Promise<void> {
  await room.run({ id: "r1", version: "v1.5.0", phase: "running", startedAt: start, from: "v1.4.2" });
  await room.until(30);
  await room.run({ id: "r1", phase: "succeeded", finishedAt: start + 30_000 });
}

async function rollBack(room: ByHand, when: number): Promise<void> {
  const at = start + when * 1000;
  const run = { kind: "rollback", version: "v1.4.2", from: "v1.5.0", startedAt: at } as const;
  await room.until(when);
  await room.run({ id: "back", ...run, phase: "rolled back", finishedAt: at });
}

it("says each notice once, as it is true at its time", async () => {
  const room = await open(seconds);
  await deploy(room);
  await room.until(145);
  expect(room.said()).toEqual([says.start, says.progress, says.complete]);
});

const outages: [until: number, said: string[], missed: string[]][] = [
  [65, [`late: ${says.progress}`, says.progress, says.complete], []],
  [90, [says.progress, says.complete], ["start"]],
  [134, [`late: ${says.progress}`, says.complete], ["start"]],
  [260, [], ["start", "progress", "complete"]],
];

test.each(outages)("Slack away from the start until %d s after it", async (end, said, missed) => {
  const room = await open(seconds);
  room.workspace.trouble({ fault: "outage", isOn: true });
  await deploy(room);
  await room.until(end);
  expect(room.said()).toEqual([]);
  room.workspace.trouble({ fault: "outage", isOn: false });
  await room.until(Math.max(145, end + 40));
  expect(room.said()).toEqual(said);
  const told = room.below("what is said about it");
  for (const name of missed) expect(told.filter((words) => words.includes(`“${name}”`))).toHaveLength(1);
  expect(told).toHaveLength(missed.length);
});

it("tells after an outage what happened meanwhile", async () => {
  const room = await open(seconds);
  await deploy(room);
  await room.until(60);
  room.workspace.trouble({ fault: "outage", isOn: true });
  await rollBack(room, 80);
  await room.until(90);
  room.workspace.trouble({ fault: "outage", isOn: false });
  await room.until(110);
  expect(room.said()).toEqual([says.start, "v1.5.0 on production: rolled back"]);
  expect(room.below(says.start).join()).toContain("v1.5.0 was rolled back on production");
});

it("takes back what was to be said when it no longer holds at the end of an outage", async () => {
  const room = await open(timelineAt({ announcement: -600 }, { grace: 600 }));
  const { book, notices } = room.stores;
  await room.until(0);
  room.workspace.trouble({ fault: "outage", isOn: true });
  const target = start + 500_000;
  await book.add({ version: "v1.5.0", kind: "minor", branch: "main", state: "planned", target, rev: 1 });
  await room.until(60);
  expect(await notices.claims("v1.5.0")).toMatchObject([{ record: { name: "announcement" } }]);
  const release = await book.get("v1.5.0");
  if (release) await book.save({ ...release, state: "cancelled", cancelledBecause: "the bank said no" });
  await room.until(120);
  room.workspace.trouble({ fault: "outage", isOn: false });
  await room.until(300);
  expect(room.said()).toEqual([]);
  expect(await notices.claims("v1.5.0")).toEqual([]);
});

it("says a notice once when Slack loses answers and limits calls", async () => {
  const room = await open(seconds);
  const method = "chat.postMessage";
  for (const round of [1, 2]) {
    room.workspace.trouble({ fault: "cut-after", method, count: 1 });
    room.workspace.trouble({ fault: "rate-limited", method, retryAfterS: 10 * round, count: 1 });
    room.workspace.trouble({ fault: "server-error", method, count: 1 });
  }
  await deploy(room);
  await room.until(145);
  expect(room.said().filter((title) => title.includes("complete"))).toHaveLength(1);
  expect(new Set(room.said()).size).toBe(room.said().length);
});
