import { expect, it } from "vitest";
import { createStores } from "../../src/redis/stores.ts";
import type { ReleaseBook } from "../../src/release/book/book.ts";
import type { ChecklistStore } from "../../src/release/checklist/checklist-store.ts";
import type { Release, ReleaseState } from "../../src/release/book/release.ts";
import { onOwnRedis } from "./own-redis.ts";

let book: ReleaseBook;
let checklists: ChecklistStore;

onOwnRedis((own) => {
  ({ book, checklists } = createStores(own, "test", () => 5000));
});

function planned(overrides: Partial<Release> = {}): Release {
  const occurrence = "minor.2026-12-07";
  return {
    version: "v1.5.0",
    kind: "minor",
    branch: "main",
    state: "planned",
    target: 2000,
    occurrence,
    rev: 1,
    ...overrides,
  };
}

it("takes a release once, whoever repeats it, and gives it back as it was", async () => {
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => book.add(planned())));
  expect(outcomes.filter((outcome) => outcome === "added")).toHaveLength(1);
  expect(await book.get("v1.5.0")).toEqual(planned());
  expect(await book.get("v1.6.0")).toBeUndefined();
});

it("fills an occurrence with one release, even under another version", async () => {
  await book.add(planned());
  expect(await book.add(planned({ version: "v1.6.0" }))).toBe("exists");
  expect(await book.get("v1.6.0")).toBeUndefined();
  expect(await book.ofOccurrence("minor.2026-12-07")).toEqual(planned());
  expect(await book.ofOccurrence("minor.2027-01-04")).toBeUndefined();
});

it("is changed by one of many who know the same state", async () => {
  await book.add(planned());
  const saved = await Promise.all(Array.from({ length: 20 }, (_, target) => book.save(planned({ target }))));
  const winners = saved.filter((release) => release !== undefined);
  expect(winners).toHaveLength(1);
  expect(await book.get("v1.5.0")).toEqual({ ...winners[0], rev: 2 });
});

it.each<[ReleaseState, boolean]>([
  ["planned", true],
  ["prepared", true],
  ["live", true],
  ["observed", true],
  ["closed", false],
  ["cancelled", false],
])("counts a release that is %s as open: %s", async (state, isOpen) => {
  await book.add(planned());
  await book.save(planned({ state }));
  expect(await book.open()).toHaveLength(isOpen ? 1 : 0);
  expect(await book.ofOccurrence("minor.2026-12-07")).toMatchObject({ state });
});

it("takes a release that is over without opening it", async () => {
  expect(await book.add(planned({ state: "cancelled" }))).toBe("added");
  expect(await book.open()).toEqual([]);
});

it("lists what is open by target, what has none last", async () => {
  await book.add({ version: "v3.0.0", kind: "major", branch: "main", state: "planned", rev: 1 });
  await book.add(planned({ version: "v1.6.0", occurrence: "minor.2027-01-04", target: 3000 }));
  await book.add(planned());
  expect((await book.open()).map(({ version }) => version)).toEqual(["v1.5.0", "v1.6.0", "v3.0.0"]);
});

it("gives a planned release another version, with all that leads to it", async () => {
  await book.add(planned());
  const renamed = await book.rename(planned(), "v2.0.0");
  expect(renamed).toEqual(planned({ version: "v2.0.0", rev: 2 }));
  expect(await book.get("v1.5.0")).toBeUndefined();
  expect(await book.ofOccurrence("minor.2026-12-07")).toEqual(renamed);
  expect(await book.open()).toEqual([renamed]);
  expect(await book.add(planned({ occurrence: "minor.2027-01-04" }))).toBe("added");
});

it("takes its checklist along to another version, so that no other release inherits what people vouched for", async () => {
  const mark = { as: "ticked" as const, by: { user: "U1", team: "T1" }, at: 7 };
  await book.add(planned());
  await checklists.open("v1.5.0", "minor", 3);
  await checklists.saveItem("v1.5.0", "tests", { mark, rev: 0 });
  const renamed = await book.rename(planned(), "v1.6.0");
  expect(await checklists.get("v1.5.0")).toBeUndefined();
  expect(await checklists.get("v1.6.0")).toMatchObject({ version: "v1.6.0", items: { tests: { mark } } });
  expect(await checklists.saveItem("v1.6.0", "tests", { rev: 1 })).toBeDefined();
  expect((await checklists.watched(5)).map(({ version }) => version)).toEqual(["v1.6.0"]);
  // What was drawn under the old name had the numbers 0 and 1: the next one there must be newer.
  expect(await checklists.open("v1.5.0", "minor", 9)).toMatchObject({ items: {}, rev: 2 });
  if (!renamed) throw new Error("not renamed");
  await book.rename(renamed, "v1.7.0");
  expect(await checklists.open("v1.6.0", "minor", 9)).toMatchObject({ items: {}, rev: 4 });
});

it("leaves two checklists where they are when the new version has one", async () => {
  await book.add(planned());
  await checklists.open("v1.5.0", "minor", 3);
  await checklists.open("v1.6.0", "minor", 4);
  await book.rename(planned(), "v1.6.0");
  expect(await checklists.get("v1.5.0")).toMatchObject({ since: 3 });
  expect(await checklists.get("v1.6.0")).toMatchObject({ since: 4 });
});

it("refuses a version that is taken, an old revision, and a release that is prepared", async () => {
  await book.add(planned());
  await book.add(planned({ version: "v1.6.0", occurrence: "minor.2027-01-04" }));
  expect(await book.rename(planned(), "v1.6.0")).toBeUndefined();
  expect(await book.rename(planned({ rev: 7 }), "v1.7.0")).toBeUndefined();
  expect(await book.rename(planned({ state: "prepared" }), "v1.7.0")).toBeUndefined();
  expect(await book.open()).toHaveLength(2);
});

it("remembers the furthest moment that the calendar was carried to", async () => {
  expect(await book.carriedUntil()).toBeUndefined();
  await Promise.all([book.carryUntil(5), book.carryUntil(9), book.carryUntil(7)]);
  expect(await book.carriedUntil()).toBe(9);
});
