import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGit } from "../../src/git/mirror.ts";
import type { Commit, Git } from "../../src/release/git.ts";
import { makeRepository, type TestRepository } from "./repository.ts";

let repository: TestRepository;
let cacheFolder: string;

beforeEach(async () => {
  repository = await makeRepository();
  cacheFolder = await repository.scratch("cache");
});
afterEach(() => repository.remove());

function open(): Git {
  return openGit({ location: repository.folder, cacheFolder, env: { PATH: process.env["PATH"] } });
}

async function all(batches: AsyncIterable<Commit[]>): Promise<Commit[]> {
  const found: Commit[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

describe("changed files", () => {
  it("are those of both sides, whatever their names, and all of them without a beginning", async () => {
    await repository.commit("feat: begin", { files: { "docs/a.md": "a", "src/old.ts": "x".repeat(200) } });
    await repository.tag("v1.0.0");
    await repository.commit("feat: go on", {
      files: { "docs/ünï\tcode.md": "b", "src/old.ts": null, "src/new.ts": "x".repeat(200) },
    });
    const git = open();
    expect(await git.changedFiles({ from: "v1.0.0", to: "main" })).toEqual([
      { path: "docs/ünï\tcode.md", isGone: false },
      { path: "src/new.ts", isGone: false },
      { path: "src/old.ts", isGone: true },
    ]);
    expect(await git.changedFiles({ to: "v1.0.0" })).toEqual([
      { path: "docs/a.md", isGone: false },
      { path: "src/old.ts", isGone: false },
    ]);
    expect(await git.changedFiles({ from: "main", to: "main" })).toEqual([]);
  });

  it("of names that are none are refused", async () => {
    await repository.commit("feat: begin");
    await expect(open().changedFiles({ from: "v9.9.9", to: "main" })).rejects.toMatchObject({
      problem: { code: "bad-ref" },
    });
  });
});

describe("commits", () => {
  it("streams a two-dot range, newest first", async () => {
    await repository.commit("feat: begin");
    await repository.tag("v1.0.0");
    const commit = await repository.commit("fix(api): mend | pipes 🎉", {
      body: "First line.\n\nCloses #4",
      author: "Grace <grace@nexus.example>",
    });
    const commits = await all(open().commits({ from: "v1.0.0", to: "main" }));
    expect(commits).toEqual([
      {
        hash: commit,
        at: Date.parse("2026-01-05T09:02:00Z"),
        author: { name: "Grace", email: "grace@nexus.example" },
        parents: [await repository.git("rev-parse", "v1.0.0^{commit}")],
        subject: "fix(api): mend | pipes 🎉",
        body: "First line.\n\nCloses #4",
      },
    ]);
  });

  it("gives everything without a beginning, and nothing for an empty range", async () => {
    await repository.commit("feat: begin");
    await repository.commit("fix: mend");
    const git = open();
    expect((await all(git.commits({ to: "main" }))).map(({ subject }) => subject)).toEqual([
      "fix: mend",
      "feat: begin",
    ]);
    expect(await all(git.commits({ from: "main", to: "main" }))).toEqual([]);
  });

  it("survives huge messages, broken text and blank ones", async () => {
    const latin = join(await repository.scratch("messages"), "latin");
    await repository.commit("feat: begin", { body: "x".repeat(1_000_000) });
    await writeFile(latin, Buffer.from([0x66, 0x69, 0x78, 0x3a, 0x20, 0xe9, 0xff, 0x0a]));
    await repository.git("commit", "--quiet", "--allow-empty", "-F", latin);
    await repository.git("commit", "--quiet", "--allow-empty", "--allow-empty-message", "-m", "");
    const [blank, broken, huge] = await all(open().commits({ to: "main" }));
    expect(blank).toMatchObject({ subject: "", body: "" });
    expect(broken?.subject).toMatch(/^fix: /);
    expect(huge?.body.length).toBeGreaterThan(60_000);
    expect(huge?.body.length).toBeLessThanOrEqual(64 * 1024);
  });

  it("finds every commit whole, wherever git's output is cut into chunks", async () => {
    const story = Array.from({ length: 60 }, (_none, index) => ({
      subject: `fix: № ${index} 🎉`,
      body: `${"ü".repeat(index * 97)}!`,
    }));
    await repository.import(story.map((commit) => ({ branch: "main", ...commit })));
    const commits = await all(open().commits({ to: "main" }));
    expect(commits.map(({ subject, body }) => ({ subject, body }))).toEqual(story.toReversed());
  });

  it("can be left early", async () => {
    const body = "x".repeat(60_000);
    await repository.import(["one", "two", "three"].map((subject) => ({ branch: "main", subject, body })));
    const seen: string[] = [];
    for await (const commits of open().commits({ to: "main" })) {
      seen.push(...commits.map(({ subject }) => subject));
      break;
    }
    expect(seen[0]).toBe("three");
    expect(seen.length).toBeLessThan(3);
  });

  it("says which end of the range is unknown", async () => {
    await repository.commit("feat: begin");
    await expect(all(open().commits({ from: "v0.1.0", to: "main" }))).rejects.toMatchObject({
      problem: { code: "bad-ref", what: expect.stringContaining("v0.1.0") },
    });
  });
});

describe("files", () => {
  it("reads a file at a commit", async () => {
    const first = await repository.commit("one", { files: { "deploy/app.yaml": "a: 1\n" } });
    await repository.commit("two", { files: { "deploy/app.yaml": "a: 2\n" } });
    const git = open();
    expect(await git.readFiles(first, ["deploy/app.yaml"])).toEqual(["a: 1\n"]);
    expect(
      await git.readFiles("main", [
        "deploy",
        "./deploy/app.yaml",
        "deploy/*.yaml",
        "nothing",
        "deploy/app.yaml/x",
      ]),
    ).toEqual([undefined, "a: 2\n", undefined, undefined, undefined]);
    for (const path of ["../secret", "/etc/passwd"])
      await expect(git.readFiles("main", ["deploy/app.yaml", path])).rejects.toMatchObject({
        problem: { code: "bad-ref" },
      });
  });

  it("writes what is below a path, and no more", async () => {
    await repository.commit("one", {
      files: { "deploy/a.yaml": "a", "deploy/base/ü b.yaml": "b", "deploy/empty": "", "deploy2/c": "c" },
    });
    const into = await repository.scratch("out");
    const git = open();
    expect(await git.extract("main", "deploy/", into)).toBe("written");
    expect((await readdir(into, { recursive: true })).toSorted()).toEqual([
      "a.yaml",
      "base",
      "base/ü b.yaml",
      "empty",
    ]);
    expect(await readFile(join(into, "base/ü b.yaml"), "utf8")).toBe("b");
    expect(await git.extract("main", "nothing", into)).toBe("nothing there");
  });

  it("refuses more files than it reads, before any is on the disk", async () => {
    const many = Array.from({ length: 20_001 }, (_none, index) => [`many/${index}`, ""]);
    await repository.import([{ branch: "main", subject: "one", files: Object.fromEntries(many) }]);
    const into = await repository.scratch("out");
    await expect(open().extract("main", "many", into)).rejects.toMatchObject({
      problem: { code: "manifests-invalid", what: expect.stringContaining("more than 20000 files") },
    });
    expect(await readdir(into)).toEqual([]);
  });

  it("keeps inner links and leaves out those that lead away", async () => {
    await repository.commit("one", { files: { "deploy/real/a": "a", outside: "secret" } });
    const deploy = join(repository.folder, "deploy");
    await symlink("real/a", join(deploy, "in"));
    await symlink("../outside", join(deploy, "out"));
    await symlink("real/../../outside", join(deploy, "round"));
    await symlink("/etc/passwd", join(deploy, "absolute"));
    await repository.commit("links", { files: {} });
    const into = await repository.scratch("out");
    await open().extract("main", "deploy", into);
    expect((await readdir(into)).toSorted()).toEqual(["in", "real"]);
    expect(await readFile(join(into, "in"), "utf8")).toBe("a");
  });
});
