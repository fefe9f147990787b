import { afterAll, beforeAll, expect, it } from "vitest";
import { changedFilesOf } from "../../../jobs/checklist/changed-files.ts";
import type { Git } from "../../../src/release/git.ts";
import { makeRepository, type TestRepository } from "../../git/repository.ts";
import { withCadence as settings } from "../with-cadence.ts";

let repository: TestRepository;
let git: Git;

beforeAll(async () => {
  repository = await makeRepository();
  await repository.commit("feat: begin", { files: { "a.ts": "1" } });
  await repository.tag("v1.4.2");
  await repository.branch("release/1.4", "main");
  await repository.commit("fix: on the older line", { files: { "migrations/7.sql": "alter" } });
  await repository.tag("v1.4.3");
  await repository.branch("main");
  await repository.commit("feat: go on", { files: { "a.ts": "2" } });
  await repository.tag("v1.5.0");
  git = await repository.mirror();
});
afterAll(() => repository.remove());

it.each([
  ["v1.5.0", ["a.ts"]],
  ["v1.4.3", ["migrations/7.sql"]],
  ["v1.4.2", ["a.ts"]],
])("%s changes what its own branch has since its last version: %j", async (version, files) => {
  const commit = (await git.resolve(version)) ?? "";
  const changed = await changedFilesOf(version, commit, { git, settings });
  expect(changed.map(({ path }) => path)).toEqual(files);
});
