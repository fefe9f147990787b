import { expect, it } from "vitest";
import { endPreparation } from "../../../jobs/preparation/end-preparation.ts";
import { proposeAll } from "../../../jobs/calendar/propose-versions.ts";
import { createStores } from "../../../src/redis/stores.ts";
import type { ReleaseBook } from "../../../src/release/book/book.ts";
import type { Preparation } from "../../../src/release/preparation/prepare.ts";
import type { Release } from "../../../src/release/book/release.ts";
import { onOwnRedis } from "../../redis/own-redis.ts";
import { cut, makeScene, partsOf } from "./preparing.ts";

let book: ReleaseBook;

onOwnRedis((own) => {
  book = createStores(own, "test", () => 5000).book;
});

const first = "patch.2026-12-04";
const second = "patch.2026-12-11";

function planned(version: string, target: number, occurrence?: string): Release {
  const named = occurrence === undefined ? {} : { occurrence };
  return { version, kind: "patch", branch: "main", state: "planned", target, ...named, rev: 1 };
}

function prepared(version: string, of: string): Preparation {
  const { stored } = makeScene();
  if (!stored) throw new Error("no preparation");
  return { ...stored, version, kind: "patch", planned: of, target: 2000, state: "prepared", commit: cut };
}

/** The preparation ends twice, as when the process dies before that was noted, and the calendar comes after it. */
async function end(preparation: Preparation): Promise<void> {
  const scene = makeScene();
  scene.tags.push({ tag: preparation.version, commit: cut });
  const parts = { ...partsOf(scene), book };
  await endPreparation(preparation, parts);
  await endPreparation(preparation, parts);
  await proposeAll(parts);
}

it("makes the chosen release the prepared one, also where an earlier one was to have its version", async () => {
  await book.add(planned("v1.4.3", 1000, first));
  await book.add(planned("v1.4.4", 2000, second));
  await end(prepared("v1.4.3", second));
  expect(await book.ofOccurrence(second)).toMatchObject({
    version: "v1.4.3",
    state: "prepared",
    target: 2000,
  });
  expect(await book.ofOccurrence(first)).toMatchObject({ version: "v1.4.4", state: "planned", target: 1000 });
  expect(await book.open()).toHaveLength(2);
});

it("takes the one that was planned by hand under this version, whichever was chosen", async () => {
  await book.add(planned("v1.4.3", 1000));
  await book.add(planned("v1.4.4", 2000, second));
  await end(prepared("v1.4.3", second));
  expect(await book.get("v1.4.3")).toMatchObject({ state: "prepared" });
  expect(await book.ofOccurrence(second)).toMatchObject({ version: "v1.4.4", state: "planned" });
});
