import { expect, it } from "vitest";
import { openGit } from "../../../src/git/mirror.ts";
import { createStores } from "../../../src/redis/stores.ts";
import type { ReleaseBook } from "../../../src/release/book/book.ts";
import { isBehind } from "../../../src/release/calendar/gather-plan.ts";
import { makeRepository } from "../../git/repository.ts";
import { onOwnRedis } from "../../redis/own-redis.ts";

let book: ReleaseBook;

onOwnRedis((redis) => {
  ({ book } = createStores(redis, "test", () => 0));
});

it("the copy of the repository is known to be behind a version that was tagged", async () => {
  const repository = await makeRepository();
  const commit = await repository.commit("feat: begin");
  const copy = openGit({
    location: repository.folder,
    cacheFolder: await repository.scratch("cache"),
    env: process.env,
  });
  const looks: boolean[] = [];
  const look = async (): Promise<void> => void looks.push(await isBehind({ book, git: copy }));
  const manager = { user: "U1", team: "T1" };
  const release = { version: "v1.4.3", kind: "patch", branch: "main", manager, rev: 1 } as const;
  await look();
  await book.add({ ...release, state: "planned" });
  await look();
  await repository.tag("v1.5.0");
  await book.add({ ...release, version: "v1.5.0", state: "prepared", commit });
  await look();
  await copy.refresh();
  await look();
  await repository.remove();
  expect(looks).toEqual([false, false, true, false]);
});
