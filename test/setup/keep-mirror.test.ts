import { expect, it } from "vitest";
import { keepMirror } from "../../src/afterwards.ts";
import { openGit } from "../../src/git/mirror.ts";
import { createLog } from "../../src/log.ts";
import { makeRepository } from "../git/repository.ts";

it("brings the versions that people are offered up to date, also after an outage, until the end", async () => {
  const repository = await makeRepository();
  await repository.commit("feat: begin");
  const cacheFolder = await repository.scratch("cache");
  const git = openGit({ location: repository.folder, cacheFolder, env: process.env });
  expect(await git.tags()).toEqual([]);
  await repository.tag("v1.0.0");
  const ended = new AbortController();
  const looks = [Promise.reject(new Error("away")), git.refresh()];
  looks[0]?.catch(() => undefined);
  let count = 0;
  const refresh = async (): Promise<void> => {
    count += 1;
    if (count === 2) ended.abort();
    await looks[count - 1];
  };
  const log = createLog({ level: "silent", secrets: [] });
  await keepMirror({ git: { ...git, refresh }, log }, { first: 0, every: 1 }, ended.signal);
  expect(count).toBe(2);
  expect(await git.tags()).toMatchObject([{ tag: "v1.0.0" }]);
  await repository.remove();
});
