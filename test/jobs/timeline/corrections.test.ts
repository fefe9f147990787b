import { expect, it } from "vitest";
import { cancelPlanned } from "../../../src/release/book/cancel-release.ts";
import type { Release } from "../../../src/release/book/release.ts";
import { type ByHand, start, useByHand } from "./by-hand.ts";
import { timelineAt } from "./newsroom.ts";

const open = useByHand();

/** v1.6.0 is planned, and its announcement is out. */
async function announced(changes: Partial<Release> = {}): Promise<{ room: ByHand; release: Release }> {
  const room = await open(timelineAt({ announcement: -600 }, { grace: 600 }));
  const target = start + 590_000;
  const planned = { version: "v1.6.0", kind: "minor", branch: "main", state: "planned", rev: 1 } as const;
  await room.stores.book.add({ ...planned, target, ...changes });
  await room.until(40);
  expect(room.said()).toEqual(["v1.6.0 is planned"]);
  const release = await room.stores.book.get("v1.6.0");
  if (!release) throw new Error("no release");
  return { room, release };
}

it("tells the readers of an announcement which version it has become", async () => {
  const { room, release } = await announced({ occurrence: "minor.2026-12-07" });
  await room.stores.book.rename(release, "v2.0.0");
  await room.until(80);
  expect(room.said()).toEqual(["v1.6.0 is planned"]);
  expect(room.below("v1.6.0 is planned").join("\n")).toContain(
    "What was announced as v1.6.0 is now planned as v2.0.0.",
  );
});

it.each([
  ["of the calendar", "minor.2026-12-07"],
  ["that was planned by hand", undefined],
])("tells that a release %s was cancelled, under the version that they know", async (_, occurrence) => {
  const { room, release } = await announced(occurrence === undefined ? {} : { occurrence });
  await cancelPlanned(release, "the bank said no", room.stores.book);
  await room.until(120);
  const told = room.below("v1.6.0 is planned").join("\n");
  expect(told).toContain("v1.6.0 was cancelled: the bank said no.");
  expect(told).not.toContain("no longer has a date");
});
