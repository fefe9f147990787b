import { execFile } from "node:child_process";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openGit } from "../../src/git/mirror.ts";
import { openReleaseWriter } from "../../src/git/writer.ts";
import type { Git } from "../../src/release/git.ts";
import type { Cut, ReleaseWriter } from "../../src/release/preparation/release-writer.ts";
import { type BareRemote, makeBareRemote } from "./remote-bare.ts";

const run = promisify(execFile);

let host: BareRemote;
let git: Git;
let writer: ReleaseWriter;
let usual: Cut;
let cut: Cut;

/** Brings everything back to the first commit, pushed and fetched, for the cost of copying it. */
let restore: () => Promise<void>;

beforeAll(async () => {
  host = await makeBareRemote();
  const base = await host.work.commit("feat: begin", {
    files: { "package.json": "1.4.2", "run.sh": "1.4.2" },
  });
  await host.publish();
  ({ git, writer } = await open());
  await git.refresh();
  restore = await host.work.save();
  usual = {
    base,
    branch: "main",
    tag: "v1.5.0",
    edits: [
      { path: "package.json", before: "1.4.2", after: "1.5.0" },
      { path: "docs/new/CHANGELOG.md", after: "# Changes — ✓\n" },
    ],
    commitMessage: "Bump version to v1.5.0",
    tagMessage: "Release version v1.5.0",
    author: { name: "Slipway", email: "slipway@nexus.example" },
    at: Date.parse("2026-11-23T10:00:00Z"),
  };
});
beforeEach(async () => {
  cut = { ...usual };
  ({ git, writer } = await open());
});
afterEach(() => restore());
afterAll(() => host.remove());

async function open({
  timeout,
  ...env
}: { timeout?: number; SLIPWAY_GIT_SIGNING_KEY?: string; GNUPGHOME?: string } = {}): Promise<{
  git: Git;
  writer: ReleaseWriter;
}> {
  const cacheFolder = await host.work.scratch("cache");
  const options = { location: host.location, cacheFolder, env: { PATH: process.env["PATH"], ...env } };
  return {
    git: openGit(options),
    writer: openReleaseWriter({ ...options, ...(timeout !== undefined && { timeout }) }),
  };
}

async function push(what: Cut = cut): Promise<{ outcome: string; commit: string }> {
  await using built = await writer.build(what);
  return { ...(await built.push()), commit: built.commit };
}

