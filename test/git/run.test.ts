import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeRemote } from "../../src/git/remote.ts";
import { runGit } from "../../src/git/run.ts";
import { makeRepository, type TestRepository } from "./repository.ts";

let repository: TestRepository;
beforeAll(async () => {
  repository = await makeRepository();
});
afterAll(() => repository.remove());

/** Runs a git that is this shell script. */
async function runScript(name: string, script: string): Promise<string> {
  const folder = await repository.scratch(name);
  await writeFile(join(folder, "git"), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, "git"), 0o755);
  const env = { PATH: [folder, process.env["PATH"] ?? ""].join(delimiter) };
  const remote = describeRemote(repository.folder, env);
  return runGit({ folder: repository.folder, remote }, ["push"], { total: 10_000 });
}

it.each([
  ["that is killed", "kill -9 $$", "a signal"],
  ["that ends without a word", "exit 1", "git ended with 1"],
  ["whose answer goes to the wrong place", "echo done; exit 3", "git ended with 3"],
  ["that complains", "echo 'fatal: no' >&2; exit 128", "fatal: no"],
])("takes a git %s for no success", async (name, script, words) => {
  await expect(runScript(name, script)).rejects.toThrow(words);
});

it("takes the words of one that did its work, whatever it complains of", async () => {
  expect(await runScript("well", "echo done; echo careful >&2")).toContain("done");
});