describe("writing a release", () => {
  it("makes one commit with only these files changed, and one annotated tag of it", async () => {
    const { outcome, commit } = await push();
    expect(outcome).toBe("pushed");
    expect(await host.git("rev-parse", "main", "v1.5.0^{commit}")).toBe(`${commit}\n${commit}`);
    expect(await host.git("cat-file", "-t", "v1.5.0")).toBe("tag");
    expect(await host.git("for-each-ref", "--format=%(contents)", "refs/tags/v1.5.0")).toBe(
      "Release version v1.5.0",
    );
    expect(await host.git("log", "-1", "--format=%s|%an|%ae|%cI|%P")).toBe(
      `Bump version to v1.5.0|Slipway|slipway@nexus.example|2026-11-23T10:00:00+00:00|${cut.base}`,
    );
    expect(await host.git("diff-tree", "-r", "--name-status", cut.base, commit)).toBe(
      "A\tdocs/new/CHANGELOG.md\nM\tpackage.json",
    );
    expect(await host.git("show", "main:docs/new/CHANGELOG.md")).toBe("# Changes — ✓");
  });

  it("keeps the mode of a file", async () => {
    await chmod(join(host.work.folder, "run.sh"), 0o755);
    await host.work.commit("chore: run", { files: {} });
    await host.publish();
    await git.refresh();
    const base = (await git.branchTip("main")) ?? "";
    await push({ ...cut, base, edits: [{ path: "run.sh", before: "1.4.2", after: "1.5.0" }] });
    expect(await host.git("ls-tree", "main", "run.sh")).toMatch(/^100755 blob/u);
  });

  it.each([
    ["a link", "LINK.md", undefined],
    ["a folder", "docs", undefined],
    ["a file behind a link", "linked/CHANGELOG.md", undefined],
    ["a file in place of a folder", "package.json/CHANGELOG.md", undefined],
    ["bytes that are no UTF-8", "pom.xml", "<!-- M\uFFFDller -->1.4.2"],
    ["another text than was read", "package.json", "1.4.1"],
  ])("writes over no %s", async (_name, path, before) => {
    const { folder } = host.work;
    await mkdir(join(folder, "docs"));
    await writeFile(join(folder, "docs/CHANGES.md"), "# Changes\n");
    await writeFile(join(folder, "pom.xml"), Buffer.from("<!-- M\xFCller -->1.4.2", "latin1"));
    await symlink("docs/CHANGES.md", join(folder, "LINK.md"));
    await symlink("docs", join(folder, "linked"));
    const base = await host.work.commit("chore: odd files", { files: {} });
    await host.publish();
    await git.refresh();
    const edits = [{ path, after: "1.5.0", ...(before !== undefined && { before }) }];
    const refused = { problem: { code: "version-files", what: expect.stringContaining(path) } };
    await expect(writer.check(base, edits)).rejects.toMatchObject(refused);
    await expect(writer.build({ ...cut, base, edits })).rejects.toMatchObject(refused);
  });

  it("gives the same commit every time, and pushing it again changes nothing", async () => {
    const first = await push();
    const tag = await host.git("rev-parse", "v1.5.0");
    expect(await push()).toStrictEqual(first);
    expect(await host.git("rev-parse", "v1.5.0")).toBe(tag);
    expect(await writer.tagThere("v1.5.0")).toBe(first.commit);
  });

  it("changes nothing of the mirror before it is pushed", async () => {
    await using built = await writer.build(cut);
    expect(await git.resolve("v1.5.0")).toBeUndefined();
    expect(await git.resolve("main")).toBe(cut.base);
    expect(await writer.tagThere("v1.5.0")).toBeUndefined();
    expect(built.commit).toMatch(/^[0-9a-f]{40}$/u);
  });

  it("makes a branch for a line that has none", async () => {
    await push({ ...cut, branch: "release/1.4", tag: "v1.4.3" });
    expect(await host.git("rev-parse", "release/1.4")).toBe(await host.git("rev-parse", "v1.4.3^{commit}"));
    expect(await host.git("rev-parse", "main")).toBe(cut.base);
  });

  it("writes neither branch nor tag when somebody has pushed before", async () => {
    await host.work.commit("fix: quick");
    await host.publish();
    expect(await push()).toMatchObject({ outcome: "moved" });
    expect(await host.git("tag")).toBe("");
  });

  it("writes neither when the tag is there already", async () => {
    await host.work.tag("v1.5.0");
    await host.publish();
    expect(await push()).toMatchObject({ outcome: "tag exists" });
    expect(await host.git("rev-parse", "main")).toBe(cut.base);
  });

  it("tells the host's own words of a rule, and writes neither", async () => {
    await host.hook(
      "update",
      '[ "$1" = refs/heads/main ] && { echo "GH006: main is protected"; exit 1; }; exit 0',
    );
    const { outcome, ...rest } = await push();
    expect(outcome).toBe("refused");
    expect(JSON.stringify(rest)).toContain("GH006: main is protected");
    expect(await host.git("tag")).toBe("");
  });

  it("tells the words of a rule about the tag, and not that the branch failed with it", async () => {
    await host.hook("update", 'case "$1" in refs/tags/*) echo "GH013: tags are made by CI"; exit 1;; esac');
    const { outcome, ...rest } = await push();
    expect(outcome).toBe("refused");
    expect(JSON.stringify(rest)).toContain("GH013: tags are made by CI");
    expect(JSON.stringify(rest)).toContain("hook declined");
  });

  it("takes the word of a hook that says it aborts for a refusal, and not for an outage", async () => {
    await host.hook("pre-receive", 'echo "Push aborted: no ticket is named"; exit 1');
    expect(await push()).toMatchObject({ outcome: "refused" });
  });

  it("has met somebody else's push where that came between the host's two looks at the branch", async () => {
    const other = await host.work.commit("fix: quick");
    await host.work.git("push", "--quiet", host.location, `${other}:refs/heads/other`);
    await host.hook("pre-receive", "unset GIT_QUARANTINE_PATH; git update-ref refs/heads/main other");
    expect(await push()).toMatchObject({ outcome: "moved" });
    expect(await host.git("tag")).toBe("");
  });

  it("is refused where another branch has the place of the new one", async () => {
    await host.git("branch", "release", "main");
    expect(await push({ ...cut, branch: "release/1.4", tag: "v1.4.3" })).toMatchObject({
      outcome: "refused",
    });
  });

  it("does not know what became of a push that got no answer, and can look", async () => {
    await host.hook("post-receive", "exec sleep 4 >/dev/null 2>&1");
    ({ writer } = await open({ timeout: 1500 }));
    await using built = await writer.build(cut);
    await expect(built.push()).rejects.toMatchObject({ problem: { code: "git-unavailable" } });
    expect(await writer.tagThere("v1.5.0")).toBe(built.commit);
  });

  it("refuses names and paths before git sees them", async () => {
    for (const bad of ["--upload-pack=x", "v1;rm", "../x", "a..b", "v1\nx", "-d"]) {
      await expect(writer.build({ ...cut, tag: bad })).rejects.toMatchObject({
        problem: { code: "bad-ref" },
      });
      await expect(writer.build({ ...cut, branch: bad })).rejects.toMatchObject({
        problem: { code: "bad-ref" },
      });
      await expect(git.branchTip(bad)).rejects.toMatchObject({ problem: { code: "bad-ref" } });
    }
    for (const path of ["../x", "/etc/passwd", ".git/config"]) {
      const edits = [{ path, after: "" }];
      await expect(writer.build({ ...cut, edits })).rejects.toMatchObject({ problem: { code: "bad-ref" } });
    }
  });

  it("signs the tag with an SSH key", async () => {
    const key = join(await host.work.scratch("keys"), "key");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    ({ writer } = await open({ SLIPWAY_GIT_SIGNING_KEY: key }));
    await push();
    expect(await host.git("cat-file", "tag", "v1.5.0")).toContain("-----BEGIN SSH SIGNATURE-----");
  });

  it.each([
    ["an SSH key that is not there", "/nowhere/key"],
    ["an OpenPGP key that nobody has", "0123456789ABCDEF"],
  ])("writes nothing where the tag cannot be signed: %s", async (_name, key) => {
    ({ writer } = await open({
      SLIPWAY_GIT_SIGNING_KEY: key,
      GNUPGHOME: await host.work.scratch("gnupg"),
    }));
    await expect(writer.build(cut)).rejects.toMatchObject({ problem: { code: "signing-failed" } });
  });
});
